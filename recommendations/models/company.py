"""What learners like one learner study: counts without names, found anew each night."""

from django.conf import settings
from django.db import models


class Alike(models.Model):
    """Courses with the number of learners like this one behind each, never fewer than five."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="alike"
    )
    courses = models.JSONField(default=list)  # [[course, learners]] who study it
    lately = models.JSONField(default=list)  # the same of those who were active in it lately
    found_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.learner_id} · {self.found_at:%Y-%m-%d}"
