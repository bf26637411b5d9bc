"""Where a learner goes on: the exact lesson and second, and an honest word for the button."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from courses.models import Enrolment, Lesson, LessonKind, LessonProgress

Label = Literal["start", "continue", "review"]
# Who stopped this close to the end saw the video: it starts anew instead of ending at once.
NEAR_THE_END_SECONDS = 2.0


@dataclass(frozen=True)
class ResumePoint:
    """The lesson to open next; `lesson` is None only for a course without lessons."""

    label: Label
    lesson: Lesson | None = None
    seconds: float = 0.0
    lesson_number: int = 0  # counts from 1
    lesson_count: int = 0
    minutes_left: int = 0  # in this lesson
    course_minutes_left: int = 0  # in all lessons that are not done
    new_lessons: int = 0  # added since the course was completed

    @property
    def url(self) -> str:
        """The address of the lesson; empty for a course without lessons."""
        return self.lesson.get_absolute_url() if self.lesson else ""


def resume_point(enrolment: Enrolment) -> ResumePoint:
    """Where this enrolment goes on."""
    return resume_points([enrolment])[enrolment.pk]


def resume_points(enrolments: Iterable[Enrolment]) -> dict[int, ResumePoint]:
    """Where each enrolment (by its id) goes on: two queries, however many there are."""
    enrolments = list(enrolments)
    lessons = _lessons_by_course(enrolments)
    progress = _progress_by_learner(enrolments, [x for group in lessons.values() for x in group])
    return {
        one.pk: point_of(one, lessons[one.course_id], progress[one.learner_id])
        for one in enrolments
    }


def point_of(
    enrolment: Enrolment, lessons: list[Lesson], progress: Mapping[int, LessonProgress]
) -> ResumePoint:
    """Where an enrolment goes on, given the course's lessons in order and progress by lesson."""
    if not lessons:
        return ResumePoint("review" if enrolment.completed_at else "start")
    open_lessons = [x for x in lessons if not _is_done(progress.get(x.pk))]
    lesson = _furthest_unfinished(lessons, progress) or lessons[0]
    seconds = seconds_of(lesson, progress.get(lesson.pk))
    return ResumePoint(
        label=_label(enrolment, lessons, progress, has_open=bool(open_lessons)),
        lesson=lesson,
        seconds=seconds,
        lesson_number=lessons.index(lesson) + 1,
        lesson_count=len(lessons),
        minutes_left=_minutes_left(lesson, seconds),
        course_minutes_left=sum(x.duration_minutes for x in open_lessons),
        new_lessons=len(open_lessons) if enrolment.completed_at else 0,
    )


def seconds_of(lesson: Lesson, progress: LessonProgress | None) -> float:
    """The second at which a learner goes on with a lesson's video; 0 when it was seen to its end."""
    if progress is None or lesson.kind != LessonKind.VIDEO:
        return 0.0
    is_over = 0 < lesson.video_seconds <= progress.last_position + NEAR_THE_END_SECONDS
    return 0.0 if is_over else progress.last_position


def _label(
    enrolment: Enrolment,
    lessons: list[Lesson],
    progress: Mapping[int, LessonProgress],
    *,
    has_open: bool,
) -> Label:
    """Start what was never opened, continue what has a lesson left, review what has none."""
    if not has_open:
        return "review"
    is_begun = enrolment.completed_at or any(x.pk in progress for x in lessons)
    return "continue" if is_begun else "start"


def _furthest_unfinished(
    lessons: list[Lesson], progress: Mapping[int, LessonProgress]
) -> Lesson | None:
    """Neither going back to an early lesson nor a look ahead moves the bookmark.

    It is the furthest lesson that was reached, or the next open one after it, or, at the end of
    the course, the first one that was skipped.
    """
    furthest = 0
    for place, lesson in enumerate(lessons):
        if _is_reached(progress.get(lesson.pk), is_next=place <= furthest + 1):
            furthest = place
    in_turn = [*lessons[furthest:], *lessons[:furthest]]
    return next((x for x in in_turn if not _is_done(progress.get(x.pk))), None)


def _is_reached(progress: LessonProgress | None, *, is_next: bool) -> bool:
    """Done, partly watched, or opened in turn; opened far ahead it was only looked at."""
    if progress is None:
        return False
    return is_next or progress.is_done or progress.last_position > 0


def _is_done(progress: LessonProgress | None) -> bool:
    return progress is not None and progress.is_done


def _minutes_left(lesson: Lesson, seconds: float) -> int:
    """The minutes of the lesson, less what was seen of its video; never under one."""
    return max(1, round(lesson.duration_minutes - seconds / 60))


def _lessons_by_course(enrolments: list[Enrolment]) -> Mapping[int, list[Lesson]]:
    grouped: dict[int, list[Lesson]] = defaultdict(list)
    for lesson in Lesson.objects.outlines(one.course_id for one in enrolments):
        grouped[lesson.course_id].append(lesson)
    return grouped


def _progress_by_learner(
    enrolments: list[Enrolment], lessons: list[Lesson]
) -> Mapping[int, Mapping[int, LessonProgress]]:
    grouped: dict[int, dict[int, LessonProgress]] = defaultdict(dict)
    learner_ids = {one.learner_id for one in enrolments}
    for row in LessonProgress.objects.between(learner_ids, (x.pk for x in lessons)):
        grouped[row.learner_id][row.lesson_id] = row
    return grouped
