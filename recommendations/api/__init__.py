"""The REST API of the homepage, and the documentation of the whole API."""
