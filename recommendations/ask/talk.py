"""The conversation so far: in the session of who asks, bounded, gone when they say so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from recommendations.ask.types import Quote, Reply, Sentence, Source, Wish
from recommendations.sources.catalogue import Catalogue

KEY = "ask"
MOST_TURNS = 6


@dataclass(frozen=True)
class Turn:
    """A question and what was said to it."""

    question: str
    reply: Reply

    def packed(self) -> dict[str, Any]:
        """As it stands in the session."""
        reply = self.reply
        return {
            "question": self.question,
            "wish": reply.wish.packed(),
            "sentences": [one.packed() for one in reply.sentences],
            "courses": list(reply.courses),
            "quotes": [_packed(one) for one in reply.quotes],
            "is_refusal": reply.is_refusal,
            "is_generated": reply.is_generated,
        }

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> "Turn":
        """The same back."""
        reply = Reply(
            wish=Wish.unpacked(packed["wish"]),
            sentences=tuple(Sentence.unpacked(one) for one in packed["sentences"]),
            courses=tuple(packed["courses"]),
            quotes=tuple(_unpacked(one) for one in packed["quotes"]),
            is_refusal=packed["is_refusal"],
            is_generated=packed["is_generated"],
        )
        return cls(packed["question"], reply)

    def still_true(self, catalogue: Catalogue) -> "Turn":
        """Without what speaks of courses that may not be seen any more."""

        def is_there(sources: Sequence[Source]) -> bool:
            return all(one.course_id in catalogue for one in sources)

        reply = replace(
            self.reply,
            sentences=tuple(one for one in self.reply.sentences if is_there(one.sources)),
            courses=tuple(pk for pk in self.reply.courses if pk in catalogue),
            quotes=tuple(one for one in self.reply.quotes if is_there([one.source])),
        )
        return replace(self, reply=reply)


class Talk:
    """The turns of a session, the oldest first."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        try:
            self.turns = [Turn.unpacked(one) for one in session.get(KEY, [])]
        except (KeyError, TypeError, ValueError):  # written by another version of the site
            self.turns = []

    @property
    def last(self) -> Turn | None:
        """The one before the next."""
        return self.turns[-1] if self.turns else None

    @property
    def wish(self) -> Wish | None:
        """What the last question wanted."""
        return self.last.reply.wish if self.last else None

    @property
    def shown(self) -> tuple[int, ...]:
        """The courses of the last answer."""
        return self.last.reply.courses if self.last else ()

    def add(self, question: str, reply: Reply) -> None:
        """One more turn; the oldest goes where there are too many."""
        self.turns = [*self.turns, Turn(question, reply)][-MOST_TURNS:]
        self._keep()

    def reword(self, reply: Reply) -> None:
        """The last answer in other words."""
        self.turns[-1] = replace(self.turns[-1], reply=reply)
        self._keep()

    def forget(self) -> None:
        """Nothing of it is left."""
        self.turns = []
        self._session.pop(KEY, None)

    def _keep(self) -> None:
        self._session[KEY] = [one.packed() for one in self.turns]


def _packed(one: Quote) -> dict[str, Any]:
    return {
        "text": one.text,
        "source": dict(one.source.__dict__),
        "course": dict(one.course.__dict__),
        "language": one.language,
    }


def _unpacked(one: dict[str, Any]) -> Quote:
    source, course = Source(**one["source"]), Source(**one["course"])
    return Quote(one["text"], source, course, one["language"])
