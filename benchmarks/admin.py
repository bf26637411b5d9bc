"""The admin's pages on a site of 100,000 learners and 10 million events on PostgreSQL.

Every list, every dashboard and the pages of one experiment, version, training, algorithm and row
are asked for by a member of staff. The limit is 500 ms at the median of each page.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks._ingest_site import Site
from benchmarks._running import conclude, progress
from config.servers import postgres, valkey

LIMIT_MS = 500.0


class AdminSite(Site):
    """As `Site`, with people and events by the million."""

    WORLD = "benchmarks._admin_world"


def main(argv: Sequence[str] | None = None) -> None:
    """Measure `worst_to_limit`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--learners", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    chosen = parser.parse_args(sys.argv[1:] if argv is None else argv)
    with tempfile.TemporaryDirectory(prefix="homeroom-admin-") as text:
        folder = Path(text)
        with valkey(folder / "valkey.sock") as redis, postgres() as url:
            site = AdminSite(folder, url, redis)
            progress(f"filling {chosen.learners:,} learners and {chosen.events:,} events …")
            site.ask("prepare", {"learners": chosen.learners, "events": chosen.events})
            progress("asking for every page …")
            pages = site.ask("measure", {"repeats": chosen.repeats})
    medians = {name: page["median_ms"] for name, page in pages.items()}
    slowest = max(medians, key=lambda name: medians[name])
    figures = {
        "benchmark": "admin",
        "learners": chosen.learners,
        "events": chosen.events,
        "pages": len(pages),
        "over_limit": sorted(name for name, median in medians.items() if median > LIMIT_MS),
        "worst_page": slowest,
        "worst_to_limit": medians[slowest] / LIMIT_MS,
        "median_ms": dict(sorted(medians.items(), key=lambda pair: -pair[1])),
        "worst_first_ms": max(page["first_ms"] for page in pages.values()),
    }
    conclude(figures, as_json=chosen.json)


if __name__ == "__main__":
    main()
