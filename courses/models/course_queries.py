"""Sentences about many courses; the only place where courses are filtered."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.models.choices import CourseStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from courses.models.catalogue import Course

NEW_DAYS = 45
# Minutes: up to an hour, up to four, longer.
DURATIONS: dict[str, tuple[int, int]] = {
    "short": (0, 60),
    "medium": (61, 240),
    "long": (241, 10**6),
}


class CourseQuerySet(models.QuerySet["Course"]):
    """Sentences about many courses."""

    def published(self) -> "CourseQuerySet":
        """Courses that everyone may see."""
        return self.filter(status=CourseStatus.PUBLISHED)

    def visible_to(self, user: "User | AnonymousUser") -> "CourseQuerySet":
        """Courses this person may see: published, their own, or (archived) the ones they are on."""
        if not user.is_authenticated:
            return self.published()
        if user.is_staff and user.has_perm("courses.view_course"):
            return self
        teaching = self.model.instructors.through.objects.filter(user_id=user.pk)
        joined = self.model._meta.get_field("enrolments").related_model.objects.filter(  # type: ignore[union-attr]
            learner_id=user.pk
        )
        return self.filter(
            Q(status=CourseStatus.PUBLISHED)
            | Q(pk__in=teaching.values("course_id"))
            | Q(status=CourseStatus.ARCHIVED, pk__in=joined.values("course_id"))
        )

    def taught_by(self, user: "User") -> "CourseQuerySet":
        """Courses of this instructor."""
        return self.filter(instructors=user)

    def studied_by(self, learner: "User") -> "CourseQuerySet":
        """Courses that this learner is on or has finished, the latest first."""
        mine = self.filter(enrolments__learner=learner, enrolments__left_at__isnull=True)
        return mine.order_by("-enrolments__enrolled_at", "-enrolments__pk")

    def saved_by(self, learner: "User") -> "CourseQuerySet":
        """Courses that this learner saved for later, the latest first."""
        mine = self.filter(savedcourses__learner=learner)
        return mine.order_by("-savedcourses__at", "-savedcourses__pk")

    def among(self, ids: Iterable[int]) -> "CourseQuerySet":
        """Courses with these ids."""
        return self.filter(pk__in=list(ids))

    def by_external_id(self, keys: Iterable[str]) -> "dict[str, Course]":
        """Imported courses by the key that they were imported under, with their skills."""
        found = self.filter(external_id__in=list(keys)).prefetch_related("skills")
        return {course.external_id or "": course for course in found}

    def in_category(self, slug: str) -> "CourseQuerySet":
        """Courses of a category, or of all categories of a field."""
        return self.filter(Q(category__slug=slug) | Q(category__parent__slug=slug))

    def at_levels(self, levels: Iterable[str]) -> "CourseQuerySet":
        """Courses at any of these levels."""
        return self.filter(level__in=list(levels))

    def taught_in(self, languages: Iterable[str]) -> "CourseQuerySet":
        """Courses in any of these languages."""
        return self.filter(language__in=list(languages))

    def lasting(self, buckets: Iterable[str]) -> "CourseQuerySet":
        """Courses whose length falls into any of these buckets of `DURATIONS`."""
        wanted = Q(pk__in=())
        for bucket in buckets:
            wanted |= Q(duration_minutes__range=DURATIONS[bucket])
        return self.filter(wanted)

    def teaching(self, skill: str) -> "CourseQuerySet":
        """Courses that teach this skill (its slug)."""
        return self.filter(skills__slug=skill)

    def new(self) -> "CourseQuerySet":
        """Courses published in the last weeks."""
        return self.filter(published_at__gte=timezone.now() - timedelta(days=NEW_DAYS))

    def with_card_data(self) -> "CourseQuerySet":
        """Load what a card shows along with the courses: two queries for any number of them."""
        return self.select_related("category__parent").prefetch_related("instructors")

    def with_page_data(self) -> "CourseQuerySet":
        """Load what the course page shows along with the course."""
        return self.with_card_data().prefetch_related(
            "skills", "sections__lessons", "prerequisite_links__requires__category__parent"
        )
