"""Counts what learners completed before days were noted, each in their own time zone."""

import zoneinfo
from datetime import UTC

from django.db import migrations


def note_past_days(apps, schema_editor):
    """Lessons by their completion, quizzes by their submission; what is there already stays."""
    days = apps.get_model("courses", "LearningDay").objects
    for model, moment in (("LessonProgress", "completed_at"), ("QuizAttempt", "submitted_at")):
        done = apps.get_model("courses", model).objects.filter(**{f"{moment}__isnull": False})
        found = {
            (learner, at.astimezone(_zone(zone)).date())
            for learner, zone, at in done.values_list(
                "learner_id", "learner__time_zone", moment
            ).iterator(10_000)
        }
        rows = [days.model(learner_id=learner, day=day) for learner, day in sorted(found)]
        days.bulk_create(rows, batch_size=2_000, ignore_conflicts=True)


def _zone(name):
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return UTC


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_days_of_learning"),
    ]

    operations = [
        migrations.RunPython(note_past_days, migrations.RunPython.noop),
    ]
