"""The drawn homepage of a learner, kept until anything on it changed.

One query compares what was on it with the tables, so that a course taken down, a finished lesson
or a new enrolment shows at once, whoever wrote it and however; hooks drop the page after what
that query does not see: a saved course, a position in a film.
"""

import hashlib
import zlib
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils.translation import get_language

from accounts.models import User
from accounts.zones import day_of
from courses.models import Course, DismissedCourse, Enrolment, LearningDay
from recommendations.homepage.digest import KEY as DIGEST_KEY
from recommendations.homepage.digest import site_digest
from recommendations.homepage.types import Page, Step
from recommendations.models import CachedPage

KEPT_SECONDS = 300
Facts = list[Any]


def read_html(learner: User, look: str) -> tuple[bytes, str] | None:
    """The drawn page and its step, if everything on it still is as it was when it was drawn."""
    key = html_key(learner.pk)
    found = cache.get_many([key, DIGEST_KEY])
    kept = found.get(key, {}).get(_variant(learner, look))
    if kept is None or kept["digest"] != (found.get(DIGEST_KEY) or site_digest()):
        return None
    if _facts(learner.pk, kept["courses"]) != kept["facts"]:
        return None
    return zlib.decompress(kept["html"]), kept["step"]


def keep_html(learner: User, look: str, page: Page, html: bytes) -> None:
    """Keep a drawn page; without a known digest there is nothing to compare it with later."""
    digest = cache.get(DIGEST_KEY)
    if digest is None:
        return
    courses = sorted({course.pk for course in page.courses})
    kept = {
        "digest": digest,
        "courses": courses,
        "facts": _facts(learner.pk, courses),
        # A tenth of the size: a small cache holds the pages of many learners.
        "html": zlib.compress(html, 1),
        # From now on it comes from the cache, unless no model ever had a say in it.
        "step": Step.CACHED if page.step == Step.COMPUTED else page.step,
    }
    variants = cache.get(html_key(learner.pk)) or {}
    cache.set(html_key(learner.pk), {**variants, _variant(learner, look): kept}, KEPT_SECONDS)


def forget_html(learner_id: int) -> None:
    """Have the next request draw the page anew."""
    cache.delete(html_key(learner_id))


def html_key(learner_id: int) -> str:
    """Under which the drawn pages of a learner are kept, one a language."""
    return f"recs:html:{learner_id}"


def _variant(learner: User, look: str) -> str:
    """Everything about the reader that the frame of the page may show."""
    shown = (learner.display_name, learner.email, learner.role, learner.time_zone)
    week = (learner.days_a_week, learner.shows_streak, day_of(learner))
    parts = (*shown, learner.is_staff, get_language(), look, *week)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _facts(learner_id: int, courses: list[int]) -> Facts:
    """What the tables say of a learner and of some courses: one query on indexes."""
    if connection.vendor == "postgresql":
        # A list of numbers as one value is planned much faster than as many.
        question = _question("id = ANY(%s)")
        shown: list[Any] = [courses]
    else:
        places = ",".join(["%s"] * len(courses)) or "NULL"
        question = _question(f"id IN ({places})")
        shown = list(courses)
    with connection.cursor() as cursor:
        cursor.execute(question, [*shown, *[learner_id] * 5])
        return [str(value) for value in cursor.fetchone()]


@lru_cache
def _question(among: str) -> str:
    """One row: the courses on the page, the stored page, enrolments, dismissed, own, days."""
    courses = "COUNT(*), MAX(updated_at), COUNT(*) FILTER (WHERE status = 'published')"
    enrolments = "COUNT(*), MAX(last_opened_at), SUM(progress), COUNT(left_at), COUNT(completed_at)"
    parts = (
        _subquery(Course, courses, f"{among} AND status <> 'draft'"),
        _subquery(CachedPage, "MAX(built_at), MAX(digest)", "learner_id = %s"),
        _subquery(Enrolment, enrolments, "learner_id = %s"),
        _subquery(DismissedCourse, "COUNT(*), MAX(id)", "learner_id = %s"),
        _subquery(Course.instructors.through, "COUNT(*), MAX(id)", "user_id = %s"),
        _subquery(LearningDay, "MAX(day)", "learner_id = %s"),
    )
    tables = " CROSS JOIN ".join(f"{part} AS p{number}" for number, part in enumerate(parts))
    return f"SELECT * FROM {tables}"  # noqa: S608


def _subquery(model: Any, columns: str, condition: str) -> str:
    names = ", ".join(f"{part} AS c{n}" for n, part in enumerate(columns.split(", ")))
    return f"(SELECT {names} FROM {model._meta.db_table} WHERE {condition})"  # noqa: S608
