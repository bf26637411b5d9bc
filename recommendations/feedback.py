"""Copies what learners said of cards out of the ledger, with the algorithm that it is about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from django.db import models, transaction
from django.utils import timezone

from recommendations.engine import registry
from recommendations.homepage.desk import Desk, open_desk
from recommendations.homepage.draft import BLENDED_SOURCES
from recommendations.homepage.trace import parts_of
from recommendations.models import Feedback, FeedbackKind, Row
from recommendations.sources.pasts import read_pasts
from recommendations.sources.people import read_standings
from recommendations.sources.profiles import profile_context
from tracking.models import Bookmark, Event
from tracking.verbs import UNDOES

BOOKMARK = "feedback"
# A transaction that began before the last time may have committed after it.
OVERLAP = timedelta(hours=1)
# Asking the models anew costs some milliseconds a learner; beyond so many the row's source stands.
MOST_ASKED = 500
TAKEN_BACK = {undo: done for undo, done in UNDOES.items() if done in FeedbackKind.values}


class Said(models.QuerySet[Event]):
    """Reads feedback in the ledger."""

    def since(self, moment: datetime | None) -> "Said":
        """What reached the ledger from a moment on; all of it where there is none."""
        verbs = [*FeedbackKind.values, *TAKEN_BACK]
        mine = self.filter(verb__in=verbs, course_id__isnull=False, learner__isnull=False)
        mine = mine if moment is None else mine.filter(received_at__gte=moment)
        return mine.order_by("occurred_at", "pk")

    def of_people_who_are_there(self) -> "Said":
        """Without what was said by people who have left."""
        return self.filter(learner__is_active=True)


class Copied(models.QuerySet[Feedback]):
    """Finds what was copied."""

    def among(self, ids: Iterable[object]) -> set[object]:
        """Which of these events are known."""
        return set(self.filter(pk__in=list(ids)).values_list("pk", flat=True))

    def take_back(self, event: Event) -> int:
        """Mark what a later event of the same learner and course took back."""
        mine = self.filter(learner_id=event.learner_id, course_id=event.course_id)
        said = mine.filter(kind=TAKEN_BACK[event.verb], at__lte=event.occurred_at)
        return said.filter(is_taken_back=False).update(is_taken_back=True)


def count_feedback() -> int:
    """Copy what came since the last time; doing it twice changes nothing. Says how many came."""
    started_at = timezone.now()
    with transaction.atomic():
        bookmark, is_first = Bookmark.objects.select_for_update().get_or_create(
            name=BOOKMARK, defaults={"at": started_at}
        )
        since = None if is_first else bookmark.at - OVERLAP
        events = list(Said(Event).of_people_who_are_there().since(since))
        said = [event for event in events if event.verb in FeedbackKind.values]
        known = Copied(Feedback).among(event.pk for event in said)
        fresh = [event for event in said if event.pk not in known]
        algorithms = _algorithms(fresh)
        Feedback.objects.bulk_create(
            [_copy(event, algorithms.get(event.pk, "")) for event in fresh],
            ignore_conflicts=True,
            batch_size=500,
        )
        for event in events:
            if event.verb in TAKEN_BACK:
                Copied(Feedback).take_back(event)
        bookmark.at = started_at
        bookmark.save()
    return len(fresh)


def _copy(event: Event, algorithm: str) -> Feedback:
    return Feedback(
        event_id=event.pk,
        kind=event.verb,
        learner_id=event.learner_id or 0,
        course_id=event.course_id or 0,
        row=event.row,
        algorithm=algorithm,
        at=event.occurred_at,
        day=event.occurred_at.astimezone(UTC).date(),
    )


def _algorithms(events: Sequence[Event]) -> dict[UUID, str]:
    """By event: the row's own algorithm or source, or who spoke loudest in the blend."""
    sources = dict(Row.objects.values_list("key", "source"))
    found, blended = {}, defaultdict(list)
    for event in events:
        source = sources.get(event.row, "")
        found[event.pk] = source
        if source in BLENDED_SOURCES:
            blended[event.learner_id].append(event)
    desk = open_desk() if blended else None
    for learner in list(blended)[:MOST_ASKED]:
        if desk is not None and learner is not None:
            found |= _loudest(desk, learner, blended[learner])
    return found


def _loudest(desk: Desk, learner: int, events: Iterable[Event]) -> dict[UUID, str]:
    """Of the algorithms in the blend, the one that adds most to each event's course."""
    span = (learner, learner)
    pasts = read_pasts(span, np.array([learner], np.int64))
    pasts = pasts.with_context(profile_context(pasts.learners, read_standings(span)))
    parts = parts_of(desk, pasts)
    found: dict[UUID, str] = {}
    for event in events:
        column = desk.shelf.place.get(event.course_id or 0)
        if column is not None and parts:
            shares = {name: float(np.nan_to_num(part[column])) for name, part in parts.items()}
            best = max(shares, key=lambda name: shares[name])
            if shares[best] > 0 and best in registry.names():
                found[event.pk] = best
    return found
