"""Asks a language model in which order courses fit a newcomer's answers; orders are kept by content.

What is asked, and under what it is kept, says what somebody answered and which courses there are,
never who it was: two newcomers with the same answers share an order.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.core.cache import cache

from recommendations.engine.reranking.told import among, read_order
from recommendations.language.asking import complete
from recommendations.language.facts import INSTRUCTIONS, clean
from recommendations.language.fences import count
from recommendations.language.prompts import prompt_of
from recommendations.language.types import Answer, Ask, Limits
from recommendations.models import LanguageModel, Outcome, Purpose

LIMITS = Limits(tokens=160, temperature=0.0)
KEPT_SECONDS = 30 * 86_400
REFUSED_SECONDS = 86_400  # what was answered badly is not asked again for so long
# Nothing speaks against the question itself: it may be asked again at once.
PASSING = {
    Outcome.BROKEN, Outcome.SPENT, Outcome.BUSY, Outcome.REFUSED, Outcome.MISSING, Outcome.DOWN,
    Outcome.SLOW, Outcome.OFF, Outcome.LEFT,
}  # fmt: skip
Order = list[int]  # places, the best first; empty = there is none to be had


@dataclass(frozen=True)
class Choice:
    """A course as a model sees it."""

    title: str
    level: str = ""
    skills: tuple[str, ...] = ()

    @property
    def is_suspect(self) -> bool:
        """Whether its title reads like instructions."""
        return bool(INSTRUCTIONS.search(self.title))


@dataclass(frozen=True)
class Newcomer:
    """What somebody answered, and the few courses that they know or did something with."""

    interests: tuple[str, ...] = ()
    goal: str = ""
    level: str = ""
    knows: tuple[str, ...] = ()  # titles


@dataclass(frozen=True)
class Question:
    """Whom courses are to be ordered for, and the courses as they stand now."""

    language: str  # en or zh
    newcomer: Newcomer
    choices: tuple[Choice, ...]

    @cached_property
    def places(self) -> list[int]:
        """Of the choices that a model is shown; the others keep their places."""
        return [at for at, choice in enumerate(self.choices) if not choice.is_suspect]

    def ask(self, system: str) -> Ask:
        """The question, the facts as data; its fall-back is no order at all."""
        learner = asdict(self.newcomer)
        learner["knows"] = [clean(one) for one in learner["knows"] if not INSTRUCTIONS.search(one)]
        courses = [self._shown(number, at) for number, at in enumerate(self.places, 1)]
        data = {"learner": _filled(learner), "courses": courses}
        return Ask(Purpose.ORDER, self.language, system, json.dumps(data, ensure_ascii=False), "")

    def _shown(self, number: int, at: int) -> dict[str, Any]:
        choice = self.choices[at]
        facts = {"title": clean(choice.title), "level": choice.level, "skills": choice.skills}
        return {"n": number, **_filled(facts)}


def keys_of(questions: Mapping[Any, Question], model: LanguageModel) -> dict[Any, str]:
    """Under what each order is kept: the same for the same answers, courses, prompt and model."""
    languages = {question.language for question in questions.values()}
    prompts = {language: prompt_of(Purpose.ORDER, language) for language in languages}
    about = [model.pk, model.kind, model.model, model.address]
    return {
        name: _key([asdict(question), prompts[question.language], about])
        for name, question in questions.items()
    }


def _key(facts: list[Any]) -> str:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return f"recs:order:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def kept_orders(keys: Iterable[str]) -> dict[str, Order]:
    """The orders that stand ready; pages never wait for one."""
    found: dict[str, Order] = cache.get_many(list(keys))
    return found


def order_of(question: Question, model: LanguageModel) -> tuple[Order, Outcome]:
    """The kept order, else ask for one and keep it; empty where none comes of it."""
    key = keys_of({0: question}, model)[0]
    kept: Order | None = cache.get(key)
    if kept is not None:
        return kept, Outcome.GOOD if kept else Outcome.SHAPE
    answer = _asked(question, model)
    shown = len(question.places)
    told = read_order(answer.text, shown) if answer.is_generated else None
    order = among(told, question.places, len(question.choices)) if told else []
    if order or answer.outcome not in PASSING:
        cache.set(key, order, KEPT_SECONDS if order else REFUSED_SECONDS)
    return order, answer.outcome


def _asked(question: Question, model: LanguageModel) -> Answer:
    shown = len(question.places)
    ask = question.ask(prompt_of(Purpose.ORDER, question.language)[0])
    if shown < len(question.choices):
        count(ask, Answer("", Outcome.SUSPECT, model.name))
    if shown < 2:
        return Answer("", Outcome.SUSPECT, model.name)
    return complete(ask, limits=LIMITS, check=lambda text: _fault(text, shown), model=model)


def _fault(text: str, shown: int) -> Outcome | None:
    return None if read_order(text, shown) else Outcome.GARBAGE


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}
