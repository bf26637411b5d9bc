"""Events that roll-ups may not hold yet, weighed and capped day by day as roll-ups do it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import models

from recommendations.sources.people import Span
from tracking.models import Event
from tracking.rollups import MOST_DISLIKE, MOST_OBJECTS, MOST_SIGNAL
from tracking.verbs import UNDOES, VERBS

# Learner (0 for a visitor), course, verb, object and time.
EventRow = tuple[int, int, str, str, datetime]
# Learner, course, signal less dislike, and the time of the last event of the day.
DayRow = tuple[int, int, float, datetime]


class Recent(models.QuerySet[Event]):
    """Reads the ledger itself."""

    def telling(self) -> "Recent":
        """Events that say something about a course, or take that back."""
        verbs = [name for name, verb in VERBS.items() if verb.signal or name in UNDOES]
        return self.filter(course_id__isnull=False, verb__in=verbs)

    def since(self, moment: datetime) -> "Recent":
        """Events that happened from a moment on."""
        return self.filter(occurred_at__gte=moment)

    def of_learners(self, span: Span) -> list[EventRow]:
        """Events of the learners within the span."""
        return self.filter(learner_id__gte=span[0], learner_id__lte=span[1])._rows()

    def of_visitor(self, visitor_id: uuid.UUID) -> list[EventRow]:
        """Events of one visitor."""
        return self.filter(visitor_id=visitor_id, learner__isnull=True)._rows()

    def _rows(self) -> list[EventRow]:
        fields = ("learner_id", "course_id", "verb", "object_id", "occurred_at")
        rows = self.values_list(*fields).iterator(10_000)
        return [(who or 0, course, verb, thing, at) for who, course, verb, thing, at in rows]


def by_day(events: Iterable[EventRow]) -> list[DayRow]:
    """One row a learner, course and day: each verb counts once an object, within limits."""
    events = list(events)
    undone = _taken_back(events)
    things: dict[tuple[int, int, date], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    last: dict[tuple[int, int, date], datetime] = {}
    for learner, course, verb, thing, at in events:
        key = (learner, course, at.astimezone(UTC).date())
        last[key] = max(last.get(key, at), at)
        taken_back_at = undone.get((learner, course, verb))
        if taken_back_at is None or taken_back_at < at:
            things[key][verb].add(thing)
    return [(key[0], key[1], _worth(verbs), last[key]) for key, verbs in things.items()]


def _taken_back(events: Iterable[EventRow]) -> dict[tuple[int, int, str], datetime]:
    """When a learner last took a verb on a course back."""
    found: dict[tuple[int, int, str], datetime] = {}
    for learner, course, verb, _, at in events:
        if verb in UNDOES:
            key = (learner, course, UNDOES[verb])
            found[key] = max(found.get(key, at), at)
    return found


def _worth(verbs: dict[str, set[str]]) -> float:
    liking = disliking = 0.0
    for name, things in verbs.items():
        verb = VERBS[name]
        count = min(len(things), 1 if verb.is_from_browser else MOST_OBJECTS)
        liking += max(verb.signal, 0.0) * count
        disliking += max(-verb.signal, 0.0) * count
    return min(liking, MOST_SIGNAL) - min(disliking, MOST_DISLIKE)
