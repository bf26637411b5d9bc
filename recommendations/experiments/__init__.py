"""Experiments: who sees what, what it did to them, and what may be concluded from it."""
