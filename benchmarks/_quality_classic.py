"""Other libraries' lists on a stored split: run by the interpreter that has implicit and irspack.

Called with a folder and a file of jobs, each a model and its params. Writes one array of the ten
best courses a job; what a learner has taken is masked here, whatever the library does.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import implicit.als
import implicit.nearest_neighbours
import irspack
import numpy as np
from scipy.sparse import csr_matrix

K = 10
BLOCK = 1_000
THREADS = 1
IRSPACK = {
    "irspack EASE": irspack.DenseSLIMRecommender,
    "irspack SLIM": irspack.SLIMRecommender,
    "irspack iALS": irspack.IALSRecommender,
    "irspack RP3beta": irspack.RP3betaRecommender,
}
IMPLICIT = {
    "implicit ALS": implicit.als.AlternatingLeastSquares,
    "implicit cosine kNN": implicit.nearest_neighbours.CosineRecommender,
    "implicit BM25 kNN": implicit.nearest_neighbours.BM25Recommender,
}


def main(folder: Path, jobs: Path) -> None:
    """Do every job that is not done yet, one line of progress each."""
    for job in json.loads(jobs.read_text()):
        stored = np.load(folder / f"{job['part']}.npz")
        parts = stored["data"], stored["indices"], stored["indptr"]
        matrix = csr_matrix(parts, shape=tuple(stored["shape"]))
        start = time.perf_counter()
        ranked = lists_of(job["model"], job["params"], matrix, stored["asked"])
        seconds = time.perf_counter() - start
        np.savez(folder / f"{job['name']}.npz", courses=ranked, seconds=seconds)
        print(f"{job['model']} {job['params']}: {seconds:.1f} s", file=sys.stderr, flush=True)


def lists_of(
    model: str, params: dict[str, Any], matrix: csr_matrix, asked: np.ndarray
) -> np.ndarray:
    """The best courses of the learners asked about [n_asked, K], -1 where there are no more."""
    if model in IRSPACK:
        kwargs = dict(params) if model == "irspack EASE" else {**params, "n_threads": THREADS}
        scorer = IRSPACK[model](matrix, **kwargs).learn()
        scores = (scorer.get_score(rows) for rows in blocks(asked))
    else:
        fitted = IMPLICIT[model](num_threads=THREADS, **params)
        fitted.fit(matrix, show_progress=False)
        scores = (implicit_scores(fitted, matrix, rows) for rows in blocks(asked))
    parts = [best(found, matrix[rows]) for found, rows in zip(scores, blocks(asked), strict=True)]
    return np.concatenate(parts) if parts else np.zeros((0, K), np.int32)


def implicit_scores(fitted: Any, matrix: csr_matrix, rows: np.ndarray) -> np.ndarray:
    """Every course's score for some learners."""
    if hasattr(fitted, "item_factors"):
        return np.asarray(fitted.user_factors[rows] @ fitted.item_factors.T)
    return np.asarray((matrix[rows] @ fitted.similarity).toarray())


def best(scores: np.ndarray, taken: csr_matrix) -> np.ndarray:
    """The K best of each row that were not taken, best first, equal scores by the lower course."""
    scores = np.nan_to_num(np.array(scores, np.float64), nan=-np.inf, posinf=0, neginf=-np.inf)
    owners = np.repeat(np.arange(len(scores)), np.diff(taken.indptr))
    scores[owners, taken.indices] = -np.inf
    order = np.argsort(-scores, axis=1, kind="stable")[:, :K].astype(np.int32)
    order[np.isneginf(np.take_along_axis(scores, order, axis=1))] = -1
    return order


def blocks(asked: np.ndarray) -> Iterator[np.ndarray]:
    """The learners in parts."""
    for start in range(0, len(asked), BLOCK):
        yield asked[start : start + BLOCK]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
