"""Vectors of what people type: from the cache, else by an encoder that this process may run.

A search never waits long. A web process runs the packaged encoder itself, once it is loaded; a
server is asked with little patience; everything else is a worker's work, and a search that
comes before it is done goes by words.
"""

import hashlib
import logging
import threading
import time

import numpy as np
from django.core.cache import cache

from recommendations.engine.features.encoders import Encoder, EncoderError
from recommendations.engine.features.encoders.packaged import Packaged
from recommendations.engine.types import Floats
from recommendations.requests import ask_for_query
from recommendations.serving.live import has_every_library
from recommendations.understanding.choice import in_force
from recommendations.understanding.vectors import from_bytes, to_bytes

logger = logging.getLogger(__name__)

KEPT_SECONDS = 86_400
LONGEST = 500  # characters
PATIENCE_SECONDS = 1.0  # with a server
WAIT_SECONDS = 0.4  # for a worker
LOOK_SECONDS = 0.02
PAUSE_SECONDS = 30  # after a server did not answer
AWAY = "recs:encoder:away"

_warming = threading.Lock()


def vector_of(query: str) -> Floats | None:
    """The unit vector of a query; None where there is none in time."""
    query = query.strip()[:LONGEST]
    if not any(character.isalnum() for character in query):
        return None  # signs and smiles are about nothing
    choice = in_force()
    known = cache.get(_key(choice.id, query))
    if known is not None:
        return _read(known)
    try:
        return _encode_in_time(choice.encoder(seconds=PATIENCE_SECONDS, tries=1), query)
    except EncoderError:
        return None


def _encode_in_time(encoder: Encoder, query: str) -> Floats | None:
    if has_every_library() or (encoder.is_light and Packaged.is_loaded()):
        return _encode(encoder, query)
    if encoder.is_light:
        _warm(encoder)
        return None
    if encoder.kind == "endpoint":
        return None if cache.get(AWAY) else _encode(encoder, query)
    return _from_a_worker(encoder, query)


def encode_for_others(query: str) -> None:
    """Encode a query and leave its vector where the process that asks finds it."""
    try:
        _encode(in_force().encoder(), query)
    except EncoderError as error:
        logger.warning("A query could not be encoded: %s", error)


def _encode(encoder: Encoder, query: str) -> Floats | None:
    try:
        vector = encoder.encode([query], are_queries=True)[0]
    except EncoderError as error:
        cache.set(AWAY, 1, PAUSE_SECONDS)
        logger.warning("A query could not be encoded: %s", error)
        return None
    cache.set(_key(encoder.id, query), to_bytes(vector), KEPT_SECONDS)
    return np.asarray(vector, np.float32)


def _from_a_worker(encoder: Encoder, query: str) -> Floats | None:
    """Ask a worker, and wait as long as nobody notices."""
    if not ask_for_query(query):
        return None
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
        known = cache.get(_key(encoder.id, query))
        if known is not None:
            return _read(known)
    return None


def _warm(encoder: Encoder) -> None:
    """Load the packaged encoder beside the requests: it takes seconds, once a process."""
    if _warming.acquire(blocking=False):
        threading.Thread(target=_load, args=(encoder,), daemon=True).start()


def _load(encoder: Encoder) -> None:
    try:
        encoder.encode(["warm"])
    except Exception:
        logger.exception("The packaged encoder does not load; the search goes by words.")
    finally:
        _warming.release()


def _read(known: bytes) -> Floats:
    return from_bytes([known])[0]


def _key(encoder: str, query: str) -> str:
    digest = hashlib.sha256(f"{encoder}\0{query}".encode()).hexdigest()
    return f"recs:query:{digest[:40]}"
