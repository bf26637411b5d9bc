"""How far the encoder in force has come, for staff."""

from dataclasses import dataclass

from courses.models import Course
from recommendations.models import CourseReading, CourseVector, Modality, Passage
from recommendations.sources.course_texts import Passages, Readings, Shelf
from recommendations.understanding.choice import in_force
from recommendations.understanding.index import Vectors


@dataclass(frozen=True)
class Progress:
    """Counts of published courses."""

    published: int
    encoded: int
    waiting: int
    passages: int
    refused: list[tuple[str, str]]  # titles, and what the encoder said


def read_progress() -> Progress:
    """Count now."""
    encoder = in_force().id
    published = Shelf(Course).published_ids()
    vectors = Vectors(CourseVector).of(encoder, Modality.TEXT)
    encoded = set(vectors.values_list("course_id", flat=True)) & set(published)
    refused = Readings(CourseReading).failed().select_related("course")[:20]
    return Progress(
        published=len(published),
        encoded=len(encoded),
        waiting=len(Shelf(Course).unread_by(encoder)),
        passages=Passages(Passage).by(encoder).count(),
        refused=[(one.course.title, one.fault) for one in refused],
    )
