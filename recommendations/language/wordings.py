"""Reads the sentences that stand ready for some facts; pages never wait for a new one."""

from collections.abc import Sequence

from django.core.cache import cache
from django.db import DatabaseError
from django.utils.translation import get_language

from recommendations.language.facts import Facts
from recommendations.models import Wording

# Set by the worker that writes: without it, pages do not even ask the database.
KEY = "recs:wordings"
KNOWN_SECONDS = 7_200


def worded(facts: Sequence[Facts]) -> list[str]:
    """A sentence each: the one that was written and checked, else the template. One query."""
    if not facts or cache.get(KEY) is None:
        return [one.template for one in facts]
    try:
        shown = Wording.objects.shown({one.key for one in facts})
        found = dict(shown.values_list("key", "text"))
    except DatabaseError:
        found = {}
    return [found.get(one.key, one.template) for one in facts]


def note_wordings() -> None:
    """Tell pages whether there is anything to look for."""
    if Wording.objects.of_now().exists():
        cache.set(KEY, 1, KNOWN_SECONDS)
    else:
        forget_wordings()


def forget_wordings() -> None:
    """Have pages speak by templates until a worker says otherwise."""
    cache.delete(KEY)


def language_now() -> str:
    """The language of the reader, as facts name it."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"
