"""How seconds grow with the interactions: parts of a data set, and a made-up larger one.

Each model fits and ranks for everyone on 1, 10 and 100 % of the learners, in a process of its own,
which tells its peak memory. The exponent is the slope of log seconds over log interactions.
With --synthetic, also on 100,000 learners x 5,000 courses and 5 M draws of Zipf's popularity.
Models that solve for all courses at once grow with the cube of those, and are marked.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks._peer_turns import seconds_of
from benchmarks._report import publish
from benchmarks._running import ROOT, arguments, conclude, options, progress, read
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Histories, Interactions

K = 20
SHARES = (0.01, 0.1, 1.0)
LEARNERS, COURSES, INTERACTIONS = 100_000, 5_000, 5_000_000
MODELS = "popularity,trending,item_knn,transitions,rp3beta,ials,bpr,pure_svd,ease"
CUBED = {"ease", "edlae", "next_item_ridge"}
MOST = 1.1


def main(argv: Sequence[str] | None = None) -> None:
    """Measure each model on each part, then the slopes."""
    parser = options(__doc__ or "", dataset="mooccubex", repeats=1)
    parser.add_argument("--algorithms", default=MODELS)
    parser.add_argument("--synthetic", action="store_true", help="also the made-up larger set")
    parser.add_argument("--part", help="a share, or 'synthetic': one part only, of one model")
    chosen = parser.parse_args(arguments(argv))
    if chosen.part:
        conclude(one_part(chosen), as_json=True)
        return
    found = {name: grown(name, chosen) for name in chosen.algorithms.split(",")}
    figures: dict[str, Any] = {"dataset": chosen.dataset, "most_exponent": MOST}
    publish("scale", figures | found)
    conclude(figures | found, as_json=chosen.json)


def grown(name: str, chosen: Namespace) -> dict[str, Any]:
    """The figures of one model on all parts, and its exponents."""
    shares = [str(share) for share in SHARES]
    parts = {share: apart(name, share, chosen) for share in shares}
    sizes = [parts[share]["interactions"] for share in shares]
    row: dict[str, Any] = {
        "seconds": parts[shares[-1]]["fit"],
        "score_seconds": parts[shares[-1]]["score"],
        "fit_exponent": slope(sizes, [parts[share]["fit"] for share in shares]),
        "score_exponent": slope(sizes, [parts[share]["score"] for share in shares]),
        "peak_mib": parts[shares[-1]]["peak_mib"],
        "is_cubed_in_courses": "yes" if name in CUBED else "no",
    }
    if chosen.synthetic:
        made = apart(name, "synthetic", chosen)
        row |= {"synthetic_fit": made["fit"], "synthetic_score": made["score"]}
        row["synthetic_peak_mib"] = made["peak_mib"]
    progress(f"{name}: {row}")
    return row


def apart(name: str, part: str, chosen: Namespace) -> dict[str, Any]:
    """One part in a process of its own, so that its peak of memory is its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--algorithms", name, "--part", part]
    command += ["--dataset", chosen.dataset, "--data-dir", str(chosen.data_dir)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def one_part(chosen: Namespace) -> dict[str, Any]:
    """Fit and rank for everyone; the peak includes reading the data."""
    interactions, catalogue = made_up() if chosen.part == "synthetic" else cut(chosen)
    _ = interactions.weights
    model = create(chosen.algorithms)
    fit = seconds_of(lambda: model.fit(interactions, catalogue))
    histories = Histories.from_interactions(interactions)
    score = seconds_of(lambda: recommend(model, histories, K))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = len(interactions.indices)
    return {"fit": fit, "score": score, "interactions": count, "peak_mib": round(peak)}


def cut(chosen: Namespace) -> tuple[Interactions, Catalogue]:
    """A share of the learners, drawn by a fixed seed, with all that they did."""
    dataset = read(chosen)
    whole = dataset.interactions
    drawn = np.random.default_rng(0).random(whole.n_learners) < float(chosen.part)
    rows = np.flatnonzero(drawn)
    histories = Histories.from_interactions(whole).select(rows)
    return as_interactions(histories, whole.n_courses), dataset.catalogue


def made_up() -> tuple[Interactions, Catalogue]:
    """Learners who draw courses by Zipf's law, each within a field of a tenth of them."""
    random = np.random.default_rng(0)
    learners = random.integers(LEARNERS, size=INTERACTIONS)
    fields = random.integers(10, size=LEARNERS)[learners]
    places = np.minimum(random.zipf(1.3, INTERACTIONS) - 1, COURSES // 10 - 1)
    evenly = random.random(INTERACTIONS) < 0.5
    places[evenly] = random.integers(COURSES // 10, size=int(evenly.sum()))
    courses = fields * (COURSES // 10) + places
    pairs, first = np.unique(learners * COURSES + courses, return_index=True)
    kept = first[np.argsort(pairs // COURSES, kind="stable")]
    events = (learners[kept], courses[kept], np.ones(len(kept)), 1_700_000_000 + kept)
    found = Interactions.from_events(*events, course_ids=np.arange(COURSES))
    return found, Catalogue.build(np.arange(COURSES))


def as_interactions(histories: Histories, n_courses: int) -> Interactions:
    """The learners of some histories, numbered anew."""
    events = (histories.owners, histories.courses, histories.weights, histories.times)
    return Interactions.from_events(*events, course_ids=np.arange(n_courses))


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent of growth, by least squares through the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(np.maximum(seconds, 1e-3)), 1)[0])


if __name__ == "__main__":
    main()
