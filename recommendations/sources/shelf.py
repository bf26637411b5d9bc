"""The published courses as arrays: the columns that every page is assembled over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
from django.db import models

from courses.models import Category, Course
from recommendations.engine.arrays import Floats, Longs, positions_of


class ShelfCourses(models.QuerySet[Course]):
    """Reads courses as plain columns."""

    def columns(self) -> list[tuple[int, int | None, str, str, datetime | None, int, float, int]]:
        """Id, category, language, level, publication, enrolments, rating, minutes of the published."""
        published = self.filter(status="published").order_by("pk")
        fields = ("published_at", "enrolment_count", "rating", "duration_minutes")
        return list(published.values_list("pk", "category_id", "language", "level", *fields))


@dataclass(frozen=True, eq=False)
class Shelf:
    """Published courses, one column each, in ascending order of id."""

    ids: Longs  # [n_courses]
    categories: Longs  # [n_courses], 0 = none
    languages: np.ndarray  # [n_courses] text
    levels: np.ndarray  # [n_courses] text
    published_at: Longs  # [n_courses] seconds, 0 = unknown
    enrolments: Longs  # [n_courses]
    ratings: Floats  # [n_courses]
    families: dict[int, frozenset[int]]  # a category and everything below it
    topics: dict[str, int]  # the slug of a category -> its id
    fields: Longs  # [n_courses] the category at the top, 0 = none
    minutes: Longs  # [n_courses] 0 = unknown
    _limits: dict[tuple[int | None, str], np.ndarray] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """How many courses are published."""
        return len(self.ids)

    @cached_property
    def place(self) -> dict[int, int]:
        """The column of a course, by its id."""
        return {course: column for column, course in enumerate(self.ids.tolist())}

    def places(self, course_ids: Iterable[int]) -> list[int]:
        """The columns of those of the courses that are published."""
        return [self.place[course] for course in course_ids if course in self.place]

    def columns_of(self, course_ids: np.ndarray) -> Longs:
        """The column of each course, -1 for one that is not published."""
        return positions_of(course_ids, self.ids)

    @cached_property
    def language_codes(self) -> Longs:
        """A number for each language [n_courses], 0 = none."""
        codes = np.unique(np.append(self.languages, ""), return_inverse=True)[1]
        return np.asarray(codes[:-1], np.int64)

    @cached_property
    def popular(self) -> Longs:
        """Columns by enrolments, then rating, then the newer one."""
        return np.lexsort((-self.published_at, -self.ratings, -self.enrolments))

    @cached_property
    def newest(self) -> Longs:
        """Columns by publication, the latest first."""
        return np.lexsort((-self.ids, -self.published_at))

    def field_of(self, category: int) -> int:
        """The category at the top above a category, itself where it stands at the top."""
        above = (top for top, family in self.families.items() if category in family)
        return max(above, key=lambda top: len(self.families[top]), default=category)

    def is_within(self, category_id: int | None, language: str) -> np.ndarray:
        """Which courses [n_courses] a row limited to a category or a language may show."""
        key = (category_id, language)
        if key not in self._limits:
            allowed = np.ones(len(self), dtype=bool)
            if category_id is not None:
                family = list(self.families.get(category_id, {category_id}))
                allowed &= np.isin(self.categories, family)
            if language:
                allowed &= self.languages == language
            self._limits[key] = allowed
        return self._limits[key]


def read_shelf() -> Shelf:
    """Read the shelf: two queries, however many courses there are."""
    rows = ShelfCourses(Course).columns()
    ids, categories, languages, levels, published, enrolments, ratings, minutes = (
        zip(*rows, strict=True) if rows else [()] * 8
    )
    tree = list(Category.objects.values_list("pk", "parent_id", "slug"))
    return Shelf(
        ids=np.array(ids, dtype=np.int64),
        categories=np.array([category or 0 for category in categories], dtype=np.int64),
        languages=np.array(languages, dtype="U8"),
        levels=np.array(levels, dtype="U12"),
        published_at=np.array([int(at.timestamp()) if at else 0 for at in published], np.int64),
        enrolments=np.array(enrolments, dtype=np.int64),
        ratings=np.array(ratings, dtype=np.float32),
        families=_families({pk: parent for pk, parent, _ in tree}),
        topics={slug: pk for pk, _, slug in tree},
        fields=_fields(categories, {pk: parent for pk, parent, _ in tree}),
        minutes=np.array(minutes, dtype=np.int64),
    )


def _fields(categories: Iterable[int | None], parents: dict[int, int | None]) -> Longs:
    """The field of each course: the category above its own, else its own."""
    return np.array([parents.get(one or 0) or one or 0 for one in categories], dtype=np.int64)


def _families(parents: dict[int, int | None]) -> dict[int, frozenset[int]]:
    """Every category with all that stand below it."""
    families: dict[int, set[int]] = {category: {category} for category in parents}
    for category, parent in parents.items():
        above, seen = parent, {category}
        while above is not None and above not in seen:
            families[above].add(category)
            seen.add(above)
            above = parents.get(above)
    return {category: frozenset(family) for category, family in families.items()}
