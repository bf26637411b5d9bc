"""What stored pages say most often, as facts: for the worker that writes words ahead of time."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import models

from courses.models import Category, Course
from recommendations.homepage.candidates import Candidate
from recommendations.homepage.desk import Rows
from recommendations.homepage.layout import Named
from recommendations.homepage.reasons import Names, title_of
from recommendations.homepage.wording import LASTING, reason_facts, title_facts
from recommendations.language.facts import Facts
from recommendations.models import CachedPage, Row

PAGES_READ = 500
Title = tuple[str, int, int, str]  # row, course, topic, what was done
Reason = tuple[int, str, int]  # course, kind, argument


class LatestPages(models.QuerySet[CachedPage]):
    """Reads stored pages."""

    def made_last(self, count: int) -> models.QuerySet[CachedPage, Any]:
        """What the rows of the latest hold: no learner comes with them."""
        rows = self.order_by("-built_at").values_list("payload__rows", flat=True)
        return rows[:count]


def wanted_facts(most: int) -> Iterator[Facts]:
    """What the latest pages say most often, in the language that is on: titles, then reasons."""
    titles, reasons = _counted()
    titles_kept = [title for title, _count in titles.most_common(most)]
    reasons_kept = [reason for reason, _count in reasons.most_common(most)]
    names, courses = _names(titles_kept, reasons_kept)
    rows = {row.key: row for row in Rows(Row).shown()}
    for key, course, topic, did in titles_kept:
        about = {"course": course, "topic": topic, "did": did}
        given = {name: value for name, value in about.items() if value}
        title = title_of(rows[key].title, given, names) if key in rows else None
        facts = title_facts(title, given, names) if title else None
        if facts:
            yield facts
    for pk, why, argument in reasons_kept:
        facts = (
            reason_facts(Candidate(pk, why, argument), courses[pk], names)
            if pk in courses
            else None
        )
        if facts and (argument in names.courses or argument in names.categories):
            yield facts


def _counted() -> tuple[Counter[Title], Counter[Reason]]:
    titles: Counter[Title] = Counter()
    reasons: Counter[Reason] = Counter()
    for rows in LatestPages(CachedPage).made_last(PAGES_READ):
        for row in rows or []:
            about = row.get("about") or {}
            if about:
                course, topic = int(about.get("course", 0)), int(about.get("topic", 0))
                titles[str(row["key"]), course, topic, str(about.get("did", ""))] += 1
            cards = [Candidate.unpacked(card) for card in row["cards"]]
            reasons.update(
                (card.course, str(card.why), card.argument)
                for card in cards
                if card.why in LASTING and card.argument
            )
    return titles, reasons


def _names(titles: list[Title], reasons: list[Reason]) -> tuple[Names, dict[int, Course]]:
    """Names of all that is mentioned, and the courses that reasons are about."""
    about = {course for _row, course, _topic, _did in titles}
    topics = {topic for _row, _course, topic, _did in titles}
    arguments = {argument for _course, _why, argument in reasons}
    shown = {course for course, _why, _argument in reasons}
    courses = {one.pk: one for one in Course.objects.published().among(about | arguments | shown)}
    categories = {one.pk: one.name for one in Named(Category).among(topics | arguments)}
    return Names({pk: one.title for pk, one in courses.items()}, categories), courses
