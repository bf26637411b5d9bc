"""The exact top 20 for everyone, beside the peers' own batch recommend and a bare matrix product.

`ratio_to_matmul` is EASE over the product that it needs: every learner's history, as the sparse
matrix [learners, courses] that the model itself multiplies, times its item-to-item matrix, by
scipy, in the same blocks and precision, its result thrown away. What it adds: weighing histories
by order, masking what was seen, choosing the best exactly. All take turns in one run.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from functools import partial
from operator import matmul
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from benchmarks._peer_turns import Peers, alternate, peers_on, seconds_of
from benchmarks._report import publish
from benchmarks._running import arguments, conclude, options, progress, read
from benchmarks.train import FACTORS, PEERS
from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.algorithms.ease import Ease
from recommendations.engine.data.splits import Fold, leave_last_out
from recommendations.engine.ranking.candidates import BLOCK, recommend
from recommendations.engine.registry import create
from recommendations.engine.types import Histories, Scored

K = 20
CHECKED = 200  # learners whose list is compared with a full sort
SETTINGS: dict[str, dict[str, Any]] = {"ials": {"factors": FACTORS}}
LIMITS = {"ratio": 0.8, "ratio_to_matmul": 2.0}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure scoring beside the peers and beside the product."""
    parser = options(__doc__ or "", dataset="mooccubex", repeats=3)
    parser.add_argument("--algorithms", default="ease,slim,ials")
    parser.add_argument("--no-peers", action="store_true", help="beside the product only")
    chosen = parser.parse_args(arguments(argv))
    dataset = read(chosen)
    fold = leave_last_out(dataset.interactions).test
    histories = Histories.from_interactions(fold.past)
    found: dict[str, Any] = {}
    for name in chosen.algorithms.split(","):
        progress(f"{name}: fitting")
        model = create(name, **SETTINGS.get(name, {})).fit(fold.past, dataset.catalogue)
        check(model, histories[:CHECKED], recommend(model, histories[:CHECKED], K))
        found[name] = measured(name, model, fold, histories, chosen)
        progress(f"{name}: {found[name]}")
    figures: dict[str, Any] = {"dataset": chosen.dataset, "learners": len(histories), "k": K}
    figures |= {"courses": fold.past.n_courses, "repeats": chosen.repeats, "limits": LIMITS}
    if "ease" in found:
        figures["ratio_to_matmul"] = found["ease"]["ratio_to_matmul"]
        figures["learners_per_second"] = len(histories) / found["ease"]["seconds"]
    publish("score", figures | found)
    conclude(figures | found, as_json=chosen.json)


def measured(
    name: str, model: Algorithm, fold: Fold, histories: Histories, chosen: Any
) -> dict[str, Any]:
    """Seconds of one model's lists for everyone, beside those of its peer and of the product."""
    turns = [one_turn(model, histories) for _ in range(chosen.repeats)]
    product, ranking = (statistics.median(side) for side in zip(*turns, strict=True))
    ratios = sorted(ours / bare for bare, ours in turns)
    bare = {
        "ratio_to_matmul": ranking / product,
        "matmul_spread": [ratios[0], ratios[-1]],
        "matmul_seconds": product,
    }
    if chosen.no_peers:
        return {"seconds": ranking, **bare}
    with peers_on(fold) as peers:
        return beside_peer(name, model, histories, peers, chosen.repeats) | bare


def beside_peer(
    name: str, model: Algorithm, histories: Histories, peers: Peers, repeats: int
) -> dict[str, Any]:
    """Turns with the peer of the same kind, which has looked its learners up already."""
    peer, params = PEERS[name]
    peers.fit(peer, params)
    ours = alternate(
        lambda: seconds_of(lambda: recommend(model, histories, K)),
        lambda: peers.recommend(K),
        repeats,
    )
    return {"peer": peer, **ours}


def one_turn(model: Algorithm, histories: Histories) -> tuple[float, float]:
    """Seconds of the product and of the ranking, block after block in turn.

    Taking turns so often lets a busy machine slow both alike.
    """
    product = ranking = 0.0
    for _, part in histories.blocks(BLOCK):
        left, right = factors_of(model, part)
        product += seconds_of(partial(matmul, left, right))
        ranking += seconds_of(partial(recommend, model, part, K))
    return product, ranking


def factors_of(model: Algorithm, part: Histories) -> tuple[Any, Any]:
    """What the bare product of a model multiplies: its histories or their vectors, its courses."""
    if hasattr(model, "vectors_"):
        rows = np.ones((len(part), model.vectors_.shape[1]), np.float32)
        return rows, model.vectors_.T
    items = model.items_  # type: ignore[attr-defined]
    weighed = model.weigh(part)  # type: ignore[attr-defined]
    return as_matrix(weighed, model.n_courses_), items if isinstance(model, Ease) else sparse(items)


def as_matrix(part: Histories, n_courses: int) -> csr_array:
    """Histories as the sparse matrix that the model multiplies."""
    indptr = part.indptr.astype(np.int32)
    return csr_array((part.weights, part.courses, indptr), shape=(len(part), n_courses))


def sparse(items: Any) -> csr_array:
    """Our sparse matrix as scipy's."""
    return csr_array((items.data, items.indices, items.indptr), shape=items.shape)


def check(model: Algorithm, histories: Histories, best: Scored) -> None:
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
