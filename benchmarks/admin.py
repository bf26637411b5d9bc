"""The admin's pages on a site of 100,000 learners and 10 million events on PostgreSQL.

Every list, every dashboard, the pages of one experiment, version, training, algorithm, row and
rule, the comparison of two versions, the trace of a learner's page, "why not", and previews of
changes are asked for by a member of staff. The limit is 500 ms at the median of each page: by the
clock, and beside it by the work of the processor, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks._ingest_site import Site
from benchmarks._report import publish
from benchmarks._running import conclude, progress
from config.servers import postgres, valkey

LIMIT_MS = 500.0
# A server as it would be set up for so many events; nothing of it has to outlive a crash.
SERVER = (
    "shared_buffers=1GB",
    "max_wal_size=8GB",
    "fsync=off",
    "full_page_writes=off",
    "max_parallel_workers_per_gather=0",
)


class AdminSite(Site):
    """As `Site`, with people and events by the million."""

    WORLD = "benchmarks._admin_world"
    TELLS = True


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
        with valkey(folder / "valkey.sock") as redis, postgres(*SERVER) as url:
            site = AdminSite(folder, url, redis)
            progress(f"filling {chosen.learners:,} learners and {chosen.events:,} events …")
            site.ask("prepare", {"learners": chosen.learners, "events": chosen.events})
            progress("asking for every page …")
            pages = site.ask("measure", {"repeats": chosen.repeats})
    figures = figures_of(pages, chosen.learners, chosen.events)
    publish("admin", {**figures, **figures["milliseconds"]})
    conclude(figures, as_json=chosen.json)


def figures_of(pages: dict[str, Any], learners: int, events: int) -> dict[str, Any]:
    """What is told: the slowest page by the clock and by its work, and all pages."""
    found: dict[str, Any] = {
        "benchmark": "admin", "learners": learners, "events": events, "pages": len(pages),
        "load": os.getloadavg()[0],
    }  # fmt: skip
    for kind in ("work_ms", "median_ms"):
        slowest = max(pages, key=lambda name: pages[name][kind])
        over = sorted(name for name, page in pages.items() if page[kind] > LIMIT_MS)
        found[f"worst_by_{kind}"] = slowest
        found[f"worst_{kind}_to_limit"] = pages[slowest][kind] / LIMIT_MS
        found[f"over_limit_by_{kind}"] = ", ".join(over) if kind == "work_ms" else len(over)
    order = sorted(pages, key=lambda name: -pages[name]["work_ms"])
    return found | {"milliseconds": {name: pages[name] for name in order}}


if __name__ == "__main__":
    main()
