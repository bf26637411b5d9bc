"""What is said of courses, part by part, for encoders: by themselves and by their reviewers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from courses.models import Course, CourseStatus, Lesson, Review
from recommendations.engine.features.passages import passages_of
from recommendations.models import CourseReading, Passage
from recommendations.sources.media import sensed_words

REVIEWS = 40  # the latest of a course
LONGEST = 2_000  # characters of one part: encoders read no further anyway


@dataclass(frozen=True)
class CourseTexts:
    """A course in words: its title, its other parts, and the passages of its lessons."""

    course: int
    title: str
    parts: tuple[str, ...]
    # (lesson, place) -> passage
    passages: dict[tuple[int, int], str] = field(default_factory=dict)


class Shelf(models.QuerySet[Course]):
    """Finds courses to read."""

    def published_ids(self) -> list[int]:
        """All published courses."""
        shelf = self.filter(status=CourseStatus.PUBLISHED).order_by("pk")
        return list(shelf.values_list("pk", flat=True))

    def unread_by(self, encoder: str) -> list[int]:
        """Published courses that changed since they were read, or were never read by this one."""
        readings = Readings(CourseReading).up_to_date(encoder)
        unread = self.filter(status=CourseStatus.PUBLISHED).exclude(pk__in=readings.values("pk"))
        return list(unread.order_by("pk").values_list("pk", flat=True))

    def with_texts(self, ids: Iterable[int]) -> "Shelf":
        """These courses with all that they consist of."""
        return (
            self.filter(pk__in=list(ids))
            .select_related("category__parent")
            .prefetch_related("skills", "sections__lessons")
        )


class Readings(models.QuerySet[CourseReading]):
    """Sentences about readings."""

    def up_to_date(self, encoder: str) -> "Readings":
        """Of courses that did not change since."""
        return self.filter(encoder=encoder, read_at__gt=F("changed_at"))

    def of(self, ids: Iterable[int]) -> "Readings":
        """Of these courses."""
        return self.filter(pk__in=list(ids))

    def failed(self) -> "Readings":
        """Of courses that the encoder did not take."""
        return self.exclude(fault="")

    def before(self, moment: datetime) -> "Readings":
        """Read before a moment."""
        return self.filter(Q(read_at=None) | Q(read_at__lt=moment))


class Said(models.QuerySet[Review]):
    """Sentences about reviews."""

    def about(self, ids: Iterable[int]) -> "Said":
        """Words about these courses, the latest first."""
        return self.filter(course_id__in=list(ids)).exclude(text="").order_by("-updated_at")


class Passages(models.QuerySet[Passage]):
    """Sentences about passages."""

    def of_courses(self, ids: Iterable[int]) -> "Passages":
        """All passages of these courses."""
        return self.filter(course_id__in=list(ids))

    def named(self, ids: Iterable[int]) -> "Passages":
        """These passages."""
        return self.filter(pk__in=list(ids))

    def saying(self, terms: Iterable[str]) -> "Passages":
        """Those with any of these terms (stems of words, pairs of Chinese characters)."""
        wanted = Q(pk__in=())
        for term in terms:
            wanted |= Q(text__icontains=term)
        return self.filter(wanted).order_by("pk")

    def with_lessons(self) -> "Passages":
        """Load their lessons along with them, and no vectors."""
        return self.select_related("lesson").defer("vector")

    def within(self, courses: models.QuerySet[Course]) -> "Passages":
        """Those of courses of a shelf."""
        return self.filter(course_id__in=courses.values("pk"))

    def by(self, encoder: str) -> "Passages":
        """Those with a vector of this encoder."""
        return self.filter(encoder=encoder)


def read_texts(ids: Iterable[int]) -> list[CourseTexts]:
    """The texts of these courses; one that was deleted meanwhile is left out."""
    ids = list(ids)
    reviews: dict[int, list[str]] = defaultdict(list)
    for course, text in Said(Review).about(ids).values_list("course_id", "text"):
        reviews[course].append(text)
    sensed = sensed_words(ids)
    return [
        _texts_of(course, reviews[course.pk][:REVIEWS], sensed[course.pk])
        for course in Shelf(Course).with_texts(ids)
    ]


def _texts_of(course: Course, reviews: list[str], sensed: list[str]) -> CourseTexts:
    lessons = [lesson for section in course.sections.all() for lesson in section.lessons.all()]
    outline = [
        " ".join([section.title, *(lesson.title for lesson in section.lessons.all())])
        for section in course.sections.all()
    ]
    parts = (
        f"{course.title}. {course.subtitle}",
        course.description,
        " ".join(map(str, course.outcomes or [])),
        " ".join(outline),
        " ".join(_names(course)),
        " ".join(reviews),
        *sensed,
    )
    return CourseTexts(
        course.pk, course.title, tuple(part[:LONGEST] for part in parts), _passages(lessons)
    )


def _passages(lessons: list[Lesson]) -> dict[tuple[int, int], str]:
    return {
        (lesson.pk, place): passage
        for lesson in lessons
        for place, passage in enumerate(passages_of(lesson.body))
    }


def _names(course: Course) -> list[str]:
    """Names of its field, category and skills in both languages."""
    named = [*course.skills.all()]
    categories = [course.category, course.category.parent] if course.category else []
    return [
        name
        for one in [*filter(None, categories), *named]
        for name in (one.name_en, one.name_zh)
        if name
    ]
