"""Understands courses by their texts: vectors, passages, search by meaning."""
