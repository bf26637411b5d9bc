"""Who finds courses that nobody has taken yet?

A tenth of the courses is hidden: no learner of the training part ever took them, though their words
are known. Leave-last-out; learners whose last course was taken by others before are `warm` and
choose among all courses; those whose last course is hidden are `cold`, and read twice: among all
courses, and among the hidden ones alone, as on a page of new courses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks._running import arguments, conclude, options, progress, seconds_of
from recommendations.engine.data.readers import read_dataset
from recommendations.engine.data.splits import Fold, ask, leave_last_out, sample
from recommendations.engine.evaluation.bootstrap import interval
from recommendations.engine.evaluation.protocols import evaluate
from recommendations.engine.registry import create
from recommendations.engine.types import Floats, Histories

HIDDEN, ASKED = 0.1, 3_000
WIDE = 50  # a longer list for courses that can hardly be among the first ten of thousands
KNOBS: dict[str, tuple[str, dict[str, Any]]] = {
    "content": ("content", {}),
    "sasrec": ("sasrec", {"negatives": 1_024}),
    "two_tower": ("two_tower", {"negatives": 1_024}),
    "generative": ("generative", {"dropout": 0.3}),
    "generative 2 levels": ("generative", {"dropout": 0.3, "levels": 2, "codes": 1_024}),
}


class Among:
    """A model that is only asked about some courses."""

    def __init__(self, model: Any, courses: npt.NDArray[np.bool_]) -> None:
        self.model, self.courses = model, courses

    def score(self, histories: Histories) -> Floats:
        """The model's scores of those courses."""
        scores: Floats = self.model.score(histories)
        scores[:, ~self.courses] = np.nan
        return scores


def main(argv: Sequence[str] | None = None) -> None:
    """Measure every algorithm on the three readings."""
    parser = options(__doc__ or "", dataset="coco_udemy")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--algorithms", default=",".join(KNOBS), help="with commas")
    chosen = parser.parse_args(arguments(argv))
    dataset = read_dataset(chosen.dataset, chosen.data_dir)
    hidden = np.random.default_rng(5).random(dataset.interactions.n_courses) < HIDDEN
    warm, cold = parts(leave_last_out(dataset.interactions).test, hidden)
    figures: dict[str, Any] = {
        "dataset": dataset.name,
        "hidden_courses": int(hidden.sum()),
        "warm_learners": len(warm.targets),
        "cold_learners": len(cold.targets),
        "epochs": chosen.epochs,
    }
    for told in [one for one in KNOBS if one in chosen.algorithms.split(",")]:
        name, knobs = KNOBS[told]
        brief = {} if name == "content" else {"epochs": chosen.epochs, "patience": 0}
        model = create(name, **knobs, **brief)
        seconds = seconds_of(lambda model=model: model.fit(warm.past, dataset.catalogue))
        figures[told] = {
            "warm": row(model, warm, 10),
            "cold": row(model, cold, WIDE),
            "cold_among_new": row(Among(model, hidden), cold, 10),
            "fit_seconds": seconds,
        }
        progress(f"{told}: {figures[told]}")
    conclude(figures, as_json=chosen.json)


def parts(fold: Fold, hidden: npt.NDArray[np.bool_]) -> tuple[Fold, Fold]:
    """Those asked about a known course and those asked about a hidden one, with a past of others."""
    past = fold.past.take(~hidden[fold.past.indices])
    able = np.diff(past.indptr)[fold.targets.learners] > 0
    is_cold = hidden[fold.targets.courses]
    whole = Fold(past, fold.targets)
    found = (ask(whole, np.flatnonzero(able & rows)) for rows in (~is_cold, is_cold))
    warm, cold = (sample(part, ASKED, 0) for part in found)
    return warm, cold


def row(model: Any, fold: Fold, k: int) -> dict[str, Any]:
    """The figures of one reading."""
    report = evaluate(model, fold, k=k)
    low, high = interval(report.per_learner["ndcg"])
    return {f"hr@{k}": report.values["hr"], f"ndcg@{k}": report.ndcg, "ndcg_ci": [low, high]}


if __name__ == "__main__":
    main()
