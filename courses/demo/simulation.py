"""Simulates learners with coherent tastes and habits; arrays in, a list of deeds out.

Each simulated learner favours one to three fields, reads one or two languages, starts at a
level and climbs, prefers what shares a skill with what they last finished, comes on evenings
of their own weekdays, and at some point stops. Nothing here is a real person's activity.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

DAY_SECONDS = 86_400
HABIT_DAYS = 182
LESSONS_AN_EVENING = 3


class Deed(NamedTuple):
    """Something a simulated learner did; `course` and `lesson` count from 0."""

    learner: int
    verb: str
    course: int
    at: float
    lesson: int = -1
    value: float = 0.0


@dataclass(frozen=True)
class CourseTraits:
    """What the simulation knows of the courses, one entry a course."""

    fields: np.ndarray  # [n_courses] int
    is_chinese: np.ndarray  # [n_courses] bool
    levels: np.ndarray  # [n_courses] 0..2
    skills: np.ndarray  # [n_courses, n_skills] bool
    requires: list[list[int]]
    published: np.ndarray  # [n_courses] unix seconds
    lessons: list[list[str]]  # the kinds of each course's lessons, in order
    quality: np.ndarray  # [n_courses] standard normal


@dataclass
class Mind:
    """One simulated learner's tastes, habits and memory."""

    taste: np.ndarray  # [n_fields], sums to 1
    chinese: float  # share of Chinese in what they read
    level: float
    persistence: float
    critical: float
    known: set[int] = field(default_factory=set)  # courses seen: never chosen again
    finished: list[int] = field(default_factory=list)
    current: tuple[int, int] | None = None  # (course, next lesson)


def simulate(traits: CourseTraits, *, learners: int, now: float, seed: int) -> Iterator[Deed]:
    """Deeds of `learners` simulated people over the half year that ends at `now`, by learner."""
    rng = np.random.default_rng(seed)
    for learner in range(learners):
        mind = _new_mind(rng, n_fields=int(traits.fields.max()) + 1)
        for evening in _evenings(rng, now):
            for deed in _spend(evening, mind, traits, rng):
                if deed.at < now:
                    yield deed._replace(learner=learner)


def _new_mind(rng: np.random.Generator, *, n_fields: int) -> Mind:
    taste = np.full(n_fields, 0.01)
    favourites = rng.choice(
        n_fields, size=rng.choice([1, 2, 3], p=[0.35, 0.45, 0.2]), replace=False
    )
    taste[favourites] += rng.dirichlet(np.full(len(favourites), 2.0))
    return Mind(
        taste=taste / taste.sum(),
        chinese=float(rng.choice([0.0, 0.5, 1.0], p=[0.6, 0.1, 0.3])),
        level=float(rng.choice([0.0, 0.7, 1.4], p=[0.55, 0.3, 0.15])),
        persistence=float(rng.beta(6, 2)),
        critical=float(rng.normal(0, 0.5)),
    )


def _evenings(rng: np.random.Generator, now: float) -> Iterator[float]:
    """Start times of this learner's evenings, in order."""
    joined = rng.beta(1.0, 1.4) * HABIT_DAYS
    stays = rng.exponential(110.0)
    weekdays = rng.choice(7, size=rng.choice([1, 2, 3, 4], p=[0.35, 0.35, 0.2, 0.1]), replace=False)
    hour = rng.normal(19.5, 1.5)
    first_day = int(HABIT_DAYS - joined)
    for day in range(first_day, min(HABIT_DAYS, int(first_day + stays) + 1)):
        if day != first_day and ((day % 7) not in weekdays or rng.random() < 0.2):
            continue
        start = now - (HABIT_DAYS - day) * DAY_SECONDS
        midnight = start - start % DAY_SECONDS
        yield midnight + (hour + rng.normal(0, 0.4)) * 3600


def _spend(at: float, mind: Mind, traits: CourseTraits, rng: np.random.Generator) -> Iterator[Deed]:
    """One evening: look around if there is no course under way, then learn for a while."""
    if mind.current is None or rng.random() < 0.15:
        yield from (look := _look_around(at, mind, traits, rng))
        at += 90.0 * len(look)
    if mind.current is None:
        return
    course, lesson = mind.current
    if rng.random() > mind.persistence + 0.1 * traits.quality[course]:
        if rng.random() < 0.25:
            mind.current = None  # given up without a word, as people do
        return
    for _ in range(int(rng.integers(1, LESSONS_AN_EVENING + 1))):
        yield from _learn(at, course, lesson, mind, traits, rng)
        at += float(rng.uniform(300, 1100))
        lesson += 1
        if lesson == len(traits.lessons[course]):
            return
    mind.current = (course, lesson)


def _look_around(
    at: float, mind: Mind, traits: CourseTraits, rng: np.random.Generator
) -> list[Deed]:
    deeds: list[Deed] = []
    for _ in range(int(rng.integers(1, 4))):
        course = _choose(at, mind, traits, rng)
        if course is None:
            break
        mind.known.add(course)
        deeds.append(Deed(-1, "viewed", course, at + 60.0 * len(deeds)))
        liking = mind.taste[traits.fields[course]] + 0.1 * traits.quality[course]
        if mind.current is None and rng.random() < 0.55 + 0.3 * liking:
            mind.current = (course, 0)
            deeds.append(Deed(-1, "enrolled", course, deeds[-1].at + 20))
            break
        if rng.random() < 0.15:
            deeds.append(Deed(-1, "saved", course, deeds[-1].at + 15))
        elif liking < 0.05 and rng.random() < 0.3:
            deeds.append(Deed(-1, "dismissed", course, deeds[-1].at + 15))
    return deeds


def _choose(at: float, mind: Mind, traits: CourseTraits, rng: np.random.Generator) -> int | None:
    """Draw a course that is out, unknown to the learner and to their taste."""
    reads = np.where(traits.is_chinese, mind.chinese, 1 - mind.chinese)
    appeal = np.log(mind.taste[traits.fields] + 0.02) + np.log(reads + 0.01)
    appeal += 0.5 * traits.quality - 0.9 * np.abs(traits.levels - mind.level)
    if mind.finished:
        last = traits.skills[mind.finished[-1]]
        appeal += 0.9 * (traits.skills @ last.astype(float))
    for course, needed in enumerate(traits.requires):
        if needed:
            met = sum(other in mind.finished for other in needed) / len(needed)
            appeal[course] += 2.2 * met - 1.2
    appeal[traits.published > at] = -np.inf
    appeal[list(mind.known)] = -np.inf
    if not np.isfinite(appeal).any():
        return None
    chances = np.exp(1.6 * (appeal - appeal.max()))
    return int(rng.choice(len(chances), p=chances / chances.sum()))


def _learn(
    at: float, course: int, lesson: int, mind: Mind, traits: CourseTraits, rng: np.random.Generator
) -> Iterator[Deed]:
    kind = traits.lessons[course][lesson]
    yield Deed(-1, "lesson_started", course, at, lesson)
    done_at = at + float(rng.uniform(120, 280))
    if kind == "quiz":
        ease = 0.6 + 0.12 * (mind.level - traits.levels[course]) + 0.08 * rng.normal()
        yield Deed(-1, "quiz_submitted", course, done_at, lesson, float(np.clip(ease, 0, 1)))
    yield Deed(-1, "lesson_completed", course, done_at + 1, lesson)
    if lesson == len(traits.lessons[course]) - 1:
        yield from _finish(done_at + 2, course, mind, traits, rng)


def _finish(
    at: float, course: int, mind: Mind, traits: CourseTraits, rng: np.random.Generator
) -> Iterator[Deed]:
    yield Deed(-1, "course_completed", course, at)
    mind.finished.append(course)
    mind.current = None
    mind.level = max(mind.level, min(2.0, mind.level + 0.25))
    if rng.random() < 0.45:
        liking = 4.1 + 0.5 * traits.quality[course] + mind.critical + 0.5 * rng.normal()
        yield Deed(-1, "reviewed", course, at + 60, value=float(np.clip(round(liking), 1, 5)))
