"""What logging costs and keeps: added time of a page view, events a second, loss after kill -9.

A page of 20 KB is asked for over HTTP by one signed-in learner, through all of the site's
middleware, in turns as a person does (logged) and as a browser that fetches ahead (answered alike,
but not logged): the median of the differences is what logging adds. Then batches are posted to the beacon as fast as the site takes
them, and at last the web server is killed with -9 in the middle of views and batches: what it
had acknowledged must be in the ledger or in the spool.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._ingest_client import Learner, Load
from benchmarks._ingest_site import Site
from benchmarks._running import conclude, progress
from config.servers import ServerMissingError, postgres, valkey

PAIRS = 300
PAUSE_SECONDS = 0.004  # lets the server finish what it does after an answer
LOAD_SECONDS = 5.0
KILLS = 3


def main(argv: Sequence[str] | None = None) -> None:
    """Measure on SQLite and, where its programs are found, on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    chosen = parser.parse_args(sys.argv[1:] if argv is None else argv)
    figures: dict[str, Any] = {}
    for name in ("sqlite", "postgresql"):
        try:
            with database(name) as (folder, url), valkey(folder / "valkey.sock") as redis:
                progress(f"{name}: making a site …")
                figures[name] = measure(Site(folder, url, redis), chosen.pairs)
        except ServerMissingError as missing:
            progress(f"{name} was not measured: {missing}")
            figures[name] = None
    conclude(summary(figures), as_json=chosen.json)


@contextmanager
def database(name: str) -> Iterator[tuple[Path, str]]:
    """A folder for one measurement and the address of an empty database."""
    with tempfile.TemporaryDirectory(prefix="homeroom-ingest-") as text:
        folder = Path(text)
        if name == "sqlite":
            yield folder, f"sqlite:///{folder / 'site.sqlite3'}"
            return
        with postgres() as url:
            yield folder, url


def summary(figures: dict[str, Any]) -> dict[str, Any]:
    """The worst of the databases measured, then each of them."""
    measured = [figure for figure in figures.values() if figure]
    return {
        "benchmark": "ingest",
        "added_ms": max(figure["added_ms"] for figure in measured),
        "events_per_second": min(figure["events_per_second"] for figure in measured),
        "acknowledged": sum(figure["acknowledged"] for figure in measured),
        "lost_after_kill": sum(figure["lost_after_kill"] for figure in measured),
        **figures,
    }


def measure(site: Site, pairs: int) -> dict[str, Any]:
    """All figures on one database."""
    with site.running():
        learner = Learner(site)
        progress("page views …")
        views = added_by_a_view(learner, pairs)
        progress("batches …")
        with Load(site, writers=2) as load:
            time.sleep(LOAD_SECONDS)
        rate = load.acknowledged_events / LOAD_SECONDS
    progress(f"killing the server {KILLS} times …")
    acknowledged, lost = survive_kills(site)
    return {
        **views,
        "events_per_second": round(rate),
        "acknowledged": acknowledged,
        "lost_after_kill": lost,
    }


def added_by_a_view(learner: Learner, pairs: int) -> dict[str, float]:
    """The median time that logging adds to a page, one request at a time and back to back."""
    for _ in range(20):
        learner.look(is_logged=True)
        learner.look(is_logged=False)
    logged, plain = [], []
    for number in range(pairs):
        for is_logged in (True, False) if number % 2 else (False, True):
            seconds = learner.look(is_logged=is_logged)
            (logged if is_logged else plain).append(seconds * 1000)
            time.sleep(PAUSE_SECONDS)
    differences = [a - b for a, b in zip(logged, plain, strict=True)]
    tenth = max(1, pairs // 10)
    return {
        "added_ms": statistics.median(differences),
        # Of the tenth of the requests that other processes disturbed least.
        "added_undisturbed_ms": sorted(logged)[tenth] - sorted(plain)[tenth],
        "page_ms": statistics.median(plain),
        "added_with_aftermath_ms": back_to_back(learner, pairs // 5),
    }


def back_to_back(learner: Learner, count: int) -> float:
    """What a view adds in all, work after the answer included: the server has no pause."""
    added = []
    for _ in range(7):
        seconds = {}
        for is_logged in (True, False):
            start = time.perf_counter()
            for _ in range(count):
                learner.look(is_logged=is_logged)
            seconds[is_logged] = time.perf_counter() - start
        added.append((seconds[True] - seconds[False]) / count * 1000)
    return statistics.median(added)


def survive_kills(site: Site) -> tuple[int, int]:
    """Events that the site acknowledged before it was killed, and how many of them are gone."""
    acknowledged, lost = 0, 0
    for _ in range(KILLS):
        before = site.ask("views")
        with site.running() as server, Load(site, writers=1, lookers=1) as load:
            time.sleep(1.5)
            server.kill()
        missing = site.ask("missing", load.acknowledged_ids)
        views = site.ask("views") - before
        acknowledged += load.acknowledged_events + load.acknowledged_views
        lost += missing + max(0, load.acknowledged_views - views)
    return acknowledged, lost


if __name__ == "__main__":
    main()
