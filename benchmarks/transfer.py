"""Does a network that has read one large site learn a small one faster, or better?

A network is trained on the large set. Then it is trained on some learners of a small set twice,
from layers at random and from the layers of the first; courses' vectors are new both times. Both
are asked for the last course of other learners of the small set. Knobs are the defaults, but
for smaller batches and the number of epochs, of which all are shown. Seconds are the processor's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks._running import arguments, conclude, options, progress, read
from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, ask, leave_last_out, sample
from recommendations.engine.evaluation.bootstrap import difference, interval
from recommendations.engine.evaluation.protocols import evaluate
from recommendations.engine.registry import create
from recommendations.engine.types import Interactions

SMALL = {"coco_udemy": (300, 1_000), "movielens_100k": (50, 200)}  # learners to learn from
BATCH = 256  # smaller steps than the default: else a small set makes one or two an epoch
EPOCHS = (4, 16)
ASKED = 4_000
LARGE_LEARNERS, LARGE_EPOCHS = 10_000, 6


@dataclass(frozen=True, eq=False)
class Task:
    """Learners of a small set to learn from, and others to be asked about."""

    dataset: Dataset
    learn: Interactions
    asked: Fold


def main(argv: Sequence[str] | None = None) -> None:
    """Print both figures, their difference and the seconds, for each size of each small set."""
    parser = options(__doc__ or "", dataset="mooccubex")
    parser.add_argument("--algorithm", default="sasrec")
    parser.add_argument("--small", default=",".join(SMALL), help="names with commas")
    chosen = parser.parse_args(arguments(argv))
    before, seconds = pretrained(read(chosen), chosen.algorithm)
    figures: dict[str, Any] = {
        "algorithm": chosen.algorithm,
        "pretrained_on": chosen.dataset,
        "pretrain_learners": LARGE_LEARNERS,
        "pretrain_seconds": seconds,
        "repeats": chosen.repeats,
    }
    for name in chosen.small.split(","):
        dataset = read(argparse.Namespace(**vars(chosen) | {"dataset": name}))
        for count in SMALL[name]:
            for epochs in EPOCHS:
                key = f"{name} {count} learners {epochs} epochs"
                task = task_of(dataset, count)
                figures[key] = beside(chosen.algorithm, before, task, epochs, chosen.repeats)
                progress(f"{key}: {figures[key]}")
    conclude(figures, as_json=chosen.json)


def pretrained(large: Dataset, algorithm: str) -> tuple[Algorithm, float]:
    """The network that has read the large set, and what that took."""
    some = among(large.interactions, LARGE_LEARNERS, 0)
    model = create(algorithm, epochs=LARGE_EPOCHS, patience=0, learning_rate=0.004)
    start = time.process_time()
    note = lambda _, text="": progress(f"{large.name}: {text}")  # noqa: E731
    model.fit(large.interactions.take(some), large.catalogue, progress=note)
    return model, time.process_time() - start


def among(whole: Interactions, count: int, seed: int) -> npt.NDArray[np.bool_]:
    """Marks the entries of so many learners at random."""
    random = np.random.default_rng(seed)
    drawn = np.zeros(whole.n_learners, dtype=bool)
    drawn[random.permutation(whole.n_learners)[:count]] = True
    return np.repeat(drawn, np.diff(whole.indptr))


def task_of(dataset: Dataset, count: int) -> Task:
    """Some learners to learn from with all that they took; the last course of others to find."""
    learn = among(dataset.interactions, count, 1)
    fold = leave_last_out(dataset.interactions).test
    if not dataset.has_times:
        fold = fold.without_moments()
    known = dataset.interactions.take(learn)
    strangers = np.flatnonzero(np.diff(known.indptr)[fold.targets.learners] == 0)
    return Task(dataset, known, sample(ask(fold, strangers), ASKED, 0))


def beside(
    algorithm: str, before: Algorithm, task: Task, epochs: int, repeats: int
) -> dict[str, Any]:
    """From scratch and from the layers of `before`: means over seeds, learners drawn as pairs."""
    places = np.full(task.learn.n_courses, -1)
    found: dict[str, list[npt.NDArray[Any]]] = {"scratch": [], "transfer": []}
    seconds = dict.fromkeys(found, 0.0)
    for seed in range(repeats):
        for name, reached in found.items():
            model = create(algorithm, epochs=epochs, batch_size=BATCH)
            if name == "transfer":
                model.warm_start(before, places)
            start = time.process_time()
            model.fit(task.learn, task.dataset.catalogue, seed=seed)
            seconds[name] += (time.process_time() - start) / repeats
            reached.append(evaluate(model, task.asked).per_learner["ndcg"])
    means = {name: np.mean(reached, axis=0) for name, reached in found.items()}
    gain, ends = difference(means["transfer"], means["scratch"])
    return {
        "asked": len(task.asked.targets),
        **{name: float(mean.mean()) for name, mean in means.items()},
        "scratch_ci": list(interval(means["scratch"])),
        "gain": gain,
        "gain_ci": list(ends),
        "seconds": seconds,
    }


if __name__ == "__main__":
    main()
