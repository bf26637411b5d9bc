"""Compare algorithms on a public data set: one result for each, chosen on validation."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.engine.data.readers import FORMS, READERS, Dataset, read_dataset, read_form
from recommendations.engine.evaluation.experiment import compare
from recommendations.engine.evaluation.protocols import PROTOCOLS, usual_protocol
from recommendations.engine.registry import names

ROOT = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    """`evaluate --dataset NAME --protocol leave_last_out|temporal --algorithms a,b,c --json`."""

    help = "Judge algorithms on a public data set: full ranking, history masked, 95 % intervals."
    requires_system_checks = ()  # files in, figures out: neither URLs nor tables

    def add_arguments(self, parser: CommandParser) -> None:
        """What to judge, on what, and how to print it."""
        parser.add_argument("--dataset", choices=sorted(READERS), help="a public data set")
        parser.add_argument("--form", choices=FORMS, help="the form of any other file: with --path")
        parser.add_argument("--path", type=Path, help="the file or folder to read")
        parser.add_argument(
            "--protocol",
            choices=PROTOCOLS,
            help="default: the set's own split where it has one, else leave_last_out",
        )
        parser.add_argument("--algorithms", default=",".join(names()), help="names with commas")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument(
            "--defaults", action="store_true", help="take the default knobs, choose nothing"
        )
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--data-dir", default=os.environ.get("HOMEROOM_DATA_DIR", str(ROOT / "../shared/data"))
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each result as soon as it is there; progress goes to the error stream."""
        algorithms = [name.strip() for name in options["algorithms"].split(",") if name.strip()]
        strangers = sorted(set(algorithms) - set(names()))
        if strangers:
            raise CommandError(f"Unknown: {', '.join(strangers)}. There are: {', '.join(names())}")
        try:
            dataset = _read(options)
            lines = compare(
                dataset,
                options["protocol"] or usual_protocol(dataset),
                algorithms,
                is_tuned=not options["defaults"],
                seed=options["seed"],
                note=self.stderr.write,
            )
            for line in lines:
                self.stdout.write(json.dumps(line) if options["json"] else _row(line))
                self.stdout.flush()
        except (FileNotFoundError, ValueError) as error:
            raise CommandError(str(error)) from error


def _read(options: dict[str, Any]) -> Dataset:
    """The data set that is named, or the file of a form."""
    if options["dataset"]:
        return read_dataset(options["dataset"], Path(options["data_dir"]), options["path"])
    if not (options["form"] and options["path"]):
        raise CommandError("Name what to read: --dataset NAME, or --form FORM --path FILE.")
    return read_form(options["form"], options["path"])


def _row(line: dict[str, Any]) -> str:
    """A result for the eye."""
    low, high = line["ndcg@10_ci"]
    return (
        f"{line['algorithm']:<12} ndcg@10 {line['ndcg@10']:.4f} [{low:.4f}, {high:.4f}]  "
        f"hr@10 {line['hr@10']:.4f}  coverage@10 {line['coverage@10']:.3f}  "
        f"fit {line['fit_seconds']:.1f} s  score {line['score_seconds']:.1f} s  "
        f"{line['peak_mb']:.0f} MB"
    )
