"""The fields of the catalogue as topics that a learner may be interested in."""

from courses.models import Category


def field_choices() -> list[tuple[str, str]]:
    """Slug and name (in the reader's language) of every field."""
    return [(field.slug, field.name) for field in Category.objects.fields()]
