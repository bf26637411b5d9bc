"""What the assembler works with: a suggestion, a row that was filled, and why."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Why(StrEnum):
    """Every kind of reason that a card may give."""

    FINISHED = "finished"  # argument: the course that the learner finished
    TOOK = "took"  # the course that the learner is on
    KNOWN = "known"  # the course that the learner says they know
    VIEWED = "viewed"  # the course that the learner looked at
    WITH = "with"  # the course that others took it with
    TOPIC = "topic"  # the category that the learner cares about
    WEEK = "week"  # how many learners were active this week
    NEW = "new"  # when it was published, in seconds
    POPULAR = "popular"  # how many enrolled
    LEVEL = "level"  # the level that the learner named, by its place among the levels
    GOAL = "goal"  # the goal that the learner named, by its place among the goals
    PROFILE = "profile"  # nothing more precise than: from what the learner says of themselves
    BLEND = "blend"  # nothing more precise than: from the learner's history
    PINNED = "pinned"  # staff chose it
    PROGRESS = "progress"  # how many per cent are done
    SAVED = "saved"
    CATALOGUE = "catalogue"  # nothing at all is known of it
    CHANCE = "chance"  # chance put it before better ones, so that it is seen
    ITSELF = "itself"  # the learner did something with this very course
    FOLLOWED = "followed"  # how many learners whom the reader follows study it
    TAUGHT = "taught"  # somebody whom the reader follows teaches it
    ALIKE = "alike"  # how many learners like the reader study it
    STEP = "step"  # which step of the learner's path it is
    UNLOCKED = "unlocked"  # the finished course that it builds on
    REQUIRED = "required"  # the saved course that builds on it
    SHORT = "short"  # how many minutes it takes
    ASIDE = "aside"  # the field, which is none of the learner's
    CAME = "came"  # the category whose page the reader comes from
    SEARCHED = "searched"  # the field that much of what the reader searched for is in
    TOLD = "told"  # a language model put it further up, by what the newcomer answered
    ALIKE_WEEK = "alike_week"  # how many of them were active in it lately


NAMING_COURSES = {
    Why.FINISHED, Why.TOOK, Why.KNOWN, Why.VIEWED, Why.WITH, Why.UNLOCKED, Why.REQUIRED,
}  # fmt: skip
NAMING_TOPICS = {Why.TOPIC, Why.ASIDE, Why.CAME, Why.SEARCHED}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A course that may stand in a row, with the true reason for it."""

    course: int
    why: str
    argument: int | None = None
    score: float = 0.0
    # The chance that the course stood here, and the interleaved arm that put it there.
    propensity: float = 1.0
    arm: int | None = None
    rank: int = 0  # its place by score alone, where it stands at another

    @property
    def names_course(self) -> bool:
        """Whether the reason names a course."""
        return self.why in NAMING_COURSES

    @property
    def names_topic(self) -> bool:
        """Whether the reason names a category."""
        return self.why in NAMING_TOPICS

    def packed(self) -> list[Any]:
        """As it stands in the cached page."""
        plain = [self.course, self.why, self.argument, round(self.score, 4)]
        if self.propensity == 1.0 and self.arm is None and not self.rank:
            return plain
        return [*plain, round(self.propensity, 6), self.arm, self.rank]

    @classmethod
    def unpacked(cls, packed: list[Any]) -> "Candidate":
        """Back from the cached page."""
        return cls(*packed)


@dataclass(slots=True)
class Filled:
    """A row with its cards and some spare ones, which replace cards that may no longer show."""

    key: str
    cards: list[Candidate] = field(default_factory=list)
    # What the title names: {"course": id, "did": kind} or {"topic": id}.
    about: dict[str, Any] = field(default_factory=dict)
    # The courses among which chance chose, where the row explores.
    pool: list[int] = field(default_factory=list)

    def packed(self) -> dict[str, Any]:
        """As it stands in the cached page."""
        packed = {"key": self.key, "about": self.about, "cards": [c.packed() for c in self.cards]}
        return {**packed, "pool": self.pool} if self.pool else packed

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> "Filled":
        """Back from the cached page."""
        cards = [Candidate.unpacked(card) for card in packed["cards"]]
        return cls(packed["key"], cards, packed.get("about", {}), packed.get("pool", []))
