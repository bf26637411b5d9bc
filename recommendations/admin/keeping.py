"""Keeps what is drawn from roll-ups until the task that writes them has run again."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache

from tracking.models import Bookmark

KEPT_SECONDS = 3_600
Found = TypeVar("Found")


def until_next(task: str, key: tuple[Any, ...], count: Callable[[], Found]) -> Found:
    """What was counted since a task ended the last time; counted now where it never ran."""
    moment = Bookmark.objects.moment(task)
    if moment is None:
        return count()
    name = f"recs:drawn:{task}:{':'.join(map(str, key))}"
    kept: tuple[Any, Found] | None = cache.get(name)
    if kept is not None and kept[0] == moment:
        return kept[1]
    found = count()
    cache.set(name, (moment, found), KEPT_SECONDS)
    return found
