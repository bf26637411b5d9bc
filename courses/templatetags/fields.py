"""The fields of the catalogue, for pages that lead into it."""

from django import template
from django.core.cache import cache

from courses.models import Category

register = template.Library()

KEPT_SECONDS = 60


@register.simple_tag
def catalogue_fields() -> list[Category]:
    """The fields in their order; read once a minute, for every visitor."""
    found = cache.get("courses:fields")
    if found is None:
        found = list(Category.objects.fields().prefetch_related(None))
        cache.set("courses:fields", found, KEPT_SECONDS)
    return list(found)
