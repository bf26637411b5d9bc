"""Keeps the search index: which terms a course has, from its title down to its lessons."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.core.cache import cache
from django.db import transaction

from courses.models import Course, SearchTerm
from courses.search.terms import terms_of

BATCH = 200
VOCABULARY_KEY = "search:vocabulary"
MOST_WEIGHT = 3.0  # of one part of a course, however often it repeats a term

Part = tuple[str, float]


def index_courses(course_ids: Iterable[int]) -> int:
    """Write the terms of these courses anew; returns how many courses there were."""
    ids = list(course_ids)
    for start in range(0, len(ids), BATCH):
        _index_batch(ids[start : start + BATCH])
    cache.delete(VOCABULARY_KEY)
    return len(ids)


@transaction.atomic
def _index_batch(ids: list[int]) -> None:
    SearchTerm.objects.of_courses(ids).delete()
    courses = Course.objects.among(ids).select_related("category__parent")
    courses = courses.prefetch_related("skills", "instructors", "sections__lessons")
    SearchTerm.objects.bulk_create(
        (
            SearchTerm(course=course, term=term, weight=weight)
            for course in courses
            for term, weight in _weights(course).items()
        ),
        batch_size=5000,
    )


def _weights(course: Course) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for text, weight in _parts(course):
        counts: dict[str, float] = defaultdict(float)
        for term in terms_of(text):
            counts[term] += 1.0
        for term, count in counts.items():
            weights[term] += weight * min(count, MOST_WEIGHT)
    return weights


def _parts(course: Course) -> Iterator[Part]:
    yield course.title, 8.0
    yield course.subtitle, 3.0
    yield course.description, 0.5
    yield " ".join(str(outcome) for outcome in course.outcomes), 0.5
    if course.category:
        for category in filter(None, (course.category, course.category.parent)):
            yield f"{category.name_en} {category.name_zh}", 2.0
    for skill in course.skills.all():
        yield f"{skill.name_en} {skill.name_zh}", 3.0
    for person in course.instructors.all():
        yield person.display_name, 4.0
    for section in course.sections.all():
        yield " ".join([section.title, *(lesson.title for lesson in section.lessons.all())]), 1.0
