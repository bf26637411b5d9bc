"""Markdown of authors in a template."""

from django import template
from django.utils.safestring import SafeString

from courses.markdown import render

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Show a text of an author as sanitised HTML."""
    return render(text or "")
