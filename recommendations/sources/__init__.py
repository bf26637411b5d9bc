"""The only place where tables become arrays."""
