"""What was seen and heard of courses besides their texts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Course


class Sense(models.TextChoices):
    """With what a course was looked at; also the modality of its vector."""

    PICTURE = "picture", _("pictures")
    SOUND = "sound", _("sound")


class CourseSense(models.Model):
    """One sense's reading of one course; its vector stands with those of its texts."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+", db_index=False)
    sense = models.CharField(max_length=12, choices=Sense)
    # By what it was read: other packages read anew.
    reader = models.CharField(max_length=300)
    stamp = models.CharField(max_length=64)  # of names, sizes and times of its files
    digest = models.CharField(max_length=64, blank=True)  # of what is in them
    amount = models.FloatField(default=0.0)  # pictures that were seen, seconds that were heard
    speech = models.FloatField(null=True)  # the share of the time, 0 to 1
    pace = models.FloatField(null=True)  # syllables a minute of speech
    words = models.TextField(blank=True)  # that stand in its pictures, or that were said
    fault = models.TextField(blank=True)
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "sense"], name="one_reading_a_sense")
        ]

    def __str__(self) -> str:
        return f"{self.course_id} · {self.sense}"
