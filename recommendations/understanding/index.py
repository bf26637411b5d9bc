"""What lies nearest to a vector: pgvector where the database has it, else exact in memory."""

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from django.core.cache import cache
from django.db import models

from recommendations.engine.types import Floats, Longs
from recommendations.models import CourseVector, Passage
from recommendations.understanding import pgvector
from recommendations.understanding.vectors import from_bytes

Kind = Literal["text", "title", "passage"]
Near = list[tuple[int, float]]  # (id, cosine), the nearest first

STAMP = "recs:vectors"
STAMP_SECONDS = 30 * 86_400
# Loading anew takes at most this share of a process's time, however often vectors change.
LOADING_SHARE = 0.05


@dataclass(frozen=True, eq=False)
class Table:
    """The vectors of one kind as this process knows them."""

    stamp: str
    encoder: str
    ids: Longs  # [n] of courses, or of passages
    vectors: Floats  # [n, d]
    read_at: float
    seconds: float


class Vectors(models.QuerySet[CourseVector]):
    """Sentences about vectors of courses."""

    def of(self, encoder: str, modality: str) -> "Vectors":
        """One modality in the space of one encoder."""
        return self.filter(encoder=encoder, modality=modality)


class PassageVectors(models.QuerySet[Passage]):
    """Sentences about vectors of passages."""

    def of(self, encoder: str) -> "PassageVectors":
        """All in the space of one encoder."""
        return self.filter(encoder=encoder)


_tables: dict[Kind, Table] = {}
_lock = threading.Lock()


def nearest(vector: Floats, k: int, kind: Kind, *, encoder: str) -> Near:
    """The `k` nearest of a kind, whoever may see them: eligibility is asked by the reader."""
    if not vector.any():
        return []
    if pgvector.is_ready():
        return pgvector.nearest(vector, k, kind, encoder=encoder)
    table = _table(kind, encoder)
    if table.vectors.shape[1] != len(vector):
        return []
    cosines = table.vectors @ vector  # [n]
    best = np.argpartition(-cosines, k - 1)[:k] if k < len(cosines) else np.arange(len(cosines))
    best = best[np.argsort(-cosines[best], kind="stable")]
    return list(zip(table.ids[best].tolist(), cosines[best].tolist(), strict=True))


def has_vectors(encoder: str) -> bool:
    """Whether any course has a vector by this encoder."""
    if pgvector.is_ready():
        return bool(Vectors(CourseVector).of(encoder, "text").exists())
    return len(_table("text", encoder).ids) > 0


def vectors_changed() -> None:
    """Have every process read the vectors anew."""
    cache.set(STAMP, uuid.uuid4().hex, STAMP_SECONDS)


def _table(kind: Kind, encoder: str) -> Table:
    stamp = cache.get(STAMP)
    known = _tables.get(kind)
    if known is not None and known.encoder == encoder:
        rests = time.monotonic() - known.read_at < known.seconds / LOADING_SHARE
        if stamp == known.stamp or (stamp is not None and rests):
            return known
    with _lock:
        if stamp is None:
            vectors_changed()
            stamp = cache.get(STAMP)
        again = _tables.get(kind)
        if again is None or again is known:
            _tables[kind] = again = _read(kind, encoder, str(stamp))
        return again


def _read(kind: Kind, encoder: str, stamp: str) -> Table:
    started = time.monotonic()
    kept = [(pk, bytes(vector)) for pk, vector in _rows(kind, encoder) if vector]
    vectors = from_bytes(vector for _, vector in kept)
    ids = np.array([pk for pk, _ in kept], np.int64)
    now = time.monotonic()
    return Table(stamp, encoder, ids, vectors, now, now - started)


def _rows(kind: Kind, encoder: str) -> Iterator[tuple[int, bytes | memoryview]]:
    if kind == "passage":
        passages = PassageVectors(Passage).of(encoder)
        return passages.values_list("pk", "vector").iterator(5000)
    courses = Vectors(CourseVector).of(encoder, kind)
    return courses.values_list("course_id", "vector").iterator(5000)
