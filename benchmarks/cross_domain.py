"""Learners whose next course lies in a field new to them: who finds it?

Leave-last-out; asked are those whose last course shares its field (the most general of its
categories) with none of their other courses. Two readings of the same lists: `all`, every course
ranked, the learner's own fields included; `new`, only courses of fields new to the learner ranked,
which is what a row beyond somebody's field shows. Knobs are chosen on the validation part by the
second reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from benchmarks._running import arguments, conclude, options, progress, seconds_of
from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.arrays import Ints
from recommendations.engine.data.readers import read_dataset
from recommendations.engine.data.splits import Fold, leave_last_out, sample
from recommendations.engine.evaluation.bootstrap import interval
from recommendations.engine.evaluation.protocols import judge
from recommendations.engine.evaluation.slices import new_field_targets
from recommendations.engine.features.fields import fields_of, new_to
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Floats, Histories

K = 10
ASKED = 3_000  # learners that knobs are chosen on
HALF_LIVES = [2.0, 5.0, 10.0]
KNOBS: dict[str, dict[str, list[Any]]] = {
    "popularity": {},
    "content": {"features": ["tf_idf", "word_vectors"], "neighbours": [2_000]},
    "transitions": {"damping": [0.0, 0.15]},
    "item_knn": {"shrinkage": [5.0, 20.0]},
    "ials": {},
    "ease": {"l2": [100.0, 300.0, 1_000.0]},
    "cross_domain": {"l2": [100.0, 300.0, 1_000.0], "concepts": [0.0, 0.2, 0.5, 0.8]},
}


class Beyond:
    """A model that is only asked about fields new to the learner."""

    def __init__(self, model: Algorithm, fields: Ints) -> None:
        self.model, self.fields = model, fields

    def score(self, histories: Histories) -> Floats:
        """The model's scores without those of known fields."""
        scores = self.model.score(histories)
        scores[~new_to(histories, self.fields)] = np.nan
        return scores


def main(argv: Sequence[str] | None = None) -> None:
    """Measure every algorithm on both readings."""
    chosen = options(__doc__ or "", dataset="coco_udemy").parse_args(arguments(argv))
    dataset = read_dataset(chosen.dataset, chosen.data_dir)
    split, fields = leave_last_out(dataset.interactions), fields_of(dataset.catalogue)
    choosing, testing = (
        narrowed(fold, dataset.catalogue) for fold in (split.validation, split.test)
    )
    figures: dict[str, Any] = {
        "dataset": dataset.name,
        "learners": len(testing.targets),
        "of": len(split.test.targets),
        "fields": int(fields.max(initial=-1)) + 1,
        "courses_with_a_field": int((fields >= 0).sum()),
    }
    for name, grid in KNOBS.items():
        best = choose(name, grid, sample(choosing, ASKED, 0), dataset.catalogue, fields)
        model = create(name, **best)
        seconds = seconds_of(lambda model=model: model.fit(testing.past, dataset.catalogue))
        figures[name] = {
            "new": row(Beyond(model, fields), testing),
            "all": row(model, testing),
            "params": best,
            "fit_seconds": seconds,
        }
        progress(f"{name}: {figures[name]}")
    conclude(figures, as_json=chosen.json)


def narrowed(fold: Fold, catalogue: Catalogue) -> Fold:
    """The same past, asked only about courses of fields new to their learners."""
    return Fold(fold.past, new_field_targets(fold, catalogue))


def choose(
    name: str, grid: dict[str, list[Any]], asked: Fold, catalogue: Catalogue, fields: Ints
) -> dict[str, Any]:
    """The knobs that rank courses of new fields best."""
    tried: list[tuple[float, dict[str, Any]]] = []
    for values in product(*grid.values()):
        knobs = dict(zip(grid, values, strict=True))
        model = create(name, **knobs).fit(asked.past, catalogue)
        is_ordered = "position_half_life" in model.params()
        for half_life in HALF_LIVES if is_ordered else [None]:
            changes = {} if half_life is None else {"position_half_life": half_life}
            ready = model.with_params(**changes)
            reached = judge(recommend(Beyond(ready, fields), asked.histories, K), asked).ndcg
            tried.append((reached, {**knobs, **changes}))
            progress(f"{name} {tried[-1][1]}: validation ndcg@{K} {reached:.4f}")
    return max(tried, key=lambda one: one[0])[1]


def row(model: Any, fold: Fold) -> dict[str, Any]:
    """The figures of one reading."""
    report = judge(recommend(model, fold.histories, K), fold)
    low, high = interval(report.per_learner["ndcg"])
    return {
        "hr@10": report.values["hr"],
        "ndcg@10": report.ndcg,
        "ndcg@10_ci": [round(low, 4), round(high, 4)],
        "coverage@10": report.values["coverage"],
    }


if __name__ == "__main__":
    main()
