"""A made-up catalogue whose truth is known: what of a taste shows in words, picture or sound.

Each course has a style of three parts, which are independent of each other; learners love a part
of each and take courses by it. The words show the first part, the picture the second, the sound
the third, each as truly as is asked: 1 shows it whole, 0 is pure noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from recommendations.engine.types import SECONDS_A_DAY, Catalogue, Interactions

from .readers.dataset import Dataset

SENSES = ("text", "picture", "sound")
DIMENSIONS = 32  # of what is seen of each sense
STYLE = 6  # numbers in a part of a style
START = 1_700_000_000
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Show:
    """How a made-up catalogue shows itself."""

    name: str
    signal: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(SENSES, 0.8))
    missing: Mapping[str, float] = field(default_factory=lambda: {"picture": 0.3, "sound": 0.4})
    only_in: Mapping[str, int] = field(default_factory=dict)  # the one field where a sense tells
    loved: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(SENSES, 1.0))
    courses: int = 600
    learners: int = 2_000
    taken: int = 10  # courses of each learner
    fields: int = 4
    strength: float = 2.5  # how strictly learners follow their taste


SHOWS = (
    Show("all senses tell"),
    Show("picture tells, sound is noise", {"text": 0.8, "picture": 0.8, "sound": 0.0}),
    Show("sound tells, picture is noise", {"text": 0.8, "picture": 0.0, "sound": 0.8}),
    Show("picture and sound are noise", {"text": 0.8, "picture": 0.0, "sound": 0.0}),
    Show("picture tells in one field of four", only_in={"picture": 0, "sound": 0}),
    Show("nine of ten have neither", missing={"picture": 0.9, "sound": 0.9}),
)


def senses_world(show: Show, *, seed: int = 0) -> Dataset:
    """Learners and courses of one show; the same seed gives the same world."""
    random = np.random.default_rng(seed)
    fields = random.integers(0, show.fields, show.courses)
    styles = {name: random.standard_normal((show.courses, STYLE)) for name in SENSES}
    for name, field_ in show.only_in.items():
        styles[name][fields != field_] = 0  # elsewhere nobody minds it
    # Words tell the field as well: its courses have a common centre.
    styles["text"] += random.standard_normal((show.fields, STYLE))[fields]
    features = {name: _seen(show, name, styles[name], random) for name in SENSES}
    catalogue = Catalogue.build(
        np.arange(show.courses),
        texts=[f"course {number}" for number in range(show.courses)],
        categories=[[f"field-{number}"] for number in fields.tolist()],
        languages=["en"] * show.courses,
        features={name: values.astype(np.float32) for name, values in features.items()},
    )
    return Dataset(show.name, _taken(show, styles, random), catalogue, has_times=True)


def _seen(show: Show, name: str, style: Doubles, random: np.random.Generator) -> Doubles:
    """What a sense shows of the style: turned into more numbers, under noise, and missing at times."""
    signal = show.signal[name]
    turned = style @ random.standard_normal((STYLE, DIMENSIONS)) / np.sqrt(STYLE)
    noise = random.standard_normal(turned.shape)
    seen = np.sqrt(signal) * turned + np.sqrt(1 - signal) * noise
    seen[random.random(len(seen)) < show.missing.get(name, 0.0)] = np.nan
    return np.asarray(seen)


def _taken(show: Show, styles: Mapping[str, Doubles], random: np.random.Generator) -> Interactions:
    """Each learner takes the courses that suit them best, with luck and fashion in it."""
    suits = np.zeros((show.learners, show.courses))
    for name in SENSES:
        tastes = random.standard_normal((show.learners, STYLE)) * show.loved[name]
        suits += tastes @ styles[name].T / np.sqrt(STYLE)
    luck = random.gumbel(size=suits.shape)
    fashion = random.standard_normal(show.courses) * 0.5
    best = np.argsort(-(show.strength * suits + luck + fashion), axis=1)[:, : show.taken]
    order = random.permuted(best, axis=1)
    return Interactions.from_events(
        np.repeat(np.arange(show.learners), show.taken),
        order.ravel(),
        np.ones(order.size),
        START + SECONDS_A_DAY * np.tile(np.arange(show.taken), show.learners),
        course_ids=np.arange(show.courses),
    )
