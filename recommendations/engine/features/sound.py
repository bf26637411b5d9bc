"""Sound of courses: how much of it is speech, how fast, and a vector of how it sounds.

The vector holds means and spreads of a mel spectrogram and of its changes: it tells music from
speech, one voice or room from another, and nothing of what is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from recommendations.engine.types import Floats

from .films import SAMPLES_A_SECOND

FRAME, HOP = 400, 160  # samples: 25 ms every 10 ms
FRAMES_A_SECOND = SAMPLES_A_SECOND // HOP
BANDS = 40
LOWEST, HIGHEST = 60.0, 7_600.0  # Hz
LOW, HIGH = slice(0, 16), slice(30, BANDS)  # bands of vowels, and of hisses
FAINT = 1e-4  # of full scale: below it there is nothing to hear
SYLLABLE_FRAMES = 12  # the least between two syllables: eight a second
RISE = 3.0  # decibels by which a syllable stands out of what is around it
SWING = 5.0  # decibels by which loudness and colour of speech move within a second
DEEPEST = 60.0  # decibels below the loudest that still count
DIMENSIONS = 4 * BANDS
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Heard:
    """What was heard."""

    seconds: float
    speech: float  # the share of the time in which somebody speaks, 0 to 1
    pace: float  # syllables a minute of speech; 0 where nobody speaks
    vector: Floats  # [160]


def detects_speech() -> bool:
    """Whether the trained detector of speech is installed; without it a plain one listens."""
    return find_spec("silero_vad") is not None


def listen(sound: Floats) -> Heard | None:
    """What is heard in 16,000 numbers a second; None where there is nothing to hear."""
    if len(sound) < SAMPLES_A_SECOND or float(np.sqrt(np.mean(sound**2))) < FAINT:
        return None
    mel = log_mel(sound)
    spoken = speech_frames(sound, mel)
    minutes = spoken.sum() / FRAMES_A_SECOND / 60
    pace = syllables(mel, spoken) / minutes if minutes > 0 else 0.0
    return Heard(len(sound) / SAMPLES_A_SECOND, float(spoken.mean()), float(pace), _summary(mel))


def log_mel(sound: Floats) -> Doubles:
    """Decibels by time and pitch as ears part it [n_frames, 40]."""
    count = 1 + (len(sound) - FRAME) // HOP
    frames = np.lib.stride_tricks.as_strided(
        np.ascontiguousarray(sound, np.float32),
        (count, FRAME),
        (HOP * 4, 4),
        writeable=False,
    )
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME), axis=1)) ** 2
    return np.asarray(10 * np.log10(power @ _bands().T + 1e-10), np.float64)


def speech_frames(sound: Floats, mel: Doubles) -> npt.NDArray[np.bool_]:
    """In which frames somebody speaks [n_frames]."""
    return _trained(sound, len(mel)) if detects_speech() else plain_speech(mel)


def plain_speech(mel: Doubles) -> npt.NDArray[np.bool_]:
    """Speech without a trained detector: in each second loudness and colour both swing widely.

    Vowels are low and loud, hisses high and faint, and several of each come in a second. Hum and
    noise do neither, notes keep their loudness, drums their colour. Songs pass for speech.
    """
    heard = np.maximum(mel, np.quantile(mel, 0.99) - DEEPEST)  # silence is not endlessly deep
    low = _smooth(heard[:, LOW].mean(axis=1))
    high = _smooth(heard[:, HIGH].mean(axis=1))
    swings = (_swing(low) > SWING) & (_swing(high - low) > SWING)
    is_loud = low > np.quantile(low, 0.95) - DEEPEST / 2
    return np.asarray(swings & _around(is_loud, FRAMES_A_SECOND // 4))


def _swing(values: Doubles) -> Doubles:
    """The standard deviation in the second around each frame."""
    window = np.ones(FRAMES_A_SECOND)
    count = np.convolve(np.ones(len(values)), window, "same")
    mean = np.convolve(values, window, "same") / count
    square = np.convolve(values**2, window, "same") / count
    return np.asarray(np.sqrt(np.maximum(square - mean**2, 0)))


def syllables(mel: Doubles, spoken: npt.NDArray[np.bool_]) -> int:
    """How many vowels there are while somebody speaks: swells of the low bands."""
    return int((_onsets(_smooth(mel[:, LOW].mean(axis=1))) & spoken).sum())


def _smooth(values: Doubles) -> Doubles:
    """Without what happens within a few frames."""
    window = np.hanning(9)
    return np.asarray(np.convolve(values, window / window.sum(), "same"))


def _onsets(loudness: Doubles) -> npt.NDArray[np.bool_]:
    """Peaks that rise above the valley before them, each some time after the last."""
    found = np.zeros(len(loudness), dtype=bool)
    valley, peak, last = loudness[0], -np.inf, -SYLLABLE_FRAMES
    place = 0
    for number, value in enumerate(loudness.tolist()):
        if value > peak:
            peak, place = value, number
        if peak - value > RISE and peak - valley > RISE:  # fell again: a swell is over
            if place - last >= SYLLABLE_FRAMES:
                found[place] = True
                last = place
            valley, peak = value, -np.inf
        elif value < valley:
            valley, peak = value, -np.inf
    return found


def _around(marked: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    """What is marked and what lies so near to it."""
    return np.convolve(marked, np.ones(2 * reach + 1), "same") > 0.5


def _trained(sound: Floats, count: int) -> npt.NDArray[np.bool_]:
    """The same by silero-vad, a small network trained on many languages."""
    import torch
    from silero_vad import get_speech_timestamps
    from threadpoolctl import threadpool_limits

    spoken = np.zeros(count, dtype=bool)
    with threadpool_limits(1), torch.inference_mode():
        found = get_speech_timestamps(torch.from_numpy(sound.copy()), _detector())
    for one in found:
        spoken[one["start"] // HOP : one["end"] // HOP] = True
    return spoken


@lru_cache(maxsize=1)
def _detector() -> object:
    from silero_vad import load_silero_vad

    return load_silero_vad()


def _summary(mel: Doubles) -> Floats:
    """Mean and spread of each band and of its changes; loudness as a whole says nothing."""
    level = mel - mel.mean()
    change = np.diff(level, axis=0)
    parts = level.mean(axis=0), level.std(axis=0), np.abs(change).mean(axis=0), change.std(axis=0)
    return np.concatenate(parts).astype(np.float32)


@lru_cache(maxsize=1)
def _bands() -> Doubles:
    """Triangles of equal width on the mel scale [40, 201]."""
    edges = _hertz(np.linspace(_mel(LOWEST), _mel(HIGHEST), BANDS + 2))
    bins = np.fft.rfftfreq(FRAME, 1 / SAMPLES_A_SECOND)
    up = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(up, down))


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _hertz(mel: Doubles) -> Doubles:
    return np.asarray(700 * (10 ** (mel / 2595) - 1))
