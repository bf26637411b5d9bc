"""LensKit's EASE and SLIM on a stored matrix, for the interpreter that has LensKit."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pandas as pd
from lenskit.data import Dataset, from_interactions_df
from lenskit.knn.ease import EASEScorer
from lenskit.knn.slim import SLIMScorer
from lenskit.training import TrainingOptions
from scipy.sparse import csr_matrix

SCORERS = {"lenskit EASE": EASEScorer, "lenskit SLIM": SLIMScorer}
_datasets: dict[int, Dataset] = {}


class Fitted:
    """A fitted scorer that gives scores of many learners at once, as irspack's models do."""

    def __init__(self, model: str, params: dict[str, Any], matrix: csr_matrix) -> None:
        self._matrix = matrix
        self._scorer = SCORERS[model](**params)
        self._scorer.train(dataset_of(matrix), TrainingOptions())

    def get_score(self, rows: np.ndarray) -> np.ndarray:
        """Scores [n_rows, n_courses] in the columns of the matrix."""
        weights = self._scorer.weights  # [n_known, n_known], in LensKit's order of courses
        columns = self._scorer.items.ids().astype(np.int64)
        found = self._matrix[rows][:, columns] @ weights
        scores = np.full((len(rows), self._matrix.shape[1]), -np.inf)
        scores[:, columns] = found.toarray() if hasattr(found, "toarray") else found
        return scores


def dataset_of(matrix: csr_matrix) -> Dataset:
    """The matrix as LensKit keeps it, made once: no part of a fit."""
    key = id(matrix)
    if key not in _datasets:
        logging.disable(logging.WARNING)
        entries = matrix.tocoo()
        frame = pd.DataFrame({"user_id": entries.row, "item_id": entries.col})
        _datasets[key] = from_interactions_df(frame)
    return _datasets[key]
