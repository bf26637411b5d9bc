"""What courses say and show of themselves, for algorithms that read and look."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from courses.models import Category, Course, Section
from recommendations.engine.arrays import Longs
from recommendations.engine.context import context_of
from recommendations.engine.types import Catalogue
from recommendations.sources.media import sensed_vectors, sensed_words

FIELDS = (
    "title", "subtitle", "description", "outcomes", "language", "level", "category_id",
    "published_at", "duration_minutes",
)  # fmt: skip


def read_catalogue(course_ids: Longs, *, senses: Sequence[str] = ()) -> Catalogue:
    """Texts, languages, categories and features of the courses, column for column.

    `senses` are read where asked alone: their vectors are long.
    """
    read = {course.pk: course for course in Course.objects.only(*FIELDS).iterator(2000)}
    courses = [read[course] for course in course_ids.tolist()]
    words, skills, paths = _words(), _skills(), _paths()
    features = context_of(
        title=[course.title for course in courses],
        level=[course.level for course in courses],
        skills=[skills[course.pk] for course in courses],
        minutes=np.array([course.duration_minutes for course in courses], np.int64),
    )
    return Catalogue.build(
        course_ids,
        texts=[_text(course, words[course.pk]) for course in courses],
        languages=[course.language for course in courses],
        categories=[paths.get(course.category_id, ()) for course in courses],
        published_at=[
            int(course.published_at.timestamp()) if course.published_at else 0 for course in courses
        ],
        features=features | sensed_vectors(course_ids, senses),
    )


def _text(course: Course, words: list[str]) -> str:
    """All that a course says of itself."""
    outcomes = map(str, course.outcomes or [])
    parts = [course.title, course.subtitle, course.description, *outcomes, *words]
    return "\n".join(part for part in parts if part)


def _skills() -> dict[int, list[str]]:
    """The slugs of each course's skills."""
    skills: dict[int, list[str]] = defaultdict(list)
    links = Course.skills.through.objects.order_by("pk").values_list("course_id", "skill__slug")
    for course, slug in links.iterator(5000):
        skills[course].append(slug)
    return skills


def _words() -> dict[int, list[str]]:
    """Names of skills in both languages and of sections, and words in pictures and films."""
    words: dict[int, list[str]] = defaultdict(list)
    names = ("course_id", "skill__name_en", "skill__name_zh")
    for course, english, chinese in Course.skills.through.objects.values_list(*names).iterator(
        5000
    ):
        words[course] += [english, chinese]
    for course, title in (
        Section.objects.order_by("order").values_list("course_id", "title").iterator(5000)
    ):
        words[course].append(title)
    for course, texts in sensed_words().items():
        words[course] += texts
    return words


def _paths() -> dict[int | None, tuple[str, ...]]:
    """Each category as the slugs from itself upwards."""
    tree = {
        pk: (parent, slug)
        for pk, parent, slug in Category.objects.values_list("pk", "parent_id", "slug")
    }
    paths: dict[int | None, tuple[str, ...]] = {}
    for category in tree:
        path: list[str] = []
        at: int | None = category
        while at is not None and len(path) < 10:
            parent, slug = tree[at]
            path.append(slug)
            at = parent
        paths[category] = tuple(path)
    return paths
