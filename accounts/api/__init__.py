"""The REST API of accounts, and what all parts of the API share."""
