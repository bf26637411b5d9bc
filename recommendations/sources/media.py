"""The files that courses show and play, and what was seen and heard of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import models
from django.db.models import Count, Max

from courses.covers import cover_svg, palette_of
from courses.models import Course, CourseStatus, Lesson
from recommendations.engine.arrays import Longs
from recommendations.engine.types import Floats
from recommendations.models import AlgorithmSetting, CourseSense, CourseVector, Sense

STORED = np.dtype("<f2")  # as vectors are kept
FILMS = 3  # of a course that are looked at: its first ones, the trailer among them


@dataclass(frozen=True)
class CourseMedia:
    """The uploaded files of a course by their names in the storage.

    A cover that the site drew itself is no file: it shows the field's colours and a pattern by
    lot, and nothing of the course.
    """

    course: int
    cover: str = ""
    films: tuple[str, ...] = ()

    def files(self, sense: str) -> tuple[str, ...]:
        """What there is for this sense, the cover first."""
        covers = (self.cover,) if self.cover and sense == Sense.PICTURE else ()
        return covers + self.films


class Shown(models.QuerySet[Course]):
    """Finds courses that can be looked at."""

    def published(self) -> "Shown":
        """What learners may find."""
        return self.filter(status=CourseStatus.PUBLISHED).order_by("pk")

    def with_field(self) -> "Shown":
        """With the category and the one above it."""
        return self.select_related("category__parent")


class Films(models.QuerySet[Lesson]):
    """Finds lessons with a film."""

    def in_order(self) -> "Films":
        """Those with an uploaded film, course by course, as learners meet them."""
        filmed = self.exclude(video="")
        return filmed.order_by("section__course_id", "section__order", "order", "pk")


class Sensed(models.QuerySet[CourseSense]):
    """Sentences about readings of senses."""

    def of(self, course: int, sense: str) -> "Sensed":
        """One sense's reading of one course."""
        return self.filter(course_id=course, sense=sense)

    def among(self, courses: Iterable[int]) -> "Sensed":
        """Of these courses."""
        return self.filter(course_id__in=list(courses))

    def with_words(self) -> "Sensed":
        """Where something could be read or was said."""
        return self.exclude(words="").order_by("course_id", "sense")

    def with_speech(self) -> "Sensed":
        """Where somebody speaks."""
        return self.filter(speech__gt=0)

    def failed(self) -> "Sensed":
        """Where a file could not be read, the latest first."""
        return self.exclude(fault="").order_by("-read_at").select_related("course")

    def by(self, sense: str) -> "Sensed":
        """Of one sense."""
        return self.filter(sense=sense)


class Vectors(models.QuerySet[CourseVector]):
    """Sentences about vectors of senses."""

    def of(self, course: int, sense: str) -> "Vectors":
        """The vector of one sense of one course."""
        return self.filter(course_id=course, modality=sense)

    def by(self, sense: str) -> "Vectors":
        """All of one sense."""
        return self.filter(modality=sense)

    def made_by(self, encoder: str) -> "Vectors":
        """In the space of one encoder."""
        return self.filter(encoder=encoder)

    def main_encoder(self) -> str:
        """The encoder of most of them: vectors of two are never compared."""
        counted = self.values("encoder").annotate(count=Count("pk"), latest=Max("pk"))
        most = counted.order_by("-count", "-latest").first()
        return str(most["encoder"]) if most else ""


class Settings(models.QuerySet[AlgorithmSetting]):
    """Sentences about settings."""

    def of(self, name: str) -> AlgorithmSetting | None:
        """What staff changed of one algorithm."""
        return self.filter(name=name).first()


def senses_in_use() -> list[str]:
    """The senses by which courses are compared on this site; none by default."""
    setting = Settings(AlgorithmSetting).of("content")
    return [sense for sense in Sense.values if setting and setting.params.get(sense)]


def read_media() -> list[CourseMedia]:
    """Every published course with its uploaded files; many have none."""
    films: dict[int, list[str]] = defaultdict(list)
    for course, video in Films(Lesson).in_order().values_list("section__course_id", "video"):
        films[course].append(video)
    return [
        CourseMedia(course, cover, tuple(dict.fromkeys(films[course]))[:FILMS])
        for course, cover in Shown(Course).published().values_list("pk", "cover")
    ]


def drawn_covers(courses: Longs) -> list[str]:
    """The covers that the site draws for these courses, as SVG."""
    fields = Shown(Course).with_field().in_bulk(courses.tolist())
    found = [fields[course] for course in courses.tolist()]
    return [cover_svg(course.pk, palette_of(course.category)) for course in found]


def sensed_words(courses: Iterable[int] | None = None) -> dict[int, list[str]]:
    """What can be read in pictures of courses and what is said in their films."""
    found = Sensed(CourseSense).with_words()
    found = found if courses is None else found.among(courses)
    words: dict[int, list[str]] = defaultdict(list)
    for course, text in found.values_list("course_id", "words").iterator(2_000):
        words[course].append(text)
    return words


def sensed_vectors(courses: Longs, senses: Sequence[str]) -> dict[str, Floats]:
    """Vectors of these senses [n_courses, d], rows of NaN where a course lacks one.

    A sense that no course has is left out.
    """
    places = {course: place for place, course in enumerate(courses.tolist())}
    found: dict[str, Floats] = {}
    for sense in senses:
        vectors = Vectors(CourseVector).by(sense)
        rows = vectors.made_by(vectors.main_encoder()).values_list("course_id", "vector")
        for course, kept in rows.iterator(2_000):
            if course in places:
                vector = np.frombuffer(bytes(kept), STORED)
                if sense not in found:
                    found[sense] = np.full((len(courses), len(vector)), np.nan, np.float32)
                found[sense][places[course]] = vector
    return found
