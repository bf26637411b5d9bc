"""No model at all: the sentence that stands ready is the answer."""

from recommendations.language.providers import Pieces
from recommendations.language.types import Ask, Limits, Said
from recommendations.models import LanguageModel


def stream(_model: LanguageModel, ask: Ask, _limits: Limits) -> Pieces:
    """The fall-back, at no cost."""
    yield ask.fallback
    return Said(ask.fallback, 0, 0)
