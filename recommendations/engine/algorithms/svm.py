"""A support vector machine: the widest margin between pairs that were taken and those that were not."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recommendations.engine.features.lessons import Lessons
from recommendations.engine.types import Floats

from .base import NOT_TUNED, algorithm
from .classic import Candidates, Classic, Negatives, PairCount

Doubles = npt.NDArray[np.float64]
CHUNK = 4_096  # pairs compared with all support vectors at once


@algorithm
class Svm(Classic):
    """Support vectors (Cortes & Vapnik, Machine Learning 1995) by scikit-learn, as arrays.

    Linear: one weight a column (LIBLINEAR). Curved: a bell around each support vector (LIBSVM,
    radial basis functions), which costs the square of the pairs and takes at most `curved_pairs`.
    """

    label = "Close to what suits you"
    popular_negatives: ClassVar[float] = 0.1  # a margin needs neighbours on its other side

    kernel: Literal["linear", "curved"] = Field(
        "linear", description="One weight a column, or bells around the pairs that matter."
    )
    cost: float = Field(
        1.0, ge=1e-4, le=1e4, description="What a pair on the wrong side costs; more = stricter."
    )
    curved_pairs: int = Field(
        3_000,
        ge=100,
        le=50_000,
        description="The most pairs that bells are fitted to.",
        json_schema_extra=NOT_TUNED,
    )
    pairs: PairCount = 100_000
    negatives: Negatives = 10
    candidates: Candidates = 300

    def learn(self, lessons: Lessons, seed: int) -> None:
        """Bring the columns to one scale, fit, and read the machine out."""
        nothing = np.zeros(0)
        self.means_, self.scales_, self.alphas_, self.bias_ = nothing, nothing, nothing, nothing
        self.support_: Doubles = np.zeros((0, 0))
        self.bend_ = nothing
        if not lessons.teach:
            return
        self.means_ = lessons.table.mean(axis=0, dtype=np.float64)
        spread = lessons.table.std(axis=0, dtype=np.float64)
        self.scales_ = np.where(spread > 0, spread, 1)
        table = (lessons.table - self.means_) / self.scales_
        if self.kernel == "linear":
            self._learn_linear(table, lessons.taken, seed)
        else:
            self._learn_curved(table, lessons.taken, seed)

    def interest(self, table: Floats) -> Floats:
        """The side of the margin that a pair lies on, and how far, between 0 and 1."""
        scaled = (table - self.means_) / self.scales_
        parts = [
            self._margin(scaled[start : start + CHUNK]) for start in range(0, len(scaled), CHUNK)
        ]
        margin = np.concatenate([np.zeros(0), *parts])
        return np.asarray(1 / (1 + np.exp(-np.clip(margin, -30, 30))), np.float32)

    def _margin(self, scaled: Doubles) -> Doubles:
        """The decision function of scikit-learn."""
        if self.kernel == "linear":
            return np.asarray(scaled @ self.alphas_ + self.bias_)
        support = self.support_
        squares = (scaled**2).sum(axis=1)[:, None] + (support**2).sum(axis=1)[None, :]
        distances = np.maximum(squares - 2 * scaled @ support.T, 0)
        return np.asarray(np.exp(-self.bend_ * distances) @ self.alphas_ + self.bias_)

    def _learn_linear(self, table: Doubles, taken: npt.NDArray[np.bool_], seed: int) -> None:
        """One weight a column, in `alphas_`."""
        from sklearn.svm import LinearSVC

        machine = LinearSVC(C=self.cost, dual=False, random_state=seed).fit(table, taken)
        self.alphas_, self.bias_ = machine.coef_[0], machine.intercept_

    def _learn_curved(self, table: Doubles, taken: npt.NDArray[np.bool_], seed: int) -> None:
        """The weight of each support vector."""
        from sklearn.svm import SVC

        random = np.random.default_rng(seed)
        chosen = random.permutation(len(table))[: self.curved_pairs]
        if taken[chosen].all() or not taken[chosen].any():
            chosen = np.arange(len(table))  # a handful of pairs, all of them needed
        self.bend_ = np.full(1, 1 / table.shape[1])
        machine = SVC(C=self.cost, gamma=float(self.bend_[0])).fit(table[chosen], taken[chosen])
        self.support_, self.alphas_ = machine.support_vectors_, machine.dual_coef_[0]
        self.bias_ = machine.intercept_
