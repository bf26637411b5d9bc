"""The numbers that a course carries: how many learners, how many ratings, and their mean."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Floor
from django.utils import timezone

from courses.models import Course, Enrolment, Review

# A course's mean starts as if this many learners had given it the site's mean.
PRIOR_RATINGS = 8
# The site's own mean starts as if so many ratings had been usual ones: on a young site, where a
# few praised courses are the mean, a single five stars would lead otherwise.
USUAL_RATINGS = 50
USUAL_MEAN = 3.9


def recount_people(course_ids: Iterable[int] | None = None) -> None:
    """Count learners and ratings of these courses (or all) anew, in one statement."""
    courses = Course.objects.all() if course_ids is None else Course.objects.among(course_ids)
    on_course = (
        Enrolment.objects.order_by()
        .values("course")
        .annotate(found=Count("pk", filter=Q(left_at=None)))
    )
    ratings = (
        Review.objects.order_by().values("course").annotate(found=Count("pk"), total=Sum("rating"))
    )
    courses.update(
        enrolment_count=_of_course(on_course, "found"),
        rating_count=_of_course(ratings, "found"),
        rating_sum=_of_course(ratings, "total"),
    )
    renew_means(course_ids)


def renew_means(course_ids: Iterable[int] | None = None) -> None:
    """Write the Bayesian mean of each course's ratings: few ratings stay near the site's mean.

    One statement. A course whose mean reads differently now counts as changed, so that the cards
    that show it are drawn anew.
    """
    courses = Course.objects.all() if course_ids is None else Course.objects.among(course_ids)
    mean = (F("rating_sum") + PRIOR_RATINGS * site_mean()) / (
        F("rating_count") + PRIOR_RATINGS * 1.0
    )
    reads_the_same = Q(rating_count=0) | Q(tenths=_tenths(F("rating")))
    courses.alias(tenths=_tenths(mean)).update(
        rating=mean,
        updated_at=Case(When(reads_the_same, then=F("updated_at")), default=Value(timezone.now())),
    )


def site_mean() -> float:
    """The mean of all ratings on the site, drawn to the usual one while there are few."""
    found = Review.objects.aggregate(count=Count("pk"), total=Sum("rating"))
    total = (found["total"] or 0) + USUAL_RATINGS * USUAL_MEAN
    return float(total / (found["count"] + USUAL_RATINGS))


def _of_course(rows: object, column: str) -> Coalesce:
    counts = rows.filter(course=OuterRef("pk")).values(column)  # type: ignore[attr-defined]
    return Coalesce(Subquery(counts), Value(0))


def _tenths(mean: Any) -> Floor:
    return Floor(mean * 10 + 0.5)
