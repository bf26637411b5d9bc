"""What is asked of a language model, and what comes back: always an outcome, always a text."""

from collections.abc import Callable
from dataclasses import dataclass

from recommendations.models import Outcome

# Says what is wrong with an answer, or nothing where it may be shown.
Check = Callable[[str], Outcome | None]
LETTERS_A_TOKEN = 3  # where nobody counts, a guess on the safe side


@dataclass(frozen=True)
class Ask:
    """One question; it holds nobody's name or address, and what it holds is never logged."""

    purpose: str
    language: str  # en or zh
    system: str  # what the model is told to do
    text: str  # the facts, as data
    fallback: str  # what is said where no good answer comes
    # Earlier turns of a dialogue, oldest first: (user or assistant, text).
    past: tuple[tuple[str, str], ...] = ()

    @property
    def messages(self) -> list[dict[str, str]]:
        """As chat models take it."""
        turns = [("system", self.system), *self.past, ("user", self.text)]
        return [{"role": role, "content": content} for role, content in turns]


@dataclass(frozen=True)
class Limits:
    """How far one question may go; the seconds of the model's own setting hold as well."""

    seconds: float = 300.0  # in all, every try and pause among them
    tokens: int = 120  # written at most
    temperature: float = 0.3


@dataclass(frozen=True)
class Said:
    """What a provider got out of a model."""

    text: str
    tokens_read: int
    tokens_written: int
    is_cut: bool = False  # it had more to say than it was allowed


@dataclass(frozen=True)
class Answer:
    """What to show, and how it came about."""

    text: str
    outcome: Outcome
    model: str = ""
    tokens_read: int = 0
    tokens_written: int = 0
    seconds: float = 0.0
    cost: float = 0.0

    @property
    def is_generated(self) -> bool:
        """Whether a model said it, rather than the fall-back."""
        return self.outcome == Outcome.GOOD


class ProviderError(Exception):
    """No answer came of it; `outcome` says why, and the words hold no part of question or answer."""

    def __init__(self, outcome: Outcome, words: str = "") -> None:
        super().__init__(words or outcome.value)
        self.outcome = outcome
