"""The fences around every provider: a breaker, a limit of calls at once, a budget, and the count.

Breaker and calls are known to all processes through the cache. While the cache is away they hold
nothing back; the time limit and the budget, which stands in the database, still do.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone

from recommendations.language.types import Answer, Ask, Limits, ProviderError
from recommendations.models import LanguageDay, LanguageModel, Outcome

logger = logging.getLogger(__name__)

FAILURES = 5  # within a window, and the breaker opens
WINDOW_SECONDS = 60
OPEN_SECONDS = 30  # then one call may try whether it is well again
REMEMBERED_SECONDS = 900  # how long after it opened a single failure opens it again
SPARE_SECONDS = 5
# What speaks against the endpoint itself, rather than against one answer.
FAILED = {Outcome.SLOW, Outcome.DOWN, Outcome.REFUSED, Outcome.GARBAGE}


@contextmanager
def fenced(model: LanguageModel, limits: Limits) -> Iterator[None]:
    """Let one call through, or raise ProviderError; the breaker learns how it ended."""
    _heed_budget(model, limits)
    place = _take_place(model, limits)
    try:
        _heed_breaker(model, limits)
        yield
    except ProviderError as error:
        if error.outcome in FAILED:
            _note_failure(model)
        raise
    except Exception:
        _note_failure(model)
        raise
    else:
        _note_success(model)
    finally:
        cache.delete(place)


def is_open(model: LanguageModel) -> bool:
    """Whether the breaker holds back all calls."""
    return cache.get(_key(model, "open")) is not None


def count(ask: Ask, answer: Answer) -> None:
    """Write down how it ended; an answer is never lost because of it."""
    try:
        LanguageDay.objects.note(
            timezone.now().date(),
            answer.model,
            ask.purpose,
            answer.outcome,
            tokens_read=answer.tokens_read,
            tokens_written=answer.tokens_written,
            seconds=answer.seconds,
            cost=answer.cost,
        )
    except DatabaseError:
        logger.exception("A call of %s could not be counted.", answer.model)


def _heed_budget(model: LanguageModel, limits: Limits) -> None:
    """A call begins only where what it may write is left of the day."""
    spent = LanguageDay.objects.tokens_of(model.name, timezone.now().date())
    if spent + limits.tokens > model.tokens_a_day:
        raise ProviderError(Outcome.SPENT)


def _heed_breaker(model: LanguageModel, limits: Limits) -> None:
    if is_open(model):
        raise ProviderError(Outcome.BROKEN)
    was_open = cache.get(_key(model, "was_open")) is not None
    probe_seconds = int(limits.seconds) + SPARE_SECONDS
    if was_open and not cache.add(_key(model, "probe"), 1, probe_seconds):
        raise ProviderError(Outcome.BROKEN)


def _take_place(model: LanguageModel, limits: Limits) -> str:
    """One of the places for calls; each is free again by itself should its holder die."""
    for number in range(model.calls_at_once):
        place = _key(model, f"place:{number}")
        if cache.add(place, 1, int(limits.seconds) + SPARE_SECONDS):
            return place
    raise ProviderError(Outcome.BUSY)


def _note_failure(model: LanguageModel) -> None:
    failures = _key(model, "failures")
    cache.add(failures, 0, WINDOW_SECONDS)
    try:
        number = cache.incr(failures)
    except ValueError:  # the window ended between the two
        number = 1
    if number >= FAILURES or cache.get(_key(model, "was_open")) is not None:
        cache.set(_key(model, "open"), 1, OPEN_SECONDS)
        cache.set(_key(model, "was_open"), 1, REMEMBERED_SECONDS)
        cache.delete(_key(model, "probe"))


def _note_success(model: LanguageModel) -> None:
    """One success closes the breaker, and what failed before is forgotten."""
    names = ("failures", "open", "was_open", "probe")
    cache.delete_many([_key(model, name) for name in names])


def _key(model: LanguageModel, name: str) -> str:
    return f"recs:language:{model.pk}:{name}"
