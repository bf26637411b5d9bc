"""From an event to a changed homepage: how many seconds, with one worker.

A signed-in learner opens a course page that they never saw, over HTTP, and asks for their homepage
again and again until it gives that course as a reason. The clock starts before the course page is
asked for, so that logging, the debounce, the queue, the worker, storing and drawing all count.
Meanwhile other learners' browsers report 50 events a second, and half of them are on their homepage,
so that the one worker refreshes their pages too. Whoever asks before the worker is done gets a page
that the request computes itself.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

from benchmarks._fresh_load import OthersAtWork
from benchmarks._hammer import read_page
from benchmarks._home_site import HomeSite
from benchmarks._home_world import COURSES_A_FIELD, FIELDS
from benchmarks._running import conclude, progress
from config.servers import postgres, valkey

LEARNERS, OTHERS = 30, 60
EVENTS_A_SECOND = 50.0
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 30.0


def main(argv: Sequence[str] | None = None) -> None:
    """Measure `median_seconds`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--events", type=float, default=EVENTS_A_SECOND, help="a second, by others")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    chosen = parser.parse_args(sys.argv[1:] if argv is None else argv)
    with tempfile.TemporaryDirectory(prefix="homeroom-fresh-") as text:
        folder = Path(text)
        with valkey(folder / "valkey.sock") as redis:
            if chosen.postgresql:
                with postgres() as url:
                    figures = measure(FreshSite(folder, url, redis), chosen)
            else:
                url = f"sqlite:///{folder / 'site.sqlite3'}"
                figures = measure(FreshSite(folder, url, redis), chosen)
    database = "postgresql" if chosen.postgresql else "sqlite"
    conclude({"benchmark": "fresh", **figures, "database": database}, as_json=chosen.json)


class FreshSite(HomeSite):
    """The site with learners who will do something."""

    WISHES = {"active": LEARNERS + OTHERS}  # noqa: RUF012


def measure(site: HomeSite, chosen: argparse.Namespace) -> dict[str, Any]:
    """Learner after learner does one thing, while others do many."""
    progress("making a world, training, refreshing pages …")
    world = site.world
    others = world["active"][LEARNERS:]
    with site.running(), site.working():
        load = OthersAtWork(site.port, others, world["courses"], chosen.events)
        with load:
            taken = sorted(
                one_learner(site, number) for number in range(min(chosen.learners, LEARNERS))
            )
            rate = load.rate
    return {
        "median_seconds": statistics.median(taken),
        "p95": taken[int(0.95 * (len(taken) - 1))],
        "max": taken[-1],
        "learners": len(taken),
        "events_a_second": round(rate, 1),
    }


def one_learner(site: HomeSite, number: int) -> float:
    """How long it takes for one of them."""
    world, course = site.world, unseen_by(number)
    title = world["titles"][course]
    found = wait(site.port, world["active"][number], world["courses"][course], title)
    progress(f"learner {number + 1}: {found:.2f} s")
    return found


def unseen_by(number: int) -> int:
    """A course of a field that is not the learner's own (see `_home_world.make_learners`)."""
    return (number + FIELDS // 2) % FIELDS * COURSES_A_FIELD + number % COURSES_A_FIELD


def wait(port: int, session: str, course: int, title: str) -> float:
    """Open the page of a course and wait until the homepage says so."""
    words = f"Because you looked at “{title}”"
    if words in page(port, session):
        raise RuntimeError(f"the homepage names {title} before it was looked at")
    start = time.perf_counter()
    read_page(
        port, f"/course/{course}/{title.lower().replace(', ', '-').replace(' ', '-')}/", session
    )
    while words not in page(port, session):
        if time.perf_counter() - start > PATIENCE_SECONDS:
            raise RuntimeError(f"the homepage never named {title}")
        time.sleep(POLL_SECONDS)
    return time.perf_counter() - start


def page(port: int, session: str) -> str:
    """The homepage's text."""
    return unescape(read_page(port, "/", session).decode())


if __name__ == "__main__":
    main()
