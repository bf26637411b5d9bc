"""The table of contents beside a lesson: what is done, where one is, what comes next."""

from dataclasses import dataclass, field

from accounts.models import User
from courses.models import Course, Lesson, LessonProgress, Section


@dataclass(frozen=True)
class Entry:
    """A lesson in the table; `number` counts from 1 through the whole course."""

    lesson: Lesson
    number: int
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class Chapter:
    """A section with its lessons."""

    section: Section
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Contents:
    """A course's lessons as one learner has them, seen from one lesson."""

    chapters: list[Chapter]
    entries: list[Entry]
    current: Entry | None

    @property
    def count(self) -> int:
        """How many lessons there are."""
        return len(self.entries)

    @property
    def done_count(self) -> int:
        """How many of them are done."""
        return sum(entry.is_done for entry in self.entries)

    @property
    def previous(self) -> Lesson | None:
        """The lesson before the current one."""
        place = self.current.number - 1 if self.current else 0
        return self.entries[place - 1].lesson if place > 0 else None

    @property
    def following(self) -> Lesson | None:
        """The lesson after the current one."""
        place = self.current.number if self.current else self.count
        return self.entries[place].lesson if place < self.count else None


def contents_of(course: Course, learner: User, current: Lesson | None = None) -> Contents:
    """The table of contents of a course for one learner: two queries."""
    lessons = list(Lesson.objects.outlines([course.pk]))
    done = _done(course, learner)
    entries = [
        Entry(lesson, number, lesson.pk in done, is_current=lesson == current)
        for number, lesson in enumerate(lessons, start=1)
    ]
    chapters: list[Chapter] = []
    for entry in entries:
        if not chapters or chapters[-1].section != entry.lesson.section:
            chapters.append(Chapter(entry.lesson.section))
        chapters[-1].entries.append(entry)
    return Contents(chapters, entries, next((x for x in entries if x.is_current), None))


def _done(course: Course, learner: User) -> set[int]:
    progress = LessonProgress.objects.of(learner).in_course(course).done()
    return set(progress.values_list("lesson_id", flat=True))
