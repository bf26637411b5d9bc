"""Our accuracy beside other libraries', on the very same split, judged by one metric code: ours.

The peers are tuned on validation like our own models, then fitted once more on all but the test
part. Their lists of ten are made in an environment of the bench's own and judged here. The
difference is NDCG@10 of our blend minus that of the best peer, learners drawn as pairs.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from typing import Any

from benchmarks._peer_lists import PeerLists
from benchmarks._peers_env import versions_of
from benchmarks._running import arguments, conclude, options, progress, read
from recommendations.engine.data.splits import Split
from recommendations.engine.evaluation.blended import compare_blend
from recommendations.engine.evaluation.bootstrap import difference, interval
from recommendations.engine.evaluation.exam import Exam
from recommendations.engine.evaluation.metrics import Report
from recommendations.engine.evaluation.protocols import (
    PROTOCOLS,
    judge,
    splits_of,
    usual_protocol,
)

CLASSIC: dict[str, list[dict[str, Any]]] = {
    "irspack EASE": [{"reg": reg} for reg in (10.0, 50.0, 100.0, 300.0, 1000.0)],
    "irspack SLIM": [
        {"alpha": alpha, "l1_ratio": ratio, "top_k": 200}
        for alpha in (0.01, 0.05, 0.2)
        for ratio in (0.01, 0.1)
    ],
    "irspack iALS": [
        {"n_components": 128, "alpha0": alpha, "reg": reg}
        for alpha in (0.1, 0.3, 1.0)
        for reg in (0.003, 0.01, 0.03)
    ],
    "irspack RP3beta": [
        {"top_k": 200, "alpha": 1.0, "beta": beta} for beta in (0.2, 0.4, 0.6, 0.8)
    ],
    "implicit ALS": [
        {"factors": 128, "alpha": alpha, "regularization": reg, "random_state": 0}
        for alpha in (1.0, 10.0)
        for reg in (0.01, 1.0)
    ],
    "implicit cosine kNN": [{"K": count} for count in (50, 200, 800)],
    "implicit BM25 kNN": [{"K": 200, "K1": k1, "B": b} for k1 in (0.1, 1.2) for b in (0.2, 0.75)],
}
# With its own rate and length of history GRU4Rec takes hours on two cores to learn as much.
NEURAL: dict[str, list[dict[str, Any]]] = {
    "recbole GRU4Rec": [
        {"learning_rate": 0.005, "MAX_ITEM_LIST_LENGTH": 20, "epochs": 20, "stopping_step": 3}
    ]
}
NEURAL_INTERACTIONS = 250_000  # beyond, even so: ask with --neural


def main(argv: Sequence[str] | None = None) -> None:
    """Print ours, the best peer's, and the difference with its interval."""
    parser = options(__doc__ or "", dataset="movielens_100k")
    parser.add_argument("--protocol", choices=PROTOCOLS)
    parser.add_argument("--algorithms", default="", help="of ours, with commas; default: all")
    parser.add_argument("--minutes", type=float, help="the most that our own choice may take")
    parser.add_argument("--peers", default="", help="some of the peers, with commas")
    parser.add_argument("--neural", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--fresh", action="store_true", help="forget the peers' stored lists")
    chosen = parser.parse_args(arguments(argv))
    dataset = read(chosen)
    protocol = chosen.protocol or usual_protocol(dataset)
    (split,) = splits_of(dataset, protocol, folds=1)
    few = len(dataset.interactions.indices) <= NEURAL_INTERACTIONS and protocol != "own"
    wants_neural = few if chosen.neural is None else chosen.neural
    asked = {**CLASSIC, **(NEURAL if wants_neural else {})}
    if chosen.peers:
        asked = {name: asked[name] for name in chosen.peers.split(",")}
    exam = Exam(dataset, protocol, [split], 0)
    peers = peer_reports(split, asked, is_fresh=chosen.fresh)
    ours = our_lines(exam, dataset, protocol, chosen)
    conclude(figures(exam, ours, peers), as_json=chosen.json)


def our_lines(exam: Exam, dataset: Any, protocol: str, chosen: Any) -> list[dict[str, Any]]:
    """Our best single algorithm and our blend, both chosen on validation."""
    wanted = [name for name in chosen.algorithms.split(",") if name]
    told = {"algorithms": wanted, "minutes": chosen.minutes, "folds": 1, "note": progress}
    return list(compare_blend(dataset, protocol, exam=exam, **told))


def peer_reports(
    split: Split, asked: dict[str, list[dict[str, Any]]], *, is_fresh: bool
) -> dict[str, tuple[dict[str, Any], Report, float]]:
    """Each peer's params that validate best, what they reach on the test, and their seconds."""
    lists = PeerLists(split)
    if is_fresh:
        shutil.rmtree(lists.folder, ignore_errors=True)
    jobs = [(name, p) for name, grid in asked.items() for p in grid if len(grid) > 1]
    tried = lists.of("validation", jobs)
    best = {name: (grid[0], 0.0) for name, grid in asked.items()}
    for (name, params), (ranked, _) in tried:
        reached = judge(ranked, lists.folds["validation"]).ndcg
        progress(f"{name} {params}: validation ndcg@10 {reached:.4f}")
        if reached > best[name][1]:
            best[name] = params, reached
    tested = lists.of("test", [(name, params) for name, (params, _) in best.items()])
    return {
        name: (params, judge(ranked, split.test), seconds)
        for (name, params), (ranked, seconds) in tested
    }


def figures(
    exam: Exam,
    ours: list[dict[str, Any]],
    peers: dict[str, tuple[dict[str, Any], Report, float]],
) -> dict[str, Any]:
    """All in one table."""
    peer = max(peers, key=lambda name: peers[name][1].ndcg)
    theirs = peers[peer][1].per_learner["ndcg"]
    single, blend = ours[0], ours[-1]
    gain, ends = difference(exam.reached[blend["algorithm"]], theirs)
    single_gain, single_ends = difference(exam.reached[single["algorithm"]], theirs)
    return {
        "dataset": blend["dataset"],
        "protocol": blend["protocol"],
        "learners": blend["learners"],
        "ours": blend["ndcg@10"],
        "ours_ci": blend["ndcg@10_ci"],
        "ours_hr": blend["hr@10"],
        "ours_recall": blend["recall@10"],
        "ours_params": blend["params"],
        "best_peer": peers[peer][1].ndcg,
        "peer": peer,
        "difference": gain,
        "difference_ci": list(ends),
        "single": single["algorithm"],
        "single_ndcg": single["ndcg@10"],
        "single_difference": single_gain,
        "single_difference_ci": list(single_ends),
        "baseline": blend["baseline"],
        "peers": {name: _peer(*found) for name, found in peers.items()},
        "versions": versions_of("classic") | versions_of("neural"),
    }


def _peer(params: dict[str, Any], report: Report, seconds: float) -> dict[str, Any]:
    """What one peer reached."""
    return {
        "ndcg": report.ndcg,
        "ndcg_ci": list(interval(report.per_learner["ndcg"])),
        "hr": report.values["hr"],
        "recall": report.values["recall"],
        "params": params,
        "seconds": seconds,
    }


if __name__ == "__main__":
    main()
