"""The ways to reach a language model: one file each, imported on first use."""

from collections.abc import Generator
from importlib import import_module
from typing import Protocol

from recommendations.language.types import Ask, Limits, Said
from recommendations.models import LanguageModel, ProviderKind

PROVIDERS = {
    ProviderKind.TEMPLATE: "recommendations.language.providers.template:stream",
    ProviderKind.OPENAI: "recommendations.language.providers.openai:stream",
    ProviderKind.TRANSFORMERS: "recommendations.language.providers.transformers:stream",
}
Pieces = Generator[str, None, Said]  # pieces of the text as they come, then all of it


class Provider(Protocol):
    """Asks a model, within limits that are already those of its setting; raises ProviderError."""

    def __call__(self, model: LanguageModel, ask: Ask, limits: Limits) -> Pieces:
        """The answer in pieces."""


def provider_of(model: LanguageModel) -> Provider:
    """How this model is asked."""
    path, _colon, name = PROVIDERS[ProviderKind(model.kind)].partition(":")
    provider: Provider = getattr(import_module(path), name)
    return provider
