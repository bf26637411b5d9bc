"""The cached personal homepage beside a bare page of the same size: requests a second, latency.

Both are asked for by the same signed-in learner over kept-open connections, through all of the
site's middleware, from the same web server (granian, two workers), in turns of a few seconds; the
bare page reads its session and its user and returns text. `ratio_to_bare` is the median of the
turns' ratios. Queries are counted for learners on 0, 10 and 300 courses.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks._hammer import hammer, read_page
from benchmarks._home_site import HomeSite
from benchmarks._running import conclude, progress
from config.servers import postgres, valkey

SETTLE_SECONDS = 1.0


def main(argv: Sequence[str] | None = None) -> None:
    """Measure `ratio_to_bare`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each turn and page")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    chosen = parser.parse_args(sys.argv[1:] if argv is None else argv)
    with tempfile.TemporaryDirectory(prefix="homeroom-serve-") as text:
        folder = Path(text)
        with valkey(folder / "valkey.sock") as redis:
            if chosen.postgresql:
                with postgres() as url:
                    figures = measure(HomeSite(folder, url, redis), chosen)
            else:
                url = f"sqlite:///{folder / 'site.sqlite3'}"
                figures = measure(HomeSite(folder, url, redis), chosen)
    conclude({"benchmark": "serve", **figures}, as_json=chosen.json)


def measure(site: HomeSite, chosen: argparse.Namespace) -> dict[str, Any]:
    """All figures of one site."""
    progress("making a world, training, refreshing pages …")
    world = site.world
    session = world["sessions"]["10"]
    with site.running():
        size = len(read_page(site.port, "/", session))
        bare = f"/bare/{size}/"
        for path in ("/", bare):
            hammer(site.port, path, session, SETTLE_SECONDS, chosen.clients)
        turns = []
        for turn in range(chosen.turns):
            pair = [
                hammer(site.port, path, session, chosen.seconds, chosen.clients)
                for path in (bare, "/")
            ]
            turns.append(pair)
            progress(f"turn {turn + 1}: bare {len(pair[0])}, homepage {len(pair[1])} answers")
    return figures_of(turns, chosen.seconds) | {
        "page_bytes": size,
        "queries": {count: counts["kept"] for count, counts in world["queries"].items()},
        "queries_drawn": {count: counts["drawn"] for count, counts in world["queries"].items()},
        "database": "postgresql" if chosen.postgresql else "sqlite",
    }


def figures_of(turns: list[list[list[float]]], seconds: float) -> dict[str, Any]:
    """Ratios and percentiles over all turns."""
    homepage = sorted(taken for _, home in turns for taken in home)
    bare = sorted(taken for plain, _ in turns for taken in plain)
    return {
        "ratio_to_bare": statistics.median(len(home) / len(plain) for plain, home in turns),
        "requests_per_second": len(homepage) / seconds / len(turns),
        "bare_requests_per_second": len(bare) / seconds / len(turns),
        "p50_ms": 1000 * _percentile(homepage, 0.5),
        "p99_ms": 1000 * _percentile(homepage, 0.99),
        "bare_p50_ms": 1000 * _percentile(bare, 0.5),
        "bare_p99_ms": 1000 * _percentile(bare, 0.99),
    }


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    main()
