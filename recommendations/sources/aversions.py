"""What "less like this" does beyond its own course: alike courses count less, in pasts and scores.

Courses of the same category are alike, those of the same field half as much. An alike course of
the learner's own history keeps half of its weight (three quarters within the field), in training
as in serving; an alike candidate keeps half of its score. So the models hear less of that taste,
and the page shows the effect at once. Beside a course that a learner is merely not interested in,
alike candidates keep four fifths of their score; what is learned from stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from django.db import models

from courses.models import Course, Dismissal, DismissedCourse
from recommendations.engine.arrays import Floats, Longs, positions_of
from recommendations.sources.people import Span

LOST = 0.5  # the share of its weight that a course quite alike loses
LOST_TO_DISLIKE = 0.2  # the same beside a course that was merely not of interest
SAME_CATEGORY, SAME_FIELD = 1.0, 0.5


class Unwanted(models.QuerySet[DismissedCourse]):
    """Reads what learners want less of."""

    def less(self, span: Span | None = None) -> dict[int, list[int]]:
        """Learner -> the courses whose like they want less of."""
        found: dict[int, list[int]] = defaultdict(list)
        mine = self.filter(why=Dismissal.LESS)
        if span is not None:
            mine = mine.filter(learner_id__gte=span[0], learner_id__lte=span[1])
        for learner, course in mine.order_by("pk").values_list("learner_id", "course_id"):
            found[learner].append(course)
        return dict(found)


def kept_share(
    categories: Longs, fields: Longs, unwanted: Iterable[int], lost: float = LOST
) -> Floats:
    """What each course [n_courses] keeps of its weight, given columns whose like is unwanted."""
    closeness = np.zeros(len(categories), np.float32)
    for column in unwanted:
        same_field = (fields == fields[column]) & (fields[column] != 0)
        same = (categories == categories[column]) & (categories[column] != 0)
        one = np.where(same, SAME_CATEGORY, np.where(same_field, SAME_FIELD, 0.0))
        closeness = np.maximum(closeness, one.astype(np.float32))
    return np.asarray(1 - np.float32(lost) * closeness)


def softened(
    learners: Longs, courses: Longs, weights: Floats, less: Mapping[int, list[int]]
) -> Floats:
    """The weights of entries (learner, course), those alike to what a learner wants less lowered."""
    if not less:
        return weights
    ids, categories, fields = _shelf_of_all()
    found = weights.copy()
    theirs = np.flatnonzero(np.isin(learners, np.array(list(less), np.int64)))
    theirs = theirs[np.argsort(learners[theirs], kind="stable")]
    theirs = theirs[np.isin(courses[theirs], ids)]
    columns = positions_of(courses[theirs], ids)
    for learner, unwanted in less.items():
        start, stop = np.searchsorted(learners[theirs], [learner, learner + 1])
        places = [place for place in positions_of(unwanted, ids).tolist() if place >= 0]
        if start < stop and places:
            kept = kept_share(categories, fields, places)
            found[theirs[start:stop]] *= kept[columns[start:stop]]
    return found


def _shelf_of_all() -> tuple[Longs, Longs, Longs]:
    """Ids, categories and fields of all courses, published or not; 0 = none."""
    rows = Course.objects.order_by("pk").values_list("pk", "category_id", "category__parent_id")
    table = np.array([[pk, own or 0, above or own or 0] for pk, own, above in rows], np.int64)
    table = table.reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
