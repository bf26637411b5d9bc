"""What is said in a film, in writing: by faster-whisper and a model at a path, where both are there."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from recommendations.engine.types import Floats

SURE = -1.0  # the mean log probability below which a sentence is guesswork
SILENT = 0.6  # how likely nobody spoke, above which nothing was said
STUCK = 2.4  # how well a text packs that says one thing over and over


def writes_down(model: str) -> bool:
    """Whether speech can be written down: the package is there, and a model is named."""
    return bool(model) and find_spec("faster_whisper") is not None


def transcript(sound: Floats, model: str) -> str:
    """The sentences in 16,000 numbers a second, as far as the model is sure of them.

    `model` is the path of a model's folder; nothing is fetched.
    """
    heard, _ = _model(model).transcribe(
        sound, beam_size=1, temperature=0.0, condition_on_previous_text=False
    )
    return " ".join(
        one.text.strip()
        for one in heard
        if one.avg_logprob > SURE and one.no_speech_prob < SILENT and one.compression_ratio < STUCK
    )


@lru_cache(maxsize=1)
def _model(path: str) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(path, device="cpu", compute_type="int8", local_files_only=True)
