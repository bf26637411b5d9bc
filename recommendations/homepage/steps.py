"""Counts how pages came about, day by day, so that staff see the share of each step."""

import threading
import time
from collections import Counter
from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone

from recommendations.homepage.types import Step

KEPT_SECONDS = 40 * 86_400
# A process adds its counts up and hands them over at most this often.
FLUSH_SECONDS = 5.0

_waiting: Counter[str] = Counter()
_lock = threading.Lock()
_flushed_at = 0.0


def count_step(step: str) -> None:
    """Count one page."""
    global _flushed_at  # noqa: PLW0603
    with _lock:
        _waiting[step] += 1
        if time.monotonic() - _flushed_at < FLUSH_SECONDS:
            return
        _flushed_at = time.monotonic()
        counts = dict(_waiting)
        _waiting.clear()
    _hand_over(counts)


def read_steps(days: int = 1) -> dict[str, int]:
    """How many pages each step answered in the last days, today included."""
    today = timezone.now().date()
    keys = {
        _key(step, today - timedelta(days=back)): step.value
        for step in Step
        for back in range(days)
    }
    totals: Counter[str] = Counter({step.value: 0 for step in Step})
    for key, count in cache.get_many(list(keys)).items():
        totals[keys[key]] += int(count)
    return dict(totals)


def _hand_over(counts: dict[str, int]) -> None:
    today = timezone.now().date()
    for step, count in counts.items():
        key = _key(step, today)
        cache.add(key, 0, KEPT_SECONDS)
        try:
            cache.incr(key, count)
        except ValueError:
            cache.set(key, count, KEPT_SECONDS)  # gone between the two calls


def _key(step: str, day: date) -> str:
    return f"recs:step:{step}:{day:%Y%m%d}"
