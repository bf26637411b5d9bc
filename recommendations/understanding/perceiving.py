"""What is in one uploaded file: what a picture or a film shows, and what a film says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage

from recommendations.engine.features import films, pictures, sound, speech
from recommendations.engine.types import Floats
from recommendations.models import Sense

if TYPE_CHECKING:
    from PIL.Image import Image

SPACES = {Sense.PICTURE: pictures.NETWORK, Sense.SOUND: "log-mel-1"}  # encoders of vectors
# What reading a broken or a strange file may raise.
FAULTS = (films.UnreadableError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Found:
    """What is in one file."""

    total: Floats | None = None  # the sum of its vectors
    count: int = 0  # of them
    amount: float = 0.0  # pictures or seconds
    speech: float = 0.0  # seconds of it
    syllables: float = 0.0
    words: str = ""


def reader_of(sense: str) -> str:
    """By what a sense is read here; empty where nothing is installed for it."""
    if sense == Sense.SOUND:
        model = settings.WHISPER_MODEL
        detector = "silero" if sound.detects_speech() else "plain"
        written = f"whisper:{model}" if speech.writes_down(model) else ""
        return "+".join(filter(None, (SPACES[Sense.SOUND], detector, written)))
    seen = SPACES[Sense.PICTURE] if pictures.sees_pictures() else ""
    return "+".join(filter(None, (seen, "ocr" if pictures.reads_words() else "")))


def perceive(name: str, sense: str, *, is_film: bool) -> Found:
    """What a sense finds in a file. Raises one of `FAULTS`."""
    if sense == Sense.SOUND:
        return _hear(name)
    with default_storage.open(name) as file:
        seen = films.pictures_of_film(file) if is_film else [pictures.open_picture(file)]
    return _see(seen) if seen else Found()


def _see(seen: Sequence["Image"]) -> Found:
    """The pictures one by one; lines that several of them show count once."""
    lines: dict[str, None] = {}
    if pictures.reads_words():
        lines = dict.fromkeys(line for one in seen for line in pictures.words_in(one).splitlines())
    total = pictures.picture_vectors(seen).sum(axis=0) if pictures.sees_pictures() else None
    return Found(total, len(seen), float(len(seen)), words="\n".join(lines))


def _hear(name: str) -> Found:
    """The beginning of a film's sound."""
    with default_storage.open(name) as file:
        wave = films.sound_of(file)
    heard = sound.listen(wave)
    if heard is None:
        return Found()
    spoken = heard.speech * heard.seconds
    model = settings.WHISPER_MODEL
    words = speech.transcript(wave, model) if spoken and speech.writes_down(model) else ""
    return Found(heard.vector, 1, heard.seconds, spoken, heard.pace * spoken / 60, words)
