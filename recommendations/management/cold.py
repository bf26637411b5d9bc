"""What `evaluate` does for newcomers and for new courses."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError

from recommendations.engine.data.readers import Dataset
from recommendations.engine.evaluation.cold import Line, compare_cold
from recommendations.engine.evaluation.cold_courses import WELCOMING, compare_cold_courses
from recommendations.engine.evaluation.validation import Note
from recommendations.engine.registry import names
from recommendations.management.reports import check_plain

COLD = ("cold", "cold_courses")
EVENTS = (0, 1, 3, 5)
SERVED = "served"  # the blend that a new site serves


def add_cold_arguments(parser: ArgumentParser) -> None:
    """How much is known of newcomers, and how many learners are looked at."""
    parser.add_argument(
        "--events", type=counts, default=EVENTS, help="of the cold protocol, with commas"
    )
    parser.add_argument(
        "--share", type=_share, default=1.0, help="of the learners, for a quick look (cold only)"
    )


def cold_lines(
    dataset: Dataset, algorithms: list[str], options: dict[str, Any], note: Note
) -> Iterator[Line]:
    """Every algorithm at its defaults; for newcomers also the blend that a new site serves."""
    if options["blend"]:
        raise CommandError("--blend chooses on a split; cold protocols take what is named.")
    check_plain(options["output"])
    told = {"share": options["share"], "seed": options["seed"], "note": note}
    if options["protocol"] == "cold_courses":
        return compare_cold_courses(dataset, algorithms or WELCOMING, **told)
    asked: dict[str, Any] = {name: (name, {}) for name in algorithms or names()}
    return compare_cold(dataset, {**asked, SERVED: _served()}, options["events"], **told)


def _served() -> tuple[str, dict[str, Any]]:
    from recommendations.homepage.defaults import WEIGHTS

    return "hybrid", {"sources": dict(WEIGHTS)}


def counts(text: str) -> tuple[int, ...]:
    """Numbers with commas, each once, ascending."""
    try:
        found = sorted({int(part) for part in text.split(",")})
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r}: numbers with commas, such as 0,1,3,5") from error
    if found[0] < 0 or found[-1] > 50:
        raise ArgumentTypeError("numbers of events lie between 0 and 50")
    return tuple(found)


def _share(text: str) -> float:
    found = float(text)
    if not 0 < found <= 1:
        raise ArgumentTypeError("a share lies above 0 and at most at 1")
    return found
