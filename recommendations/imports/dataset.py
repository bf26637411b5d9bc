"""Brings a public data set into the site itself: courses, learners, enrolments and events."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from courses.counts import recount_people
from courses.models import Category, Course, CourseStatus, Enrolment
from courses.search.index import index_courses
from recommendations.engine.data.readers import Dataset, read_dataset
from recommendations.imports.public import SOURCES, PublicCourse, Source
from tracking.bulk import load
from tracking.models import Event
from tracking.rollups import roll_up_since

# The last made-up moment of a data set without timestamps.
LAST_MOMENT = datetime(2020, 12, 31, 12, tzinfo=UTC)
NAMESPACE = uuid.UUID("0f4d0b5e-7a0c-5d0f-9a53-3b1f0f8f5a11")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Imported:
    """How many rows were new."""

    courses: int
    learners: int
    enrolments: int
    events: int
    days: int


@dataclass(frozen=True, eq=False)
class History:
    """Who took what and when, learner after learner: three arrays of one length."""

    learners: np.ndarray  # [n] ids of the data set
    courses: np.ndarray  # [n] ids of the data set
    moments: list[datetime]  # [n]


def import_dataset(name: str, folder: Path, *, say: Say) -> Imported:
    """Import all of a data set, or, where anything fails, none of it."""
    source, began = SOURCES[name], timezone.now()
    say(f"Reading {source.label}: {source.note}.")
    dataset = read_dataset(name, folder)
    history = _history(dataset)
    with transaction.atomic():
        courses, course_ids = _write_courses(name, source, folder / name, history)
        say(f"{courses} new courses of {len(course_ids)}")
        learners, learner_ids = _write_learners(name, source, dataset, say)
        owners = _numbers(history.learners, learner_ids)
        taken = _numbers(history.courses, course_ids)
        enrolments = _write_enrolments(owners, taken, history.moments, say)
        events = _write_events(name, history, owners, taken, dataset, say)
        if enrolments:
            recount_people(course_ids.values())
        say("Rolling up …")
        days = roll_up_since(began) if events else 0
    if courses:
        say("Indexing the new courses for search …")
        index_courses(course_ids.values())
    return Imported(courses, learners, enrolments, events, days)


def _history(dataset: Dataset) -> History:
    found = dataset.interactions
    counts = np.diff(found.indptr)
    learners = np.repeat(found.learners, counts)
    courses = found.courses[found.indices]
    if dataset.has_times:
        return History(
            learners, courses, [datetime.fromtimestamp(t, UTC) for t in found.times.tolist()]
        )
    last = np.repeat(found.indptr[1:], counts)
    days_before = last - 1 - np.arange(len(courses))
    moments = [LAST_MOMENT - timedelta(days=days) for days in days_before.tolist()]
    return History(learners, courses, moments)


def _write_courses(
    name: str, source: Source, folder: Path, history: History
) -> tuple[int, dict[int, int]]:
    """Write the courses that were ever taken; returns how many are new, and our id of each."""
    first_seen: dict[int, datetime] = {}
    for key, moment in zip(history.courses.tolist(), history.moments, strict=True):
        first_seen[key] = min(moment, first_seen.get(key, moment))
    wanted = [course for course in source.read_courses(folder) if course.key in first_seen]
    categories = _write_categories(name, wanted)
    columns = (
        "external_id", "title", "slug", "description", "language", "level", "category_id",
        "published_at",
    )  # fmt: skip
    rows = (
        (
            f"{name}:{course.key}",
            course.title,
            slugify(course.title)[:80].strip("-") or "course",
            _description(source, course),
            course.language,
            course.level,
            categories.get((course.field, course.category)),
            first_seen[course.key],
        )
        for course in wanted
    )
    new = load(Course, columns, rows, constants={"status": CourseStatus.PUBLISHED})
    return new, _ids_of(Course, name)


def _write_categories(name: str, courses: list[PublicCourse]) -> dict[tuple[str, str], int | None]:
    """The category of each pair of field and category, made where it is missing."""
    found: dict[tuple[str, str], int | None] = {("", ""): None}
    for field, category in sorted({(course.field, course.category) for course in courses}):
        if not field:
            continue
        slug = f"{name}-{slugify(field)}"[:60]
        parent, _ = Category.objects.get_or_create(
            slug=slug, defaults={"name_en": field, "order": 900}
        )
        found[field, ""] = parent.pk
        if category:
            slug = f"{slug}-{slugify(category)}"[:60]
            child, _ = Category.objects.get_or_create(
                slug=slug, defaults={"name_en": category, "parent": parent}
            )
            found[field, category] = child.pk
    return found


def _description(source: Source, course: PublicCourse) -> str:
    about = f"Imported from the public data set {source.label}, which has no description of it."
    return f"{about}\n\nTopics: {', '.join(course.topics)}." if course.topics else about


def _write_learners(
    name: str, source: Source, dataset: Dataset, say: Say
) -> tuple[int, dict[int, int]]:
    """Learners who cannot sign in: no password fits, and mail to `.invalid` goes nowhere."""
    columns = ("external_id", "email", "public_id", "display_name", "password")
    rows = (
        (
            f"{name}:{key}",
            f"{name}-{key}@imported.invalid",
            uuid.uuid5(NAMESPACE, f"{name} learner {key}"),
            f"{source.learner_name} {key}",
            "!" + hashlib.sha256(f"{name}:{key}".encode()).hexdigest()[:40],
        )
        for key in dataset.interactions.learners.tolist()
    )
    constants = {"consents_to_personalisation": True, "is_simulated": False}
    new = load(User, columns, rows, constants=constants, progress=_progress(say, "learners"))
    return new, _ids_of(User, name)


def _write_enrolments(
    owners: np.ndarray, taken: np.ndarray, moments: list[datetime], say: Say
) -> int:
    columns = ("learner_id", "course_id", "enrolled_at", "last_opened_at")
    rows = zip(owners.tolist(), taken.tolist(), moments, moments, strict=True)
    return load(Enrolment, columns, rows, progress=_progress(say, "enrolments"))


def _write_events(
    name: str, history: History, owners: np.ndarray, taken: np.ndarray, dataset: Dataset, say: Say
) -> int:
    """One `enrolled` a pair; its id follows from the pair, so that it is written once."""
    context: dict[str, Any] = {"source": name}
    if not dataset.has_times:
        context["time"] = "made up from the order of the data set"
    constants = {
        "verb": "enrolled", "object_type": "course", "surface": "import", "context": context,
        "received_at": timezone.now(),
    }  # fmt: skip
    columns = ("id", "learner_id", "object_id", "course_id", "occurred_at")

    def rows() -> Iterator[tuple[Any, ...]]:
        keys = zip(history.learners.tolist(), history.courses.tolist(), strict=True)
        facts = zip(owners.tolist(), taken.tolist(), history.moments, strict=True)
        for (learner, course), (owner, number, moment) in zip(keys, facts, strict=True):
            event_id = uuid.uuid5(NAMESPACE, f"{name} {learner} {course}")
            yield event_id, owner, str(number), number, moment

    return load(Event, columns, rows(), constants=constants, progress=_progress(say, "events"))


def _ids_of(model: type[Course] | type[User], name: str) -> dict[int, int]:
    """Our id of everything that came from this data set, by its id there."""
    prefix = f"{name}:"
    known = model._default_manager.exclude(external_id=None).values_list("external_id", "pk")
    found = ((str(key), pk) for key, pk in known)
    return {int(key.removeprefix(prefix)): pk for key, pk in found if key.startswith(prefix)}


def _numbers(keys: np.ndarray, ids: dict[int, int]) -> np.ndarray:
    """Our ids for the ids of the data set, each looked up once."""
    distinct, places = np.unique(keys, return_inverse=True)
    return np.array([ids[key] for key in distinct.tolist()], dtype=np.int64)[places]


def _progress(say: Say, what: str) -> Callable[[int], None]:
    return lambda done: say(f"{done:,} {what}")
