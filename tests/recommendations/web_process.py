"""Serves one homepage and one answer in a process of its own and says what it had to import for it.

Usage: python -m tests.recommendations.web_process ARTEFACTS NAME=PATH …
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
HEAVY = {"torch", "sklearn", "pandas", "scipy", "lightgbm"}


def main(folder: str, *versions: str) -> None:
    import django
    from django.conf import settings

    settings.STORAGES["artefacts"]["OPTIONS"]["location"] = folder
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    prepare(versions)
    from django.test import Client
    from django.test.utils import setup_test_environment

    from accounts.models import User

    setup_test_environment()
    client = Client()
    client.force_login(User.objects.get(display_name="Ann"))
    answer = client.get("/")
    asked = client.get("/ask/", {"q": "Something short about course 3"})
    if asked.status_code != 200:
        sys.exit(f"the Ask page answers {asked.status_code}")
    loaded = HEAVY & set(sys.modules)
    if answer.status_code != 200 or loaded:
        sys.exit(f"status {answer.status_code}, loaded {loaded or 'nothing heavy'}")
    sys.stdout.write(answer.context["page"].step)


def prepare(versions: tuple[str, ...]) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import User
    from courses.models import Course
    from recommendations.artefacts import read_artefact
    from recommendations.models import Version
    from tracking.models import DailyActivity

    call_command("migrate", verbosity=0)
    now = timezone.now()
    ann = User.objects.create(display_name="Ann", consents_to_personalisation=True)
    for name, path in (version.split("=") for version in versions):
        ids = read_artefact(path).arrays["course_ids"].tolist()
        Version.objects.create(algorithm=name, path=path, status="live", published_at=now)
    courses = [
        Course.objects.create(pk=pk, title=f"Course {pk}", status="published", published_at=now)
        for pk in ids
    ]
    for course in courses[:3]:
        DailyActivity.objects.create(
            learner=ann, course_id=course.pk, day=now.date(), signal=3, first_at=now, last_at=now
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
