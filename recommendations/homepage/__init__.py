"""The homepage: its rows, how they are assembled, and what is read from the cache."""
