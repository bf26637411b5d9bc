"""The REST API of the catalogue and of what a person learns."""
