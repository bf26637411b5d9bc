"""Seconds to fit each algorithm, over the least that any implementation has to do.

The limit of EASE is its Gram matrix and one Cholesky inverse; of item-kNN and transitions the
sparse products that count pairs; of popularity one count. Factorisation has no such limit. With
`--peers PYTHON`, an interpreter of an environment that holds `implicit` and `irspack`, the same
interactions are fitted by them too, and ratios to them are given. `--networks` adds the seconds that
our SASRec takes to reach what RecTools' SASRec reaches on MovieLens-100K.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.sparse import csr_array

from benchmarks._running import arguments, conclude, median_seconds, options, progress, read
from benchmarks._time_to_reach import sasrec_beside_rectools
from recommendations.engine.registry import create
from recommendations.engine.types import Interactions

FITTED = (
    "popularity",
    "trending",
    "item_knn",
    "user_knn",
    "transitions",
    "ease",
    "content",
    "ials",
)
PEERS_OF = {"ease": "irspack_ease", "item_knn": "implicit_cosine", "ials": "implicit_als"}
PEERS = Path(__file__).with_name("_peers.py")


def main(argv: Sequence[str] | None = None) -> None:
    """Measure fits, limits and peers in one run."""
    parser = options(__doc__ or "", dataset="mooccubex")
    parser.add_argument("--peers", help="a Python with implicit and irspack")
    parser.add_argument("--algorithms", default=",".join(FITTED))
    parser.add_argument("--networks", action="store_true", help="also SASRec beside RecTools'")
    chosen = parser.parse_args(arguments(argv))
    dataset = read(chosen)
    interactions = dataset.interactions
    _ = interactions.weights  # built once, for us and for the limits
    limits = limits_of(interactions)
    fits: dict[str, float] = {}
    ratios: dict[str, float] = {}
    for name in [one for one in chosen.algorithms.split(",") if one]:
        fits[name] = median_seconds(
            lambda name=name: create(name).fit(interactions, dataset.catalogue), chosen.repeats
        )
        if name in limits:
            ratios[name] = fits[name] / median_seconds(limits[name], chosen.repeats)
        progress(f"{name}: {fits[name]:.2f} s, {ratios.get(name, float('nan')):.2f} x its limit")
    peers = peer_seconds(interactions, chosen.peers)
    figures = {
        "dataset": chosen.dataset,
        "fit_seconds": fits,
        "ratio_to_limit": ratios,
        "peer_seconds": peers,
        "ratio_to_peer": {
            name: fits[name] / peers[peer]
            for name, peer in PEERS_OF.items()
            if peer in peers and name in fits
        },
        "interactions": len(interactions.indices),
        "repeats": chosen.repeats,
    }
    if chosen.networks:
        figures["sasrec_to_rectools"] = sasrec_beside_rectools(chosen)
    conclude(figures, as_json=chosen.json)


def limits_of(interactions: Interactions) -> Mapping[str, Callable[[], Any]]:
    """The least work of each algorithm that has one."""
    matrix = interactions.weights.astype(np.float64)
    by_course = csr_array(matrix.T)

    def invert() -> None:
        gram = np.asfortranarray((by_course @ matrix).toarray())
        np.fill_diagonal(gram, gram.diagonal() + 100)
        factor, _ = dpotrf(gram, lower=1, clean=0, overwrite_a=1)
        dpotri(factor, lower=1, overwrite_c=1)

    return {
        "popularity": lambda: np.bincount(interactions.indices, interactions.sequence_weights),
        "item_knn": lambda: by_course @ matrix,
        "ease": invert,
    }


def peer_seconds(interactions: Interactions, python: str | None) -> dict[str, float]:
    """Seconds of other libraries on the same interactions; nothing where they are not there."""
    if python is None and not (find_spec("implicit") and find_spec("irspack")):
        progress("implicit and irspack are not here: give --peers PYTHON to compare with them")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matrix.npz"
        weights = interactions.weights
        np.savez(path, indptr=weights.indptr, indices=weights.indices, data=weights.data,
                 shape=weights.shape)  # fmt: skip
        command = [python or sys.executable, str(PEERS), str(path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
