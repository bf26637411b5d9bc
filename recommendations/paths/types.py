"""What a path is planned from and what comes out: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from courses.graph import Links

# Estimates of success: below the first a skill is shaky, from the second on it is known.
WEAK, FIRM = 0.5, 0.85


class Reason(StrEnum):
    """Why a course is a step."""

    AIM = "aim"  # it is the goal
    TEACHES = "teaches"  # it teaches `skill`, which is the goal
    PREPARES = "prepares"  # it teaches `skill`, which `leads_to` builds on
    REQUIRED = "required"  # the course `course_after` builds on it
    CHOSEN = "chosen"  # staff chose it


class Fit(StrEnum):
    """How a step suits the learner when they come to it."""

    FITS = "fits"
    STRETCH = "stretch"
    EASY = "easy"


@dataclass(frozen=True)
class Facts:
    """What the planner knows of a course."""

    skills: frozenset[int] = frozenset()
    requires: frozenset[int] = frozenset()  # courses
    minutes: int = 60
    level: int = 0  # 0 to 2
    language: str = ""
    appeal: float = 0.0  # 0 to 1


@dataclass(frozen=True)
class Terrain:
    """The part of the catalogue in which a path is looked for."""

    links: Links  # skill -> the skills that it requires
    courses: Mapping[int, Facts]


@dataclass(frozen=True)
class Traveller:
    """What the planner knows of a learner."""

    skills: frozenset[int] = frozenset()  # known
    done: frozenset[int] = frozenset()  # courses
    avoided: frozenset[int] = frozenset()  # courses
    begun: frozenset[int] = frozenset()  # courses that the learner is on
    level: int = 0
    languages: frozenset[str] = frozenset()
    weekly_minutes: int = 180
    estimates: Mapping[int, float] = field(default_factory=dict)  # skill -> chance of success


@dataclass(frozen=True)
class Aim:
    """Where a path leads: skills, or courses; `is_chosen` where staff chose the courses' order."""

    skills: tuple[int, ...] = ()
    courses: tuple[int, ...] = ()
    is_chosen: bool = False


@dataclass(frozen=True)
class Step:
    """One course of a path."""

    course: int
    reason: str
    skills: tuple[int, ...] = ()  # needed ones that it teaches, none of them taught before
    skill: int | None = None
    leads_to: int | None = None
    course_after: int | None = None
    first_week: int = 1
    last_week: int = 1
    fit: str = Fit.FITS


@dataclass(frozen=True)
class Plan:
    """A path: its steps, the skills passed over as known, and those that no step teaches."""

    steps: tuple[Step, ...] = ()
    known: tuple[int, ...] = ()
    gaps: tuple[int, ...] = ()

    @property
    def weeks(self) -> int:
        """How many weeks it takes."""
        return self.steps[-1].last_week if self.steps else 0
