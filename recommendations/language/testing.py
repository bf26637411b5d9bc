"""Tries a language model for staff: one made-up course, asked for in each language."""

from typing import Any

from django.core.cache import cache

from recommendations.language.asking import stream
from recommendations.language.checks import check_of
from recommendations.language.facts import LIMITS, Facts
from recommendations.language.prompts import prompt_of
from recommendations.models import LanguageModel, Purpose

KEPT_SECONDS = 3_600
MOST_SHOWN = 300  # letters of what a model said
COURSES = {"en": "Python for the curious", "zh": "好奇者的 Python 入门"}
SENTENCES = {"en": "“%s” is a good start.", "zh": "“%s”是个不错的开始。"}
SAMPLES = [
    Facts(Purpose.TEST, language, SENTENCES[language] % title, (title,), (title,), ("Python",))
    for language, title in COURSES.items()
]


def try_model(model: LanguageModel) -> None:
    """Ask, and keep what came of it for the page that waits for it."""
    found = []
    for facts in SAMPLES:
        ask = facts.ask(prompt_of(facts.purpose, facts.language)[0])
        streamed = stream(ask, limits=LIMITS, check=check_of(facts, ()), model=model)
        said = "".join(streamed)
        answer = streamed.answer
        found.append(
            {
                "language": facts.language,
                "outcome": str(answer.outcome),
                # Staff see what was refused as well; learners never do.
                "said": said.strip()[:MOST_SHOWN],
                "text": answer.text,
                "seconds": answer.seconds,
                "tokens_read": answer.tokens_read,
                "tokens_written": answer.tokens_written,
                "cost": answer.cost,
            }
        )
    cache.set(_key(model), found, KEPT_SECONDS)


def kept_test(model: LanguageModel) -> list[dict[str, Any]] | None:
    """What came of the last test; None where there was none lately."""
    found: list[dict[str, Any]] | None = cache.get(_key(model))
    return found


def forget_test(model: LanguageModel) -> None:
    """Another one begins."""
    cache.delete(_key(model))


def _key(model: LanguageModel) -> str:
    return f"recs:language:{model.pk}:test"
