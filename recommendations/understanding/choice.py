"""The encoder in force, as every process knows it: from the cache, else from its table."""

from dataclasses import dataclass, field

from django.core.cache import cache

from recommendations.engine.features.encoders import Encoder, EncoderError, Wanted, make_encoder
from recommendations.models import TextEncoder

KEY = "recs:encoder"
KEPT_SECONDS = 60


@dataclass(frozen=True)
class InForce:
    """What staff chose, and what it was found to need."""

    wanted: Wanted
    searches: bool = True
    # By the id of an encoder: how near a text about nothing comes.
    floors: dict[str, dict[str, float]] = field(default_factory=dict)

    def encoder(self, *, seconds: float = 30.0, tries: int = 4) -> Encoder:
        """The encoder itself. Raises `EncoderError`."""
        return make_encoder(self.wanted, seconds=seconds, tries=tries)

    @property
    def id(self) -> str:
        """Its id; empty where it is described wrongly."""
        try:
            return self.encoder().id
        except EncoderError:
            return ""


def in_force() -> InForce:
    """The encoder that courses are understood by now."""
    known: InForce | None = cache.get(KEY)
    if known is None:
        record = TextEncoder.now()
        known = InForce(record.wanted, record.searches, record.floors)
        cache.set(KEY, known, KEPT_SECONDS)
    return known


def forget_choice() -> None:
    """Another encoder was chosen, or its floors were found."""
    cache.delete(KEY)
