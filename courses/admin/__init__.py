"""The catalogue, authoring and learning in the admin."""

from courses.admin import catalogue, courses, learning, lessons

__all__ = ["catalogue", "courses", "learning", "lessons"]
