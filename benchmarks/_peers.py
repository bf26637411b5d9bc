"""Fits other libraries' models on a stored matrix; run by an interpreter that has them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import CosineRecommender
from irspack import DenseSLIMRecommender
from scipy.sparse import csr_matrix

FACTORS = 128
EPOCHS = 12


def main(path: str) -> None:
    """Print the seconds of each model as one JSON object."""
    stored = np.load(path)
    parts = stored["data"], stored["indices"].astype(np.int32), stored["indptr"].astype(np.int32)
    matrix = csr_matrix(parts, shape=tuple(stored["shape"]))
    als = AlternatingLeastSquares(
        factors=FACTORS, iterations=EPOCHS, use_cg=False, use_gpu=False, random_state=0
    )
    seconds = {
        "implicit_als": timed(lambda: als.fit(matrix, show_progress=False)),
        "implicit_cosine": timed(lambda: CosineRecommender(200).fit(matrix, show_progress=False)),
        "irspack_ease": timed(lambda: DenseSLIMRecommender(matrix, reg=100.0).learn()),
    }
    print(json.dumps(seconds))


def timed(step: Callable[[], Any]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1])
