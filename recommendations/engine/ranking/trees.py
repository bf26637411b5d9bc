"""Gradient-boosted trees that put what came next before what did not: LambdaMART by LightGBM."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from recommendations.engine.types import Floats

from .lists import K, Lists

if TYPE_CHECKING:
    import lightgbm

PATIENCE = 40  # rounds without progress on held out lists before growth stops
FIXED: dict[str, Any] = {
    "objective": "lambdarank",
    "metric": "ndcg",
    "eval_at": [K],
    "lambdarank_truncation_level": 2 * K,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # more wait busily for one another on cores that are shared
    "verbosity": -1,
}


@dataclass(frozen=True, eq=False)
class Trees:
    """A grown forest as LightGBM's own text, so that it can be kept as an array."""

    text: npt.NDArray[np.uint8]

    @classmethod
    def grow(
        cls, lists: Lists, names: tuple[str, ...], params: dict[str, Any], rounds: int, seed: int
    ) -> Self:
        """As many trees as there are rounds."""
        return cls._of(_booster(lists, names, params, rounds, seed), rounds)

    @classmethod
    def grow_until(
        cls,
        lists: Lists,
        held_out: Lists,
        names: tuple[str, ...],
        params: dict[str, Any],
        rounds: int,
        seed: int,
    ) -> tuple[Self, int]:
        """As many trees as rank the held out lists best, and how many that are."""
        booster = _booster(lists, names, params, rounds, seed, held_out)
        best = booster.best_iteration or rounds
        return cls._of(booster, best), best

    @classmethod
    def _of(cls, booster: lightgbm.Booster, rounds: int) -> Self:
        text = booster.model_to_string(num_iteration=rounds)
        return cls(np.frombuffer(text.encode(), np.uint8))

    def score(self, table: Floats) -> Floats:
        """What each pair is worth beside the others of its list [n_pairs]."""
        if len(table) == 0:
            return np.zeros(0, np.float32)
        return np.asarray(self._booster.predict(table, num_threads=1), dtype=np.float32)

    def contributions(self, table: Floats) -> Floats:
        """What each column adds to what each pair is worth [n_pairs, n_columns]; and a constant.

        Shapley values of trees, exactly (Lundberg et al., 2020); rows sum to `score`.
        """
        if len(table) == 0:
            return np.zeros((0, table.shape[1] + 1), np.float32)
        found = self._booster.predict(table, pred_contrib=True, num_threads=1)
        return np.asarray(found, dtype=np.float32)

    def gains(self) -> npt.NDArray[np.float64]:
        """How much splitting by each column ranked better, over all trees [n_columns]."""
        return np.asarray(self._booster.feature_importance("gain"), dtype=np.float64)

    @cached_property
    def _booster(self) -> lightgbm.Booster:
        import lightgbm

        return lightgbm.Booster(model_str=self.text.tobytes().decode())


def _booster(
    lists: Lists,
    names: tuple[str, ...],
    params: dict[str, Any],
    rounds: int,
    seed: int,
    held_out: Lists | None = None,
) -> lightgbm.Booster:
    """Grow; with held out lists, stop when they get no better."""
    import lightgbm

    data = _data(lists, names)
    stop: dict[str, Any] = {}
    if held_out is not None:
        stop["valid_sets"] = [_data(held_out, names, data)]
        stop["callbacks"] = [lightgbm.early_stopping(PATIENCE, verbose=False)]
    return lightgbm.train({**FIXED, **params, "seed": seed}, data, rounds, **stop)


def _data(
    lists: Lists, names: tuple[str, ...], reference: lightgbm.Dataset | None = None
) -> lightgbm.Dataset:
    """Lists without an answer among their candidates teach nothing and are left out."""
    import lightgbm

    part = lists.part(lists.have_answers)
    return lightgbm.Dataset(
        part.table,
        part.wanted.astype(np.int32),
        group=np.bincount(part.owners, minlength=len(part)),
        feature_name=[re.sub(r"\W", "_", name) for name in names],  # it takes no other signs
        reference=reference,
        free_raw_data=True,
    )
