"""Judge whole pages: the assembler beside rows stacked one by one, on data cut at a moment."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.engine.registry import names
from recommendations.homepage.defaults import WEIGHTS
from recommendations.management.datasets import add_dataset_arguments, read_named
from recommendations.models import Arrangement

KNOBS = ("diversity", "calibration", "freshness")


class Command(BaseCommand):
    """`evaluate_page --dataset coco_udemy --json`: four figures for each way to make a page."""

    help = (
        "Judge the first screen of whole pages: different relevant courses, redundancy, distance "
        "from the learner's mix of interests, and share of new courses."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What to judge, on what, with which arrangement."""
        add_dataset_arguments(parser)
        parser.add_argument("--algorithms", help="names with commas; default: those of a new site")
        parser.add_argument("--learners", type=int, default=2_000, help="at most so many")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--validation",
            action="store_true",
            help="judge on the part that settings are chosen on",
        )
        for knob in KNOBS:
            parser.add_argument(f"--{knob}", type=float, help="instead of the default")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; progress goes to the error stream."""
        from recommendations.page_exam import page_line

        changes = {knob: options[knob] for knob in KNOBS if options[knob] is not None}
        algorithms = (options["algorithms"] or ",".join(WEIGHTS)).split(",")
        if strangers := sorted(set(algorithms) - set(names())):
            raise CommandError(f"Unknown: {', '.join(strangers)}.")
        try:
            dataset = read_named(options)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if not dataset.has_times:
            raise CommandError(f"{dataset.name} has no moments to cut at; coco_udemy has.")
        line = page_line(
            dataset, algorithms, Arrangement(**changes),
            learners=options["learners"], seed=options["seed"],
            is_validation=options["validation"], note=self._note,
        )  # fmt: skip
        self.stdout.write(json.dumps(line) if options["json"] else _table(line))

    def _note(self, text: str) -> None:
        """Progress, for whoever waits."""
        self.stderr.write(text)
        self.stderr.flush()


def _table(line: dict[str, Any]) -> str:
    ways = [name for name in line if name in ("assembler", "stacked", "stacked_without_repeats")]
    figures = list(line[ways[0]])
    head = f"{'':26}" + "".join(f"{name:>20}" for name in figures)
    rows = [f"{way:26}" + "".join(f"{line[way][name]:>20}" for name in figures) for way in ways]
    return "\n".join([head, *rows])
