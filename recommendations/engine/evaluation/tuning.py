"""Choosing knobs on the validation part, one after another, each at its best value so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, sample
from recommendations.engine.ranking.blend import sizes
from recommendations.engine.ranking.candidates import top_k
from recommendations.engine.registry import create
from recommendations.engine.types import Floats

from .grids import BLENDED, GRIDS, SOURCE_WEIGHTS
from .protocols import K, evaluate, judge

Note = Callable[[str], None]
ASKED_LEARNERS = 10_000  # a knob's effect shows on so many; all of them would only cost time
BLENDED_LEARNERS = 5_000  # every source's scores of these are held at once
ROUNDS = 2


def tune(name: str, dataset: Dataset, fold: Fold, *, seed: int, note: Note) -> dict[str, Any]:
    """The params of `name` that rank the fold's targets best by NDCG."""
    asked = sample(fold, ASKED_LEARNERS, seed)
    best = _fitted(name, {}, dataset, fold, seed)
    score = evaluate(best, asked).ndcg
    for knob, values in GRIDS[name].items():
        for value in values:
            if best.params()[knob] == value:
                continue
            tried = _changed(best, name, {knob: value}, dataset, fold, seed)
            reached = evaluate(tried, asked).ndcg
            note(f"{name} {knob}={value}: validation ndcg@{K} {reached:.4f} (best {score:.4f})")
            if reached > score:
                best, score = tried, reached
    return best.params()


def tune_hybrid(
    settings: Mapping[str, Mapping[str, Any]],
    dataset: Dataset,
    fold: Fold,
    *,
    seed: int,
    note: Note,
) -> dict[str, Any]:
    """The weights of already tuned sources; `settings` holds each source's params."""
    asked = sample(fold, BLENDED_LEARNERS, seed)
    scaled = {}
    for name in BLENDED:
        model = _fitted(name, settings[name], dataset, fold, seed)
        scores = model.score(asked.histories)
        scaled[name] = np.nan_to_num(scores / sizes(scores))
        note(f"hybrid: scored {name}")
    weights = _best_weights(scaled, asked, note)
    heard = {name: weight for name, weight in weights.items() if weight > 0}
    return {
        "sources": heard,
        "fusion": "score",
        "settings": {name: dict(settings[name]) for name in heard},
    }


def _best_weights(scaled: Mapping[str, Floats], asked: Fold, note: Note) -> dict[str, float]:
    """Coordinate ascent from the first source alone, which keeps weight 1: only ratios matter."""
    first, *others = scaled
    weights = dict.fromkeys(scaled, 0.0) | {first: 1.0}
    total = scaled[first].copy()
    score = _ndcg(total, asked)
    for _ in range(ROUNDS):
        for name in others:
            without = total - scaled[name] * np.float32(weights[name])
            for weight in SOURCE_WEIGHTS:
                reached = _ndcg(without + scaled[name] * np.float32(weight), asked)
                if reached > score:
                    score, weights[name] = reached, weight
            total = without + scaled[name] * np.float32(weights[name])
            note(f"hybrid {name}={weights[name]}: validation ndcg@{K} {score:.4f}")
    return weights


def _ndcg(scores: Floats, asked: Fold) -> float:
    """NDCG of ready-made scores."""
    return judge(top_k(scores, asked.histories, K), asked).ndcg


def _fitted(
    name: str, params: Mapping[str, Any], dataset: Dataset, fold: Fold, seed: int
) -> Algorithm:
    """A model that has learned the fold's past."""
    return create(name, **params).fit(fold.past, dataset.catalogue, seed=seed)


def _changed(
    model: Algorithm, name: str, change: Mapping[str, Any], dataset: Dataset, fold: Fold, seed: int
) -> Algorithm:
    """The model under another knob: without a new fit where the knob only touches scoring."""
    light = {knob.name for knob in model.knobs() if knob.scoring_only}
    if set(change) <= light:
        return model.with_params(**change)
    return _fitted(name, {**model.params(), **change}, dataset, fold, seed)


__all__: Sequence[str] = ("tune", "tune_hybrid")
