"""Imports what learners did elsewhere from a table: each row checked, all written at once or none."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.counts import recount_people
from courses.models import Enrolment
from courses.tabular import Difference, Row, RowError
from recommendations.imports.checks import (
    People,
    RowRefusedError,
    known_courses,
    read_moment,
    read_value,
)
from tracking import rollups
from tracking.bulk import load
from tracking.hooks import tell
from tracking.models import Event
from tracking.verbs import VERBS

REQUIRED = ("learner", "course", "time")
DEFAULT_VERB = "enrolled"
NAMESPACE = uuid.UUID("b0a7f6f2-52a8-5a0e-8d36-0f4a9e2d7c11")
# More changed pages than this are left to the next refresh of all.
MOST_TOLD = 500


@dataclass(frozen=True)
class Draft:
    """A row that is right: the event it makes."""

    id: uuid.UUID
    learner: str
    course_id: int
    verb: str
    value: float | None
    occurred_at: datetime


@dataclass
class Plan:
    """What an import would do."""

    source: str
    people: People
    drafts: dict[uuid.UUID, Draft] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)
    without_consent: int = 0

    def __str__(self) -> str:
        said = f"{self.difference}; {len(self.people.new)} new learners"
        if self.without_consent:
            said += f"; {self.without_consent} left out, their learners did not agree to be logged"
        return said


def plan_import(rows: Iterable[Row], source: str, *, makes_learners: bool = False) -> Plan:
    """Check every row against learners and courses; nothing is written."""
    plan = Plan(source, People(source, makes_learners=makes_learners))
    courses, latest = known_courses(source), timezone.now()
    for row in rows:
        try:
            draft = _draft(row, plan, courses, latest)
        except RowRefusedError as error:
            plan.errors.append(RowError(row.number, str(error)))
            continue
        if plan.people.may_be_logged(draft.learner):
            plan.drafts[draft.id] = draft
        else:
            plan.without_consent += 1
    known = _known_ids(list(plan.drafts))
    plan.difference = Difference(new=len(plan.drafts) - len(known), unchanged=len(known))
    return plan


@transaction.atomic
def carry_out(plan: Plan) -> None:
    """Write learners, events, enrolments and roll-ups of the plan."""
    began, context = timezone.now(), {"source": plan.source}
    plan.people.write()
    drafts = list(plan.drafts.values())
    columns = ("id", "verb", "learner_id", "object_id", "course_id", "value", "occurred_at")
    rows = (
        (
            d.id,
            d.verb,
            plan.people.ids[d.learner],
            str(d.course_id),
            d.course_id,
            d.value,
            d.occurred_at,
        )
        for d in drafts
    )
    constants = {
        "object_type": "course",
        "surface": "import",
        "context": context,
        "received_at": began,
    }
    written = load(Event, columns, rows, constants=constants)
    if not written:
        return
    _enrol(plan, drafts)
    recount_people({draft.course_id for draft in drafts})
    rollups.roll_up_since(began)
    learner_ids = {plan.people.ids[draft.learner] for draft in drafts}
    if len(learner_ids) <= MOST_TOLD:
        transaction.on_commit(lambda: tell(learner_ids=learner_ids), robust=True)


def _draft(row: Row, plan: Plan, courses: dict[str, int], latest: datetime) -> Draft:
    learner = plan.people.find(row.text("learner"))
    course_id = courses.get(row.text("course"))
    if course_id is None:
        raise RowRefusedError(f"course: there is no course {row.text('course')!r}")
    verb = row.text("verb") or DEFAULT_VERB
    if verb not in VERBS:
        raise RowRefusedError(f"verb: {verb!r} is not one of {', '.join(sorted(VERBS))}")
    moment = read_moment(row.text("time"), latest)
    key = f"{plan.source} {learner} {course_id} {verb} {moment.isoformat()}"
    return Draft(
        _event_id(row, key), learner, course_id, verb, read_value(row.text("value")), moment
    )


def _event_id(row: Row, key: str) -> uuid.UUID:
    """The id in the file, else one that follows from what the row says."""
    text = row.text("id")
    try:
        return uuid.UUID(text) if text else uuid.uuid5(NAMESPACE, key)
    except ValueError:
        raise RowRefusedError(f"id: {text!r} is no UUID") from None


def _known_ids(ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    known: set[uuid.UUID] = set()
    for start in range(0, len(ids), 5_000):
        found = Event.objects.of_ids(ids[start : start + 5_000])
        known.update(found.values_list("pk", flat=True))
    return known


def _enrol(plan: Plan, drafts: Sequence[Draft]) -> None:
    """Put learners on the courses they enrolled in or completed; dates that are there stay."""
    began: dict[tuple[int, int], datetime] = {}
    ended: dict[tuple[int, int], datetime] = {}
    for draft in drafts:
        pair = plan.people.ids[draft.learner], draft.course_id
        if draft.verb in {"enrolled", "course_completed"}:
            began[pair] = min(draft.occurred_at, began.get(pair, draft.occurred_at))
        if draft.verb == "course_completed":
            ended[pair] = min(draft.occurred_at, ended.get(pair, draft.occurred_at))
    rows: list[tuple[Any, ...]] = [
        (*pair, moment, moment, ended.get(pair)) for pair, moment in began.items()
    ]
    columns = ("learner_id", "course_id", "enrolled_at", "last_opened_at", "completed_at")
    load(Enrolment, columns, rows)
