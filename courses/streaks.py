"""Days of learning: noted with the progress itself, and read as a week and a streak."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from accounts.models import User
from accounts.zones import day_of
from courses.models import LearningDay

DAY = timedelta(days=1)
State = Literal["done", "frozen", "missed", "open", "ahead"]


@dataclass(frozen=True)
class Streak:
    """Days of learning in a row; a frozen day is bridged and does not count."""

    length: int = 0
    frozen: tuple[date, ...] = ()
    is_today_done: bool = False
    has_freeze: bool = True  # whether one more missed day of this week would be bridged


@dataclass(frozen=True)
class WeekDay:
    """One day of the week that is running."""

    day: date
    state: State
    is_today: bool


@dataclass(frozen=True)
class Week:
    """A learner's running week beside their goal, and their streak."""

    days: tuple[WeekDay, ...]
    goal: int
    streak: Streak

    @property
    def done(self) -> int:
        """On how many days of this week the learner learned."""
        return sum(one.state == "done" for one in self.days)

    @property
    def is_reached(self) -> bool:
        """Whether these are as many as the learner wants."""
        return self.done >= self.goal

    @property
    def frozen_day(self) -> date | None:
        """The day of this week that the freeze bridged."""
        return next((one.day for one in self.days if one.state == "frozen"), None)


def note_learning_day(learner: User) -> None:
    """Count today, where the learner lives, as a day of learning; doing it again changes nothing.

    It is the learner's own progress, as a completed lesson is: no activity is logged by it,
    nothing is suggested from it, and it is kept whatever they said about personalisation.
    """
    LearningDay.objects.note(learner, day_of(learner))


def week_of(learner: User) -> Week | None:
    """The learner's week: one query; None before their first day, and where they hid it."""
    if not learner.shows_streak:
        return None
    days, today = LearningDay.objects.days_of(learner), day_of(learner)
    return read_week(days, today, goal=learner.days_a_week) if days else None


def read_week(days: Collection[date], today: date, *, goal: int) -> Week:
    """The week around a day, from Monday on."""
    found, monday = streak(days, today), _monday(today)
    week = [monday + n * DAY for n in range(7)]
    states = [WeekDay(day, _state(day, today, days, found), day == today) for day in week]
    return Week(tuple(states), goal, found)


def streak(days: Iterable[date], today: date) -> Streak:
    """The streak as it stands on a day, which itself is not missed before it is over.

    Each week from Monday to Sunday one missed day is bridged, the first that would end a streak;
    once used it is used, also where the streak ended later in that week. Days after today, which
    a journey to the west leaves behind, count when they come.
    """
    past = {day for day in days if day <= today}
    length, used = 0, None
    frozen: list[date] = []
    day = min(past, default=today)
    while day <= today:
        if day in past:
            length += 1
        elif length and day != today and used == _monday(day):
            length, frozen = 0, []
        elif length and day != today:
            used = _monday(day)
            frozen.append(day)
        day += DAY
    return Streak(length, tuple(frozen), today in past, used != _monday(today))


def _state(day: date, today: date, days: Collection[date], found: Streak) -> State:
    if day > today:
        return "ahead"
    if day in days:
        return "done"
    if day == today:
        return "open"
    return "frozen" if day in found.frozen else "missed"


def _monday(day: date) -> date:
    return day - day.weekday() * DAY
