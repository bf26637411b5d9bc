"""Courses that were published after the models were fitted, until a training knows them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Course


class NewCourse(models.Model):
    """A course that models take in by the known courses that are most like it."""

    course = models.OneToOneField(
        Course, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("course")
    )
    # [course id, likeness from 0 to 1], the most alike first.
    nearest = models.JSONField(default=list)
    placed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("new course")
        verbose_name_plural = _("new courses")

    def __str__(self) -> str:
        return str(self.course)
