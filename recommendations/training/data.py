"""The data of one training run: read once, the same for every algorithm."""

import hashlib
from dataclasses import dataclass

from recommendations.engine.types import Catalogue, Interactions
from recommendations.sources.interactions import read_snapshot
from recommendations.sources.media import senses_in_use
from recommendations.sources.texts import read_catalogue


@dataclass(frozen=True, eq=False)
class TrainingData:
    """What models learn from in one run, and what was left out of it."""

    interactions: Interactions
    catalogue: Catalogue
    counts: dict[str, object]
    data_hash: str


def read_training_data() -> TrainingData:
    """Read all activity and all courses; the hash changes with any fact in either."""
    snapshot = read_snapshot()
    catalogue = read_catalogue(snapshot.interactions.courses, senses=senses_in_use())
    digest = hashlib.sha256(snapshot.interactions.content_hash.encode())
    for parts in (catalogue.texts, catalogue.languages, catalogue.categories):
        digest.update(repr(parts).encode())
    for name, values in sorted(catalogue.features.items()):
        digest.update(name.encode())
        digest.update(values.tobytes() if values.ndim > 1 else repr(values.tolist()).encode())
    return TrainingData(snapshot.interactions, catalogue, snapshot.counts, digest.hexdigest())
