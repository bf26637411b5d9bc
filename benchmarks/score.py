"""Scoring and the exact top 20 for everyone, over the bare matrix product that it needs.

The product: every learner's history, as the sparse matrix [learners, courses] that the model
itself multiplies, times the model's own item-to-item matrix [courses, courses], by scipy, in the
same blocks of learners and the same precision, its result thrown away. What the ratio adds to it:
weighing the histories by order, masking what each learner has seen, choosing the best 20 exactly.
Product and ranking take turns block by block in one run; the medians over the runs are compared.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from benchmarks._running import arguments, conclude, options, progress, read, seconds_of
from recommendations.engine.algorithms.ease import Ease
from recommendations.engine.ranking.candidates import BLOCK, recommend
from recommendations.engine.types import Histories, Scored

K = 20
CHECKED = 200  # learners whose list is compared with a full sort


def main(argv: Sequence[str] | None = None) -> None:
    """Measure `ratio_to_matmul`."""
    chosen = options(__doc__ or "", dataset="mooccubex").parse_args(arguments(argv))
    dataset = read(chosen)
    progress(f"{chosen.dataset}: fitting EASE on {dataset.interactions.n_learners:,} learners")
    model = Ease().fit(dataset.interactions, dataset.catalogue)
    histories = Histories.from_interactions(dataset.interactions)
    products, rankings = [], []
    for turn in range(chosen.repeats):
        product, ranking = one_turn(model, histories)
        products.append(product)
        rankings.append(ranking)
        progress(f"turn {turn + 1}: product {product:.2f} s, ranking {ranking:.2f} s")
    check(model, histories[:CHECKED], recommend(model, histories[:CHECKED], K))
    matmul, score = statistics.median(products), statistics.median(rankings)
    figures = {
        "ratio_to_matmul": score / matmul,
        "score_seconds": score,
        "matmul_seconds": matmul,
        "learners": len(histories),
        "courses": dataset.interactions.n_courses,
        "k": K,
        "learners_per_second": len(histories) / score,
        "repeats": chosen.repeats,
    }
    conclude(figures, as_json=chosen.json)


def one_turn(model: Ease, histories: Histories) -> tuple[float, float]:
    """Seconds of the product and of the ranking, block after block in turn.

    Taking turns so often lets a busy machine slow both alike.
    """
    product = ranking = 0.0
    for _, part in histories.blocks(BLOCK):
        ready = as_matrix(model.weigh(part), model.n_courses_)
        product += seconds_of(lambda ready=ready: ready @ model.items_)
        ranking += seconds_of(lambda part=part: recommend(model, part, K))
    return product, ranking


def as_matrix(part: Histories, n_courses: int) -> csr_array:
    """Histories as the sparse matrix that the model multiplies."""
    indptr = part.indptr.astype(np.int32)
    return csr_array((part.weights, part.courses, indptr), shape=(len(part), n_courses))


def check(model: Ease, histories: Histories, best: Scored) -> None:
    """Stop if any list is not that of a full sort: a fast wrong answer is no figure."""
    scores = model.score(histories)
    scores[histories.owners, histories.courses] = np.nan
    for row, values in enumerate(scores):
        order = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")
        full = [int(course) for course in order[:K] if not np.isnan(values[course])]
        if full != [course for course, _ in best.row(row)]:
            raise SystemExit(f"the list of learner {row} is not exact")


if __name__ == "__main__":
    main()
