"""The catalogue, authoring and learning in the admin."""

from courses.admin import catalogue, courses, graph, learning, lessons, paths

__all__ = ["catalogue", "courses", "graph", "learning", "lessons", "paths"]
