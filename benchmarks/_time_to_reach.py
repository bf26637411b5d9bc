"""Seconds that our SASRec takes to reach what RecTools' SASRec reaches on MovieLens-100K.

Leave-last-out, judged on the test part by our metric code, one thread each, both in this run. Ours
is trained with ever more epochs until it reaches as much; the seconds are those of that one fit.
RecTools gets our width and heads and stops early by its held out loss; all else is its default.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from benchmarks._peer_lists import PeerLists
from benchmarks._running import progress, read
from recommendations.engine.evaluation.protocols import evaluate, judge, splits_of
from recommendations.engine.registry import create

PEER = "rectools SASRec"
PARAMS: dict[str, Any] = {"n_factors": 64, "n_heads": 2}  # as ours
EPOCHS = (2, 4, 8, 16, 32)


def sasrec_beside_rectools(chosen: argparse.Namespace) -> dict[str, Any]:
    """What both reach, in how many seconds, and the ratio; none where ours never reaches it."""
    dataset = read(argparse.Namespace(**vars(chosen) | {"dataset": "movielens_100k"}))
    (split,) = splits_of(dataset, "leave_last_out", folds=1)
    lists, job = PeerLists(split), (PEER, PARAMS)
    lists.forget("test", job)
    ((_, (ranked, theirs)),) = lists.of("test", [job])
    wanted = judge(ranked, split.test).ndcg
    progress(f"{PEER}: ndcg@10 {wanted:.4f} in {theirs:.1f} s")
    figures: dict[str, Any] = {"rectools_ndcg": wanted, "rectools_seconds": theirs}
    for epochs in EPOCHS:
        model = create("sasrec", epochs=epochs, patience=0)
        start = time.perf_counter()
        model.fit(split.test.past, dataset.catalogue)
        ours = time.perf_counter() - start
        reached = evaluate(model, split.test).ndcg
        progress(f"sasrec, {epochs} epochs: ndcg@10 {reached:.4f} in {ours:.1f} s")
        if reached >= wanted:
            mine = {"epochs": epochs, "ndcg": reached, "seconds": ours, "ratio": ours / theirs}
            return figures | mine
    return figures
