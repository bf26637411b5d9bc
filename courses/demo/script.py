"""Turns the scripted histories of the demo sign-ins (people.yaml) into deeds."""

from collections.abc import Iterator
from typing import Any

from courses.demo.simulation import DAY_SECONDS, Deed

LESSON_SECONDS = 900.0
EVENING_LESSONS = 3


def scripted_deeds(
    learner: int,
    history: list[dict[str, Any]],
    index_of: dict[str, int],
    lessons: list[list[str]],
    now: float,
) -> Iterator[Deed]:
    """Deeds of one sign-in: each entry names a course, how many lessons, how many days ago."""
    for entry in history:
        course = index_of[entry["course"]]
        last_evening = now - entry["days_ago"] * DAY_SECONDS
        if "lessons" not in entry:
            yield Deed(learner, "viewed", course, last_evening)
            if entry.get("saved"):
                yield Deed(learner, "saved", course, last_evening + 15)
            continue
        count = len(lessons[course]) if entry["lessons"] == "all" else int(entry["lessons"])
        yield from _study(learner, course, lessons[course], count, last_evening, entry)


def _study(
    learner: int,
    course: int,
    kinds: list[str],
    count: int,
    last_evening: float,
    entry: dict[str, Any],
) -> Iterator[Deed]:
    evenings = -(-count // EVENING_LESSONS)
    at = last_evening - 2 * (evenings - 1) * DAY_SECONDS
    yield Deed(learner, "viewed", course, at - 120)
    yield Deed(learner, "enrolled", course, at - 60)
    for lesson in range(count):
        moment = at + 2 * (lesson // EVENING_LESSONS) * DAY_SECONDS
        moment += lesson % EVENING_LESSONS * LESSON_SECONDS
        yield Deed(learner, "lesson_started", course, moment, lesson)
        if kinds[lesson] == "quiz":
            yield Deed(learner, "quiz_submitted", course, moment + 300, lesson, 1.0)
        yield Deed(learner, "lesson_completed", course, moment + 301, lesson)
    if entry.get("stopped_at"):
        moment = at + 2 * ((count - 1) // EVENING_LESSONS) * DAY_SECONDS + count * LESSON_SECONDS
        yield Deed(learner, "lesson_started", course, moment, count)
        position = float(entry["stopped_at"])
        yield Deed(learner, "video_progressed", course, moment + position, count, position)
    if count == len(kinds):
        yield Deed(learner, "course_completed", course, moment + 302)
        if entry.get("stars"):
            yield Deed(learner, "reviewed", course, moment + 400, value=float(entry["stars"]))
