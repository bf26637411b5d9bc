"""What learners say of their own profiles, as factors on pasts: in training as in serving."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from django.db import models

from courses.models import Course
from recommendations.engine.arrays import Floats, Longs
from recommendations.models import Taste, Weigh
from recommendations.sources.people import Span


@dataclass(frozen=True)
class Tastes:
    """One learner's factors."""

    categories: dict[int, float] = field(default_factory=dict)  # with all below them
    courses: dict[int, float] = field(default_factory=dict)


class Said(models.QuerySet[Taste]):
    """Reads what was said."""

    def by_learner(self, span: Span | None = None) -> dict[int, Tastes]:
        """The factors of each learner who said something."""
        found: dict[int, Tastes] = {}
        mine = (
            self if span is None else self.filter(learner_id__gte=span[0], learner_id__lte=span[1])
        )
        for learner, category, course, weigh in mine.values_list(
            "learner_id", "category_id", "course_id", "weigh"
        ):
            tastes = found.setdefault(learner, Tastes())
            if category is not None:
                tastes.categories[category] = Weigh(weigh).factor
            else:
                tastes.courses[course] = Weigh(weigh).factor
        return found


class Placed(models.QuerySet[Course]):
    """Reads where courses stand."""

    def within(self, categories: Iterable[int]) -> dict[int, set[int]]:
        """Of each category, the courses in it and below it."""
        found: dict[int, set[int]] = {}
        for category in categories:
            is_in = models.Q(category=category) | models.Q(category__parent=category)
            found[category] = set(self.filter(is_in).values_list("pk", flat=True))
        return found


def tasted(learners: Longs, courses: Longs, weights: Floats, said: Mapping[int, Tastes]) -> Floats:
    """The weights of entries (learner, course) after each learner's own word."""
    if not said:
        return weights
    named = {category for tastes in said.values() for category in tastes.categories}
    inside = Placed(Course).within(named)
    found = weights.copy()
    for place in np.flatnonzero(np.isin(learners, np.array(list(said), np.int64))):
        tastes, course = said[int(learners[place])], int(courses[place])
        factor = tastes.courses.get(course, 1.0)
        for category, one in tastes.categories.items():
            factor *= one if course in inside[category] else 1.0
        found[place] *= factor
    return found


def tastes_of(learner_id: int) -> Tastes:
    """The factors of one learner."""
    return Said(Taste).by_learner((learner_id, learner_id)).get(learner_id, Tastes())
