"""Seconds to fit iALS, EASE and SLIM beside irspack, LensKit and implicit, in turns, on one split.

iALS is timed to the NDCG@10 that implicit reaches: with as few epochs as that takes, at 64
factors both. The others are timed to the end of a fit. The judged learners' last course is held
out from all. With --sasrec, our SASRec is timed to what RecTools' reaches on MovieLens-100K,
which takes that library minutes. One thread each, unless OMP_NUM_THREADS says more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks._peer_turns import Peers, alternate, peers_on, seconds_of
from benchmarks._report import publish
from benchmarks._running import arguments, conclude, options, progress, read
from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, leave_last_out, sample
from recommendations.engine.evaluation.protocols import evaluate
from recommendations.engine.registry import create

ASKED = 10_000  # learners whose lists are judged
FACTORS, MOST_EPOCHS = 64, 12
IMPLICIT = {"factors": FACTORS, "iterations": 15, "alpha": 20.0, "regularization": 30.0}
PEERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ials": ("implicit ALS", {**IMPLICIT, "random_state": 0}),
    "ease": ("irspack EASE", {"reg": 300.0}),
    "slim": ("irspack SLIM", {"alpha": 0.05, "l1_ratio": 0.01, "top_k": 200}),
}
# Others of the same kind; where one is the faster, the ratio to it is the one that counts.
MORE_PEERS: dict[str, tuple[str, dict[str, Any]]] = {
    "ease": ("lenskit EASE", {"regularization": 300.0}),
    "slim": ("lenskit SLIM", {"l1_reg": 1.0, "l2_reg": 50.0}),
}
LIMITS = {"ials": 1.0, "ease": 1.0, "slim": 1.0, "sasrec": 0.2}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure each model beside its peer."""
    parser = options(__doc__ or "", dataset="mooccubex", repeats=3)
    parser.add_argument("--algorithms", default="ials,ease,slim")
    parser.add_argument("--sasrec", action="store_true", help="also time SASRec beside RecTools")
    chosen = parser.parse_args(arguments(argv))
    dataset = read(chosen)
    fold = sample(leave_last_out(dataset.interactions).test, ASKED, 0)
    _ = fold.past.weights  # built once, for us as for them
    found: dict[str, Any] = {}
    with peers_on(fold) as peers:
        for name in chosen.algorithms.split(","):
            found[name] = beside_peer(name, PEERS[name], dataset, fold, peers, chosen.repeats)
            progress(f"{name}: {found[name]}")
            if name in MORE_PEERS:
                other = beside_peer(name, MORE_PEERS[name], dataset, fold, peers, chosen.repeats)
                found[f"{name}, beside another"] = other
                progress(f"{name}: {other}")
    if chosen.sasrec:
        from benchmarks._time_to_reach import sasrec_beside_rectools

        reached = sasrec_beside_rectools(chosen)
        found["sasrec"] = {"peer": "rectools SASRec", **reached}
    figures = {"dataset": chosen.dataset, "repeats": chosen.repeats, "limits": LIMITS, **found}
    publish("train", figures)
    conclude(figures, as_json=chosen.json)


def beside_peer(
    name: str,
    peer: tuple[str, dict[str, Any]],
    dataset: Dataset,
    fold: Fold,
    peers: Peers,
    repeats: int,
) -> dict[str, Any]:
    """Seconds and NDCG@10 of ours and theirs."""
    model, params = peer
    peers.fit(model, params)
    wanted = peers.ndcg()
    ours = reaching(wanted, dataset, fold) if name == "ials" else create(name)
    ndcg = evaluate(ours.fit(fold.past, dataset.catalogue), fold).ndcg
    turns = alternate(
        lambda: seconds_of(lambda: type(ours)(**ours.params()).fit(fold.past, dataset.catalogue)),
        lambda: peers.fit(model, params),
        repeats,
    )
    return {"peer": model, "ndcg": ndcg, "peer_ndcg": wanted, **turns} | (
        {"epochs": ours.params()["epochs"]} if name == "ials" else {}
    )


def reaching(wanted: float, dataset: Dataset, fold: Fold) -> Algorithm:
    """Our iALS with as few epochs as reach so much, or with as many as are tried."""
    for epochs in range(1, MOST_EPOCHS + 1):
        model = create("ials", factors=FACTORS, epochs=epochs)
        if evaluate(model.fit(fold.past, dataset.catalogue), fold).ndcg >= wanted:
            break
    return model


if __name__ == "__main__":
    main()
