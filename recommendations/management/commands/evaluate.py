"""Compare algorithms on a public data set or a stranger's file, all chosen on validation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.engine.data.readers import Dataset
from recommendations.engine.evaluation.blended import compare_blend
from recommendations.engine.evaluation.exam import Line
from recommendations.engine.evaluation.experiment import compare
from recommendations.engine.evaluation.protocols import FOLDS, PROTOCOLS, usual_protocol
from recommendations.engine.registry import names
from recommendations.management.cold import COLD, add_cold_arguments, cold_lines
from recommendations.management.datasets import add_dataset_arguments, read_named
from recommendations.management.reports import check_outputs, row, write_outputs


class Command(BaseCommand):
    """`evaluate --dataset NAME --algorithms a,b,c`, or `--blend`; one result a line."""

    help = "Judge algorithms on a data set: full ranking, history masked, 95 % intervals."
    requires_system_checks = ()  # files in, figures out: neither URLs nor tables

    def add_arguments(self, parser: CommandParser) -> None:
        """What to judge, on what, and how to print it."""
        add_dataset_arguments(parser)
        parser.add_argument(
            "--protocol",
            choices=(*PROTOCOLS, *COLD),
            help="default: the set's own split where it has one, else leave_last_out",
        )
        add_cold_arguments(parser)
        parser.add_argument("--folds", type=int, default=FOLDS, help="of the rolling protocol")
        parser.add_argument("--algorithms", help="names with commas; default: all")
        parser.add_argument(
            "--blend", action="store_true", help="choose sources and weights: best single and blend"
        )
        parser.add_argument("--minutes", type=float, help="the most that --blend may take")
        parser.add_argument(
            "--defaults", action="store_true", help="take the default knobs, choose nothing"
        )
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument(
            "--output", type=Path, action="append", default=[], help="FILE.md, .jsonl or .png"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each result as soon as it is there; progress goes to the error stream."""
        algorithms = _algorithms(options["algorithms"])
        if options["minutes"] is not None and not (options["blend"] and options["minutes"] > 0):
            raise CommandError("--minutes bounds --blend, and must be above 0.")
        check_outputs(options["output"])
        try:
            lines = []
            for line in self._lines(read_named(options), algorithms, options):
                self.stdout.write(json.dumps(line) if options["json"] else row(line))
                self.stdout.flush()
                lines.append(line)
                write_outputs(options["output"], lines)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _lines(
        self, dataset: Dataset, algorithms: list[str], options: dict[str, Any]
    ) -> Iterator[Line]:
        """The results one after another."""
        if options["protocol"] in COLD:
            return cold_lines(dataset, algorithms, options, self._note)
        protocol = options["protocol"] or usual_protocol(dataset)
        told = {"folds": options["folds"], "seed": options["seed"], "note": self._note}
        if options["blend"]:
            return compare_blend(
                dataset, protocol, algorithms=algorithms, minutes=options["minutes"], **told
            )
        asked = algorithms or names()
        return compare(dataset, protocol, asked, is_tuned=not options["defaults"], **told)

    def _note(self, text: str) -> None:
        """Progress, for whoever waits."""
        self.stderr.write(text)
        self.stderr.flush()


def _algorithms(text: str | None) -> list[str]:
    """The names that were asked for; none means all."""
    found = [name.strip() for name in (text or "").split(",") if name.strip()]
    strangers = sorted(set(found) - set(names()))
    if strangers:
        raise CommandError(f"Unknown: {', '.join(strangers)}. There are: {', '.join(names())}")
    return found
