"""What a rule may speak of: every name with its side, its kind and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "language", "level", "number", "names", "words"]
Side = Literal["course", "learner"]

LEVELS = ("beginner", "intermediate", "advanced")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Meaning:
    """One name; `known` are all its values where they are few."""

    side: Side
    kind: Kind
    help: str
    known: tuple[str, ...] = ()


NAMES: Mapping[str, Meaning] = {
    "title": Meaning("course", "words", "the course's title"),
    "text": Meaning("course", "words", "all that the course says of itself"),
    "category": Meaning("course", "names", "its category and the field above it"),
    "skills": Meaning("course", "names", "the skills that it teaches"),
    "language": Meaning("course", "language", "the language that it is taught in"),
    "level": Meaning("course", "level", "how hard it is", LEVELS),
    "minutes": Meaning("course", "number", "how long it takes"),
    "published_days": Meaning("course", "number", "days since it was published"),
    "learners": Meaning("course", "number", "how many learners did something with it"),
    "learner.language": Meaning("learner", "language", "the language of the learner's pages"),
    "learner.level": Meaning("learner", "level", "the level that they gave themselves", LEVELS),
    "learner.goal": Meaning(
        "learner", "text", "why they are here", ("curiosity", "career", "switch", "study")
    ),
    "learner.interests": Meaning("learner", "names", "the categories that they chose"),
    "learner.categories": Meaning("learner", "names", "the categories of their courses"),
    "learner.skills": Meaning("learner", "names", "the skills of their courses"),
    "learner.courses": Meaning("learner", "number", "how many courses they did something with"),
    "device": Meaning("learner", "text", "what they read on", ("phone", "tablet", "desktop")),
    "hour": Meaning("learner", "number", "the hour on their clock, 0 to 23"),
    "weekday": Meaning("learner", "text", "the day of their week", WEEKDAYS),
}

ORDERED = ("==", "!=", "<", "<=", ">", ">=")
SIGNS: Mapping[Kind, tuple[str, ...]] = {
    "text": ("==", "!=", "in", "not in"),
    "language": ("==", "!=", "in", "not in"),
    "level": (*ORDERED, "in", "not in"),
    "number": ORDERED,
    "names": ("==", "!=", "in", "not in"),
    "words": (),  # a text is looked for in them, never they in anything
}
