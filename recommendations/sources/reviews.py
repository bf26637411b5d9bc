"""What learners wrote about courses, for whoever weighs their words."""

from django.db import models

from courses.models import Review

MOST = 500  # of a course: its latest reviews say what it is now


class Worded(models.QuerySet[Review]):
    """Reads reviews that say something in words."""

    def latest_of(self, course_id: int) -> list[Review]:
        """Those of one course, the latest first."""
        found = self.filter(course_id=course_id).exclude(text="")
        return list(found.order_by("-updated_at", "-pk")[:MOST])

    def held_texts_of(self, course_id: int) -> dict[int, str]:
        """The words of each review of a course as they are now, held until the transaction ends."""
        found = self.select_for_update().filter(course_id=course_id).order_by("pk")
        return dict(found.values_list("pk", "text"))

    def count_of(self, course_id: int) -> int:
        """How many of one course have words."""
        return self.filter(course_id=course_id).exclude(text="").count()

    def courses(self) -> list[int]:
        """Every course that has one."""
        found = self.exclude(text="").order_by("course_id")
        return list(found.values_list("course_id", flat=True).distinct())
