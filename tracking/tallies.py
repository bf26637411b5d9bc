"""Counts a day at a time in the cache: adding costs nothing, and losing some harms nobody."""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone

KEPT_SECONDS = 40 * 86_400
# A process adds its counts up and hands them over at most this often.
FLUSH_SECONDS = 5.0


class Tally:
    """Counts by name and day (UTC), over all processes."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._waiting: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._flushed_at = 0.0

    def add(self, name: str, count: int = 1) -> None:
        """Count something."""
        if count <= 0:
            return
        with self._lock:
            self._waiting[name] += count
            if time.monotonic() - self._flushed_at < FLUSH_SECONDS:
                return
            self._flushed_at = time.monotonic()
            counts = dict(self._waiting)
            self._waiting.clear()
        self._hand_over(counts)

    def read(self, names: Iterable[str], days: int = 1) -> dict[str, int]:
        """How many there were of each in the last days, today included."""
        today = timezone.now().date()
        keys = {
            self._key(name, today - timedelta(days=back)): name
            for name in names
            for back in range(days)
        }
        totals: Counter[str] = Counter(dict.fromkeys(keys.values(), 0))
        for key, count in cache.get_many(list(keys)).items():
            totals[keys[key]] += int(count)
        return dict(totals)

    def _hand_over(self, counts: dict[str, int]) -> None:
        today = timezone.now().date()
        for name, count in counts.items():
            key = self._key(name, today)
            cache.add(key, 0, KEPT_SECONDS)
            try:
                cache.incr(key, count)
            except ValueError:
                cache.set(key, count, KEPT_SECONDS)  # gone between the two calls

    def _key(self, name: str, day: date) -> str:
        return f"{self.prefix}:{name}:{day:%Y%m%d}"


# What became of events: written, there already, or refused, by reason.
INTAKE = Tally("events")
ACCEPTED, DUPLICATE = "accepted", "duplicate"
REFUSALS = ("field", "too_large", "expired", "bot", "consent")
