"""Our turns and those of other libraries, one after the other, and the ratio of their medians."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np

from benchmarks._peers_env import python_of
from recommendations.engine.data.splits import Fold
from recommendations.engine.evaluation.protocols import judge
from recommendations.engine.types import Scored

SCRIPT = Path(__file__).with_name("_peers.py")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def threads_now() -> int:
    """How many threads both sides get: what OMP_NUM_THREADS says, else 1."""
    return int(os.environ.get("OMP_NUM_THREADS") or 1)


def clock() -> float:
    """Of one thread the processor's time, which other work does not lengthen; else the wall's."""
    return time.process_time() if threads_now() == 1 else time.perf_counter()


def seconds_of(step: Callable[[], Any]) -> float:
    """How long one of our turns takes."""
    start = clock()
    step()
    return clock() - start


class Peers:
    """implicit and irspack on the past of a fold, in a process of their own."""

    def __init__(self, fold: Fold, folder: Path) -> None:
        self.fold, self._folder = fold, folder
        weights = fold.past.weights
        np.savez(
            folder / "matrix.npz",
            indptr=weights.indptr,
            indices=weights.indices,
            data=np.ones(len(weights.indices)),
            shape=weights.shape,
            asked=fold.targets.learners,
        )
        count = str(threads_now())
        command = [str(python_of("classic")), str(SCRIPT), str(folder / "matrix.npz"), count]
        quiet = os.environ | dict.fromkeys(THREADS, count) | {"PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet
        )

    def fit(self, model: str, params: dict[str, Any]) -> float:
        """Seconds of a fit, which is then the one that the rest asks."""
        return self._ask(do="fit", model=model, params=params)

    def recommend(self, k: int) -> float:
        """Seconds of the best `k` for everyone."""
        return self._ask(do="recommend", k=k)

    def ndcg(self) -> float:
        """How good the fitted model is, by our metric code."""
        path = self._folder / "lists.npy"
        self._ask(do="lists", path=str(path))
        courses = np.load(path)
        return judge(Scored(courses, np.zeros(courses.shape, np.float32)), self.fold).ndcg

    def _ask(self, **told: Any) -> float:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("The peers' process ended; what it said stands above.")
        wall, processor = json.loads(line)
        return float(processor if threads_now() == 1 else wall)

    def __enter__(self) -> Self:
        """Ready to be asked."""
        return self

    def __exit__(self, *_: object) -> None:
        """No more questions: the process ends by itself."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def peers_on(fold: Fold) -> Iterator[Peers]:
    """Peers for as long as they are needed, with a folder that goes with them."""
    with tempfile.TemporaryDirectory() as folder, Peers(fold, Path(folder)) as peers:
        yield peers


def alternate(
    ours: Callable[[], float], theirs: Callable[[], float], repeats: int
) -> dict[str, Any]:
    """Turn after turn of both; the ratio of the medians, and the least and most of any turn."""
    pairs = [(ours(), theirs()) for _ in range(repeats)]
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratios = sorted(own / peer for own, peer in pairs)
    return {
        "seconds": mine,
        "peer_seconds": other,
        "ratio": mine / other,
        "spread": [ratios[0], ratios[-1]],
    }
