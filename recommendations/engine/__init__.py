"""The recommender as pure arrays: nothing here knows of Django or of the site."""
