"""Writes deeds as enrolments, progress, quiz attempts, reviews and events, in bulk."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime

from accounts.models import User
from accounts.zones import day_of
from courses.demo.simulation import Deed
from courses.demo.words import words_of
from courses.models import (
    Course,
    DismissedCourse,
    Enrolment,
    Language,
    LearningDay,
    Lesson,
    LessonProgress,
    QuizAttempt,
    Review,
    SavedCourse,
)
from tracking.models import Event

NAMESPACE = uuid.UUID("0b9a2f0e-57a4-5a55-8a0e-3a0a6b0f6f5c")
BATCH = 2000
LEARNED = {"lesson_completed", "quiz_submitted"}


class History:
    """Collects rows of every table and writes them; a second writing changes nothing."""

    def __init__(self, people: list[User], courses: list[Course]) -> None:
        self.people = people
        self.courses = courses
        self.lessons: dict[int, list[Lesson]] = defaultdict(list)
        for lesson in Lesson.objects.select_related("section"):
            self.lessons[lesson.section.course_id].append(lesson)
        self.enrolments: dict[tuple[int, int], Enrolment] = {}
        self.progress: dict[tuple[int, int], LessonProgress] = {}
        self.days: set[tuple[int, date]] = set()
        self.rows: dict[type, list[object]] = defaultdict(list)

    def add(self, deed: Deed) -> None:
        """Take one deed; deeds of one learner come in the order of time."""
        learner, course = self.people[deed.learner], self.courses[deed.course]
        at = datetime.fromtimestamp(deed.at, tz=UTC)
        lesson = self.lessons[course.pk][deed.lesson] if deed.lesson >= 0 else None
        self._add_state(deed, learner, course, lesson, at)
        if deed.verb in LEARNED:
            self.days.add((learner.pk, day_of(learner, at)))
        target = lesson or course
        self.rows[Event].append(
            Event(
                id=uuid.uuid5(NAMESPACE, f"{learner.email}/{deed.verb}/{target.pk}/{deed.at:.0f}"),
                verb=deed.verb,
                learner=learner,
                object_type="lesson" if lesson else "course",
                object_id=str(target.pk),
                course_id=course.pk,
                value=deed.value or None,
                occurred_at=at,
                received_at=at,
                context={"simulated": True},
            )
        )

    def _add_state(
        self, deed: Deed, learner: User, course: Course, lesson: Lesson | None, at: datetime
    ) -> None:
        key = (learner.pk, course.pk)
        match deed.verb:
            case "enrolled":
                self.enrolments[key] = Enrolment(learner=learner, course=course, enrolled_at=at)
            case "lesson_started" if lesson:
                self.progress[learner.pk, lesson.pk] = LessonProgress(
                    learner=learner, lesson=lesson, started_at=at
                )
                self.enrolments[key].last_lesson = lesson
                self.enrolments[key].last_opened_at = at
            case "lesson_completed" if lesson:
                self.progress[learner.pk, lesson.pk].completed_at = at
            case "video_progressed" if lesson:
                watched = self.progress[learner.pk, lesson.pk]
                watched.last_position = watched.furthest_position = deed.value
                watched.watched_seconds, watched.position_at = deed.value, at
                watched.watched_parts = [[0, deed.value]]
            case "quiz_submitted" if lesson:
                self._add_attempt(learner, lesson, deed.value, at)
            case "course_completed":
                self.enrolments[key].completed_at = at
            case "reviewed":
                self.rows[Review].append(_review(learner, course, int(deed.value)))
            case "saved":
                self.rows[SavedCourse].append(SavedCourse(learner=learner, course=course))
            case "dismissed":
                self.rows[DismissedCourse].append(DismissedCourse(learner=learner, course=course))

    def _add_attempt(self, learner: User, lesson: Lesson, share: float, at: datetime) -> None:
        out_of = 3
        right = round(share * out_of)
        attempt = QuizAttempt(
            learner=learner, lesson=lesson, right=right, out_of=out_of, submitted_at=at
        )
        self.rows[QuizAttempt].append(attempt)

    def write(self) -> int:
        """Write everything collected; returns how many events there are."""
        done: dict[tuple[int, int], int] = defaultdict(int)
        for entry in self.progress.values():
            if entry.completed_at:
                done[entry.learner_id, entry.lesson.section.course_id] += 1
        for key, enrolment in self.enrolments.items():
            enrolment.progress = 100 * done[key] // max(1, len(self.lessons[key[1]]))
        self.rows[Enrolment] = list(self.enrolments.values())
        self.rows[LessonProgress] = list(self.progress.values())
        self.rows[LearningDay] = [LearningDay(learner_id=who, day=day) for who, day in self.days]
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(  # type: ignore[attr-defined]
                rows, batch_size=BATCH, ignore_conflicts=True
            )
        return len(self.rows[Event])


def _review(learner: User, course: Course, stars: int) -> Review:
    is_chinese = course.language == Language.CHINESE
    text = words_of(
        learner.email, str(course.external_id or course.pk), stars, is_chinese=is_chinese
    )
    return Review(learner=learner, course=course, rating=stars, text=text)


def write_history(people: list[User], courses: list[Course], deeds: Iterable[Deed]) -> int:
    """Write the deeds of these people on these courses; returns the number of events."""
    history = History(people, courses)
    for deed in deeds:
        history.add(deed)
    return history.write()
