"""Other libraries at our beck: fits and ranks on a stored matrix, one JSON line in, one out.

Run by the interpreter that has implicit, irspack and LensKit, so that our turns and theirs can alternate.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from _quality_classic import IMPLICIT, IRSPACK, best, blocks
from irspack.utils._util_cpp import (
    retrieve_recommend_from_score_f32,
    retrieve_recommend_from_score_f64,
)
from scipy.sparse import csr_matrix

BLOCK = 2_000


def main(path: Path, threads: int) -> None:
    """Answer until nothing more is asked."""
    stored = np.load(path)
    parts = stored["data"], stored["indices"], stored["indptr"]
    matrix = csr_matrix(parts, shape=tuple(stored["shape"]))
    peer: Any = None
    for line in sys.stdin:
        told = json.loads(line)
        wall, processor = time.perf_counter(), time.process_time()
        if told["do"] == "fit":
            peer = fitted(told["model"], told["params"], matrix, threads)
        elif told["do"] == "recommend":
            recommend(peer, matrix, told["k"], threads)
        else:
            np.save(told["path"], lists(peer, matrix, stored["asked"]))
        spent = [time.perf_counter() - wall, time.process_time() - processor]
        print(json.dumps(spent), flush=True)


def fitted(model: str, params: dict[str, Any], matrix: csr_matrix, threads: int) -> Any:
    """A model of one of the libraries."""
    if model.startswith("lenskit"):
        from _peer_lenskit import Fitted

        return Fitted(model, params, matrix)
    if model in IRSPACK:
        own = {} if model == "irspack EASE" else {"n_threads": threads}
        return IRSPACK[model](matrix, **params, **own).learn()
    peer = IMPLICIT[model](num_threads=threads, **params)
    peer.fit(matrix, show_progress=False)
    return peer


def recommend(peer: Any, matrix: csr_matrix, k: int, threads: int) -> None:
    """The best courses of everyone, by the library's own way for many at once."""
    everyone = np.arange(matrix.shape[0])
    if hasattr(peer, "item_factors") or hasattr(peer, "similarity"):
        peer.recommend(everyone, matrix, N=k, filter_already_liked_items=True)
        return
    for start in range(0, len(everyone), BLOCK):
        scores = peer.get_score_remove_seen(everyone[start : start + BLOCK])
        if scores.dtype == np.float32:
            retrieve_recommend_from_score_f32(scores, [], k, threads)
        else:
            retrieve_recommend_from_score_f64(scores, [], k, threads)


def lists(peer: Any, matrix: csr_matrix, asked: np.ndarray) -> np.ndarray:
    """The ten best of those asked about, ranked as ours are, so that quality can be compared."""
    found = []
    for rows in blocks(asked):
        if hasattr(peer, "item_factors"):
            scores = np.asarray(peer.user_factors[rows] @ peer.item_factors.T)
        else:
            scores = np.asarray(peer.get_score(rows))
        found.append(best(scores, matrix[rows]))
    return np.concatenate(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
