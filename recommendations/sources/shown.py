"""Lists that were shown with rows where chance chose, and what was seen and clicked of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from recommendations.models import ShownList
from tracking.models import Event

CHUNK = 500


@dataclass(frozen=True)
class Explored:
    """One row of one list where chance chose."""

    learner: int
    shown_at: datetime
    cards: list[tuple[int, float]]  # course and the chance of it, place by place
    pool: list[int]
    past: list[tuple[int, float]]  # what the models read, oldest first
    seen: frozenset[int]
    clicked: frozenset[int]


class Lists(models.QuerySet[ShownList]):
    """Reads shown lists."""

    def of_learners_since(self, moment: datetime) -> "Lists":
        """Those shown to learners from a moment on, the latest first."""
        return self.filter(shown_at__gte=moment, learner__isnull=False).order_by("-shown_at")


class Answers(models.QuerySet[Event]):
    """Reads what was done with lists."""

    def to(self, learners: Iterable[int], since: datetime) -> Iterable[tuple[str, UUID, int]]:
        """Verb, list and course of each card that these learners saw or clicked since a moment."""
        found = self.filter(
            learner__in=list(learners),
            occurred_at__gte=since,
            verb__in=("impressed", "clicked"),
            list_id__isnull=False,
            course_id__isnull=False,
        )
        return found.values_list("verb", "list_id", "course_id").iterator(10_000)

    def clicks(self, learners: Iterable[int], since: datetime) -> Iterable[tuple[int, UUID, int]]:
        """Learner, list and course of each card that these learners clicked since a moment."""
        found = self.filter(
            learner__in=list(learners),
            occurred_at__gte=since,
            verb="clicked",
            list_id__isnull=False,
            course_id__isnull=False,
        )
        return found.values_list("learner_id", "list_id", "course_id").iterator(10_000)


def read_explored(since: datetime, most: int) -> list[Explored]:
    """At most so many explored rows, the latest first, of lists of which something was seen."""
    shown = [
        (one, row)
        for one in Lists(ShownList).of_learners_since(since).iterator(CHUNK)
        for row in one.rows
        if row.get("pool")
    ][:most]
    answers: dict[tuple[str, UUID], set[int]] = {}
    learners = sorted({one.learner_id for one, _row in shown if one.learner_id is not None})
    for start in range(0, len(learners), CHUNK):
        for verb, list_id, course in Answers(Event).to(learners[start : start + CHUNK], since):
            answers.setdefault((verb, list_id), set()).add(course)
    rows = (_explored(one, row, answers) for one, row in shown)
    return [row for row in rows if row.seen]


def _explored(
    shown: ShownList, row: dict[str, Any], answers: dict[tuple[str, UUID], set[int]]
) -> Explored:
    clicked = answers.get(("clicked", shown.list_id), set())
    return Explored(
        learner=int(shown.learner_id or 0),
        shown_at=shown.shown_at,
        cards=[(card[0], card[1]) for card in row["cards"]],
        pool=row["pool"],
        past=[(course, weight) for course, weight in shown.past],
        # Whatever was clicked was seen, whether the browser reported it or not.
        seen=frozenset(answers.get(("impressed", shown.list_id), set()) | clicked),
        clicked=frozenset(clicked),
    )


def read_drafted(since: datetime, arms: set[int], most: int) -> Iterator[tuple[int, int]]:
    """Learner and arm of each click on a card that one of two interleaved arms put there."""
    drafted: dict[UUID, dict[int, int]] = {}
    learners: set[int] = set()
    for one in Lists(ShownList).of_learners_since(since)[:most].iterator(CHUNK):
        cards = {card[0]: card[2] for row in one.rows for card in row["cards"] if card[2] in arms}
        if cards:
            drafted[one.list_id] = cards
            learners.add(int(one.learner_id or 0))
    everybody = sorted(learners)
    for start in range(0, len(everybody), CHUNK):
        for learner, list_id, course in Answers(Event).clicks(
            everybody[start : start + CHUNK], since
        ):
            arm = drafted.get(list_id, {}).get(course)
            if arm is not None:
                yield learner, arm
