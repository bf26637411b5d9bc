"""Every way to describe and compare courses, on one public set: a row of figures for each.

Each pair of features and measure gets its half-life and its number of neighbours from the
validation part (leave-last-out, full ranking, history masked); the test part is looked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from benchmarks._running import arguments, conclude, options, progress, seconds_of
from recommendations.engine.algorithms.content import Content
from recommendations.engine.data.readers import read_dataset
from recommendations.engine.data.splits import Fold, leave_last_out, sample
from recommendations.engine.evaluation.bootstrap import interval
from recommendations.engine.evaluation.protocols import evaluate
from recommendations.engine.features.likeness import Measure
from recommendations.engine.features.text import TextFeatures, sentence_vectors
from recommendations.engine.types import Catalogue

HALF_LIVES = (0.5, 1.0, 2.0, 4.0)
NEIGHBOURS = (50, 100, 300)
ASKED = 5_000


def main(argv: Sequence[str] | None = None) -> None:
    """Measure all pairs of features and measure."""
    chosen = options(__doc__ or "", dataset="coco_udemy").parse_args(arguments(argv))
    dataset = read_dataset(chosen.dataset, chosen.data_dir)
    split = leave_last_out(dataset.interactions)
    asked = sample(split.validation, ASKED, 0)
    catalogue, seconds = encoded(dataset.catalogue)
    figures: dict[str, object] = {"dataset": dataset.name, "encoding_seconds": round(seconds, 1)}
    for features in get_args(TextFeatures):
        for measure in get_args(Measure):
            best = choose(features, measure, asked, catalogue)
            figures[f"{features}, {measure}"] = test(best, split.test, catalogue)
            progress(f"{features}, {measure}: {figures[f'{features}, {measure}']}")
    conclude(figures, as_json=chosen.json)


def encoded(catalogue: Catalogue) -> tuple[Catalogue, float]:
    """The catalogue with its sentence vectors made once, and how long that took."""
    found = {}
    seconds = seconds_of(lambda: found.update(text=sentence_vectors(catalogue.texts)))
    return replace(catalogue, features={**catalogue.features, **found}), seconds


def choose(features: str, measure: str, asked: Fold, catalogue: Catalogue) -> Content:
    """The settings that rank the validation courses best."""
    tried = []
    for neighbours in NEIGHBOURS:
        model = Content(features=features, measure=measure, neighbours=neighbours)
        model.fit(asked.past, catalogue)
        for half_life in HALF_LIVES:
            ready = model.with_params(position_half_life=half_life)
            tried.append((evaluate(ready, asked).ndcg, -len(tried), ready))
    return max(tried)[2]


def test(best: Content, fold: Fold, catalogue: Catalogue) -> dict[str, object]:
    """Fit on all but the test part, and look at it."""
    model = Content(**best.params())
    seconds = seconds_of(lambda: model.fit(fold.past, catalogue))
    report = evaluate(model, fold)
    low, high = interval(report.per_learner["ndcg"])
    return {
        "hr@10": round(report.values["hr"], 4),
        "ndcg@10": round(report.ndcg, 4),
        "ndcg@10_ci": [round(low, 4), round(high, 4)],
        "coverage@10": round(report.values["coverage"], 3),
        "position_half_life": model.position_half_life,
        "neighbours": model.neighbours,
        "fit_seconds": round(seconds, 1),
    }


if __name__ == "__main__":
    main()
