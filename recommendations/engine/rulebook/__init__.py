"""The small language in which staff write rules: read, checked and weighed, never executed."""
