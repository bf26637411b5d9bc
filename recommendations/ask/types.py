"""What passes between the steps of an answer: a wish, sources, sentences, the answer itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

PLACE = re.compile(r"\{(\w+)\}")


class Intent(StrEnum):
    """What a question is after."""

    FIND = "find"
    LESSON = "lesson"  # something that lessons explain
    AFTER = "after"
    BEFORE = "before"
    EASY = "easy"  # the course named was too easy
    HARD = "hard"
    COMPARE = "compare"
    GREET = "greet"
    OUTSIDE = "outside"  # nothing that this page answers


@dataclass(frozen=True)
class Wish:
    """A question as it was understood; empty means that nothing was said of it."""

    intent: Intent
    language: str = "en"  # of the question: en or zh
    topic: str = ""  # what it is about, in the words of who asks
    level: str = ""
    most_minutes: int = 0
    weekly_minutes: int = 0
    spoken: str = ""  # the language that courses shall be in
    named: tuple[int, ...] = ()  # courses that the question names, the first first
    anchor: str = ""  # what it calls a course that no title is like
    without: tuple[str, ...] = ()
    passed: tuple[int, ...] = ()  # courses that are not to be shown again
    is_aim: bool = False  # somebody says that they want to learn it
    level_is_own: bool = False  # the level is said of the person rather than of the course
    is_refined: bool = False  # the topic is that of the question before

    def packed(self) -> dict[str, Any]:
        """As it stands in the session."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self.__dict__.items()
            if value and name != "intent"
        } | {"intent": str(self.intent)}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> "Wish":
        """The same back."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in packed.items()
        }
        return cls(**values | {"intent": Intent(packed["intent"])})


@dataclass(frozen=True)
class Source:
    """A course or a lesson that a sentence speaks of."""

    kind: Literal["course", "lesson"]
    pk: int
    title: str
    url: str
    course_id: int
    language: str = ""


@dataclass(frozen=True)
class Sentence:
    """Words with the sources that they come from among them."""

    parts: tuple[str | Source, ...]

    @property
    def text(self) -> str:
        """As plain text."""
        return "".join(one if isinstance(one, str) else one.title for one in self.parts)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What it speaks of."""
        return tuple(one for one in self.parts if isinstance(one, Source))

    def packed(self) -> list[Any]:
        """As it stands in the session."""
        return [one if isinstance(one, str) else dict(one.__dict__) for one in self.parts]

    @classmethod
    def unpacked(cls, packed: Sequence[Any]) -> "Sentence":
        """The same back."""
        return cls(tuple(one if isinstance(one, str) else Source(**one) for one in packed))


def said(template: str, **values: str | int | Source) -> Sentence:
    """A sentence whose places in braces are filled with words or with sources."""
    parts: list[str | Source] = []
    for number, piece in enumerate(PLACE.split(template)):
        value = values[piece] if number % 2 else piece
        if value != "":
            parts.append(value if isinstance(value, Source) else str(value))
    return Sentence(tuple(parts))


@dataclass(frozen=True)
class Quote:
    """A passage of a lesson, word for word."""

    text: str
    source: Source  # the lesson
    course: Source
    language: str


@dataclass(frozen=True)
class Reply:
    """What is said to a question, whoever words it."""

    wish: Wish
    sentences: tuple[Sentence, ...]
    courses: tuple[int, ...] = ()  # cards, the best first
    quotes: tuple[Quote, ...] = ()
    is_refusal: bool = False
    # What a language model may say of each course, in this order: true, and nothing of a person.
    facts: dict[int, dict[str, Any]] = field(default_factory=dict)
    lead: int = 0  # so many of the first sentences stand whoever words the rest
    is_generated: bool = False
