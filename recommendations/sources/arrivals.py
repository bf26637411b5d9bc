"""New courses beside the known ones that their words are nearest to: found by workers, kept."""

import time

import numpy as np
from django.core.cache import cache
from django.db import models

from courses.models import Course
from recommendations.engine.arrays import Longs
from recommendations.models import NewCourse
from recommendations.sources.texts import read_catalogue

STAMP = "recs:arrivals"
STAMP_SECONDS = 30 * 86_400
Nearest = dict[int, list[tuple[int, float]]]  # new course -> known courses, the most alike first


class Shelved(models.QuerySet[Course]):
    """Finds published courses."""

    def ids(self) -> set[int]:
        """All of them."""
        return set(self.filter(status="published").values_list("pk", flat=True))


class Placed(models.QuerySet[NewCourse]):
    """Sentences about new courses."""

    def among(self, ids: set[int]) -> "Placed":
        """Those of these courses."""
        return self.filter(pk__in=ids)

    def not_among(self, ids: set[int]) -> "Placed":
        """All others."""
        return self.exclude(pk__in=ids)


def place_new_courses(known: Longs) -> int:
    """Find the neighbours of every published course that the models do not know; says how many."""
    from recommendations.engine.features.nearest import nearest_known

    published = Shelved(Course).ids()
    new = sorted(published - set(known.tolist()))
    Placed(NewCourse).not_among(set(new)).delete()
    old = sorted(published & set(known.tolist()))
    if new and old:
        catalogue = read_catalogue(np.array([*new, *old], np.int64))
        count = np.arange(len(new)), np.arange(len(new), len(new) + len(old))
        found = nearest_known(catalogue, *count)
        NewCourse.objects.bulk_create(
            [
                NewCourse(course_id=course, nearest=_pairs(near, alike, old))
                for course, near, alike in zip(new, found.nearest, found.likeness, strict=True)
            ],
            update_conflicts=True,
            unique_fields=["course"],
            update_fields=["nearest", "placed_at"],
        )
    cache.set(STAMP, time.time(), STAMP_SECONDS)
    return len(new)


def read_placed() -> Nearest:
    """All new courses with their neighbours."""
    rows = NewCourse.objects.values_list("course_id", "nearest")
    return {course: [(one, alike) for one, alike in nearest] for course, nearest in rows}


def placed_stamp() -> float:
    """Changes whenever new courses were placed; asks no table."""
    return float(cache.get(STAMP) or 0.0)


def _pairs(near: Longs, alike: np.ndarray, old: list[int]) -> list[tuple[int, float]]:
    pairs = zip(near.tolist(), alike.tolist(), strict=True)
    return [(old[place], round(value, 4)) for place, value in pairs if place >= 0]
