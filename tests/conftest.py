"""The people and the courses that every test may ask for."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.signals import setting_changed
from django.db import connection
from django.utils import timezone

from accounts.models import Role, User
from config.servers import valkey
from courses.models import Category, Course, Lesson, LessonKind, Section

GROUPS = {"services": pytest.mark.services, "browser": pytest.mark.browser}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder, so that each group can run alone."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in GROUPS:
            item.add_marker(GROUPS[folder])


@pytest.fixture(scope="session", autouse=True)
def redis_url() -> Iterator[str]:
    """A Valkey of this test process: cache and broker are the real thing."""
    from config.celery import app

    with tempfile.TemporaryDirectory(prefix="hr-") as folder, valkey(Path(folder) / "s") as url:
        settings.REDIS_URL = settings.CACHES["default"]["LOCATION"] = url
        settings.CELERY_BROKER_URL = url.replace("unix://", "redis+socket://")
        settings.CELERY_RESULT_BACKEND = settings.CELERY_BROKER_URL
        if hasattr(caches._connections, "default"):
            del caches["default"]
        app.conf.broker_url = app.conf.result_backend = settings.CELERY_BROKER_URL
        yield url


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Signing up costs nothing here; what the site uses is slow on purpose."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    setting_changed.send(None, setting="PASSWORD_HASHERS", value=None, enter=True)


@pytest.fixture(scope="session", autouse=True)
def static_files_on_demand() -> None:
    """Else every test client lists all static files before its first page."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def empty_cache(redis_url: str) -> None:
    """No test sees what another one cached."""
    cache.clear()


@pytest.fixture
def postgresql(transactional_db: None) -> None:
    """Skip, loudly, unless this run has a PostgreSQL."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: run bin/test services")


def make_person(name: str, **fields: object) -> User:
    """A person who agreed to personalisation, signed up as `name`@example.org."""
    fields = {"display_name": name, "consents_to_personalisation": True} | fields
    return User.objects.create_user(f"{name.lower()}@example.org", "correct horse", **fields)


@pytest.fixture
def ann(db: None) -> User:
    """A learner."""
    return make_person("Ann")


@pytest.fixture
def ben(db: None) -> User:
    """An instructor."""
    return make_person("Ben", role=Role.INSTRUCTOR)


@pytest.fixture
def cleo(db: None) -> User:
    """A stranger: signed up, was never asked about personalisation."""
    return make_person("Cleo", consents_to_personalisation=None)


@pytest.fixture
def dan(db: None) -> User:
    """A member of staff."""
    return make_person("Dan", is_staff=True, is_superuser=True, role=Role.STAFF)


def make_course(title: str, *, lessons: int = 2, **fields: object) -> Course:
    """A published course with one section of text lessons."""
    fields = {"status": "published", "published_at": timezone.now()} | fields
    course = Course.objects.create(title=title, **fields)
    section = Section.objects.create(course=course, title="Basics", order=1)
    for number in range(1, lessons + 1):
        Lesson.objects.create(
            section=section, title=f"Lesson {number}", kind=LessonKind.TEXT, body="…", order=number
        )
    Course.objects.filter(pk=course.pk).update(lesson_count=lessons, duration_minutes=5 * lessons)
    course.refresh_from_db()
    return course


@pytest.fixture
def data_science(db: None) -> Category:
    """A field with one category, `python`."""
    field = Category.objects.create(slug="data", name_en="Data science", name_zh="数据科学")
    return Category.objects.create(slug="python", name_en="Python", name_zh="Python", parent=field)


@pytest.fixture
def python_course(data_science: Category) -> Course:
    """A published course of two text lessons."""
    return make_course("Python for the curious", category=data_science)
