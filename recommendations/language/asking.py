"""Asks the language model that is on: never raises, never hangs, always has something to say."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

from django.db import DatabaseError

from recommendations.language.fences import count, fenced
from recommendations.language.providers import Pieces, provider_of
from recommendations.language.types import (
    LETTERS_A_TOKEN,
    Answer,
    Ask,
    Check,
    Limits,
    ProviderError,
    Said,
)
from recommendations.models import LanguageModel, Outcome

logger = logging.getLogger(__name__)

PLAIN = Limits()


def complete(
    ask: Ask,
    *,
    limits: Limits = PLAIN,
    check: Check | None = None,
    model: LanguageModel | None = None,
) -> Answer:
    """The whole answer; the fall-back where none comes or the check finds fault with it."""
    streamed = stream(ask, limits=limits, check=check, model=model)
    for _piece in streamed:
        pass
    return streamed.answer


def stream(
    ask: Ask,
    *,
    limits: Limits = PLAIN,
    check: Check | None = None,
    model: LanguageModel | None = None,
) -> "Streamed":
    """The answer in pieces as they come; without an answer, the fall-back as the only piece."""
    return Streamed(ask, limits, check, model)


class Streamed:
    """An iterator of pieces; once it ended, `answer` says what holds.

    Where it breaks off half-way, or the check finds fault with the whole, `answer.text` is the
    fall-back, and whoever showed the pieces shows that in their place.
    """

    def __init__(
        self, ask: Ask, limits: Limits, check: Check | None, model: LanguageModel | None
    ) -> None:
        self.answer = Answer(ask.fallback, Outcome.OFF)
        self._ask, self._limits, self._check, self._model = ask, limits, check, model
        self._pieces = self._run()

    def __iter__(self) -> Iterator[str]:
        return self._pieces

    def __next__(self) -> str:
        return next(self._pieces)

    def close(self) -> None:
        """Stop asking, as when the reader has gone."""
        self._pieces.close()

    def _run(self) -> "Pieces":
        ask, model = self._ask, self._model or _model_now()
        if model is None:
            yield ask.fallback
            return Said(ask.fallback, 0, 0)
        limits = replace(self._limits, seconds=min(self._limits.seconds, model.seconds))
        start, text, said = time.monotonic(), "", None
        outcome = Outcome.LEFT  # where nobody reads to the end
        try:
            with fenced(model, limits):
                pieces = provider_of(model)(model, ask, limits)
                while said is None:
                    try:
                        piece = next(pieces)
                    except StopIteration as end:
                        said = end.value
                        break
                    text += piece
                    yield piece
            outcome = _judged(said, self._check)
        except ProviderError as error:
            outcome = error.outcome
        except Exception as error:  # noqa: BLE001
            outcome = Outcome.DOWN
            # By its kind alone: its words may hold what was asked or answered.
            logger.error("The language model failed: %s", type(error).__name__)  # noqa: TRY400
        finally:
            said = said or _guessed(ask, text, outcome)
            self.answer = _answer(ask, model, outcome, said, time.monotonic() - start)
            count(ask, self.answer)
        if not text:
            yield ask.fallback
        return said


def _model_now() -> LanguageModel | None:
    try:
        return LanguageModel.objects.now()
    except DatabaseError:
        logger.exception("Which language model is on could not be read.")
        return None


def _judged(said: Said, check: Check | None) -> Outcome:
    if said.is_cut or not said.text.strip():
        return Outcome.SHAPE
    return (check and check(said.text.strip())) or Outcome.GOOD


def _guessed(ask: Ask, text: str, outcome: Outcome) -> Said:
    """What was used where nobody counted it: an endpoint may have worked for nothing."""
    if not text and outcome != Outcome.SLOW:
        return Said("", 0, 0)
    asked = sum(len(one["content"]) for one in ask.messages)
    return Said(text, asked // LETTERS_A_TOKEN + 1, len(text) // LETTERS_A_TOKEN + 1)


def _answer(ask: Ask, model: LanguageModel, outcome: Outcome, said: Said, seconds: float) -> Answer:
    read, written = said.tokens_read, said.tokens_written
    return Answer(
        text=said.text.strip() if outcome == Outcome.GOOD else ask.fallback,
        outcome=outcome,
        model=model.name,
        tokens_read=read,
        tokens_written=written,
        seconds=round(seconds, 3),
        cost=model.cost_of(read, written),
    )
