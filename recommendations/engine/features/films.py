"""What a film holds: some of its pictures and the beginning of its sound, by PyAV."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import numpy as np

from recommendations.engine.types import Floats

if TYPE_CHECKING:
    from PIL.Image import Image

FRAMES = 6  # of a film, spread over its length
SOUND_SECONDS = 180  # of a film that are listened to
SAMPLES_A_SECOND = 16_000


class UnreadableError(ValueError):
    """A file is no picture, film or sound that can be read; the text says why."""


def pictures_of_film(file: IO[bytes], count: int = FRAMES) -> list[Image]:
    """Whole pictures from the middle of `count` equal parts; none where it only sounds.

    Raises `UnreadableError`.
    """
    import av

    try:
        with av.open(file, "r") as film:
            if not film.streams.video:
                return []
            stream = film.streams.video[0]
            stream.thread_type = "NONE"
            length = film.duration or 0  # in microseconds; 0 where nobody wrote it down
            found: list[Image] = []
            for part in range(count if length else 1):
                film.seek(int(length * (part + 0.5) / count))
                frame = next(iter(film.decode(stream)), None)
                if frame is not None:
                    found.append(frame.to_image())  # type: ignore[no-untyped-call]
            return found
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableError(f"The film cannot be read: {error}") from error


def sound_of(file: IO[bytes], seconds: int = SOUND_SECONDS) -> Floats:
    """The first `seconds` as one channel, 16,000 numbers a second from -1 to 1; empty = silent film.

    Raises `UnreadableError`.
    """
    import av

    most = seconds * SAMPLES_A_SECOND
    parts: list[Floats] = []
    try:
        with av.open(file, "r") as film:
            if not film.streams.audio:
                return np.zeros(0, np.float32)
            turned = av.AudioResampler(format="flt", layout="mono", rate=SAMPLES_A_SECOND)
            heard = 0
            for frame in film.decode(film.streams.audio[0]):
                for piece in turned.resample(frame):
                    parts.append(piece.to_ndarray().ravel().astype(np.float32))
                    heard += len(parts[-1])
                if heard >= most:
                    break
    except (av.FFmpegError, ValueError) as error:
        raise UnreadableError(f"The sound cannot be read: {error}") from error
    return np.concatenate(parts)[:most] if parts else np.zeros(0, np.float32)
