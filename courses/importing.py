"""Imports courses from a table: each row checked, all written at once or none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from accounts.models import Level
from courses.models import Category, Course, CourseStatus, Language, Skill
from courses.search.index import index_courses
from courses.tabular import Difference, Row, RowError

REQUIRED = ("key", "title")
LIST_SIGN = "|"
LONGEST_TITLE = 255
MOST_MINUTES = 60 * 1000


@dataclass(frozen=True)
class Draft:
    """A row that is right: the course it makes."""

    key: str
    values: dict[str, Any]
    skills: tuple[str, ...] = ()


@dataclass
class Plan:
    """What an import would do."""

    drafts: list[Draft] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)


class RowRefusedError(ValueError):
    """A value that cannot be taken; the text names the column and what it takes."""


def plan_import(rows: Iterable[Row], source: str) -> Plan:
    """Check every row against the catalogue; nothing is written."""
    categories = {category.slug: category for category in Category.objects.all()}
    plan, seen = Plan(), set()
    for row in rows:
        try:
            draft = _draft(row, source, categories)
        except RowRefusedError as error:
            plan.errors.append(RowError(row.number, str(error)))
            continue
        if draft.key in seen:
            plan.errors.append(RowError(row.number, f"key: {row.text('key')!r} stands twice"))
            continue
        seen.add(draft.key)
        plan.drafts.append(draft)
    plan.difference = _difference(plan.drafts)
    return plan


@transaction.atomic
def carry_out(plan: Plan) -> None:
    """Write every draft of the plan; courses that are there already are changed in place."""
    known = Course.objects.by_external_id(draft.key for draft in plan.drafts)
    touched = []
    for draft in plan.drafts:
        course = known.get(draft.key) or Course(external_id=draft.key)
        if course.pk is None or _differs(course, draft):
            for name, value in draft.values.items():
                setattr(course, name, value)
            if course.status == CourseStatus.PUBLISHED and course.published_at is None:
                course.published_at = timezone.now()
            course.save()
            course.skills.set(_skill(slug) for slug in draft.skills)
            touched.append(course.pk)
    index_courses(touched)


def _draft(row: Row, source: str, categories: dict[str, Category]) -> Draft:
    key, title = row.text("key"), row.text("title")
    if not key:
        raise RowRefusedError("key: is empty; each course needs a key of its own")
    if not title or len(title) > LONGEST_TITLE:
        raise RowRefusedError(f"title: takes 1 to {LONGEST_TITLE} characters, not {len(title)}")
    values: dict[str, Any] = {
        "title": title,
        "subtitle": row.text("subtitle")[:LONGEST_TITLE],
        "description": row.text("description"),
        "language": _choice(row, "language", Language.values, Language.ENGLISH),
        "level": _choice(row, "level", Level.values, Level.BEGINNER),
        "status": _choice(row, "status", CourseStatus.values, CourseStatus.DRAFT),
        "duration_minutes": _minutes(row),
        "category": _category(row, categories),
        "outcomes": _list(row, "outcomes"),
    }
    # Without a date in the file the day of the first publication stays.
    moment = _moment(row)
    if moment:
        values["published_at"] = moment
    return Draft(f"{source}:{key}", values, tuple(_list(row, "skills")))


def _choice(row: Row, column: str, allowed: list[str], default: str) -> str:
    value = row.text(column).lower() or default
    if value not in allowed:
        raise RowRefusedError(f"{column}: {value!r} is not one of {', '.join(allowed)}")
    return value


def _minutes(row: Row) -> int:
    text = row.text("duration_minutes") or "0"
    if not text.isascii() or not text.isdigit() or int(text) > MOST_MINUTES:
        raise RowRefusedError(
            f"duration_minutes: {text!r} is not a whole number up to {MOST_MINUTES}"
        )
    return int(text)


def _moment(row: Row) -> datetime | None:
    text = row.text("published_at")
    if not text:
        return None
    try:
        day = parse_date(text)
        moment = datetime(day.year, day.month, day.day) if day else parse_datetime(text)  # noqa: DTZ001
    except ValueError:
        moment = None
    if moment is None:
        raise RowRefusedError(f"published_at: {text!r} is not a date such as 2026-03-01")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _category(row: Row, categories: dict[str, Category]) -> Category | None:
    slug = row.text("category")
    if slug and slug not in categories:
        raise RowRefusedError(
            f"category: there is no {slug!r}; make it in the admin first, or leave this empty"
        )
    return categories[slug] if slug else None


def _list(row: Row, column: str) -> list[str]:
    value = row.values.get(column)
    items = value if isinstance(value, list) else row.text(column).split(LIST_SIGN)
    return [str(item).strip() for item in items if str(item).strip()]


def _skill(slug: str) -> Skill:
    name = slug.replace("-", " ").capitalize()
    return Skill.objects.get_or_create(slug=slug[:60], defaults={"name_en": name})[0]


def _difference(drafts: list[Draft]) -> Difference:
    known = Course.objects.by_external_id(draft.key for draft in drafts)
    there = [draft for draft in drafts if draft.key in known]
    changed = sum(_differs(known[draft.key], draft) for draft in there)
    return Difference(len(drafts) - len(there), changed, len(there) - changed)


def _differs(course: Course, draft: Draft) -> bool:
    skills = {skill.slug for skill in course.skills.all()}
    is_same = all(getattr(course, name) == value for name, value in draft.values.items())
    return not is_same or skills != set(draft.skills)
