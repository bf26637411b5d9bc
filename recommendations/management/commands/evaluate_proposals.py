"""`manage.py evaluate_proposals`: how good proposed skills, levels and prerequisites are here."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.engine.evaluation.leaving_out import leave_out
from recommendations.engine.features.guesses import FEWEST
from recommendations.sources.described import read_ground
from recommendations.understanding.proposals import SURE


class Command(BaseCommand):
    """Guess each tenth of the catalogue from the others, and compare with what stands there."""

    help = (
        "Propose a place in the catalogue for published courses, each tenth by what the other nine "
        "teach, and compare with what their people chose: means with 95 % intervals. “Offered” is "
        "the share of right ones among those that are sure enough to be offered."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How to print."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Guess and print."""
        ground, ids = read_ground()
        if len(ids) < 2 * FEWEST:
            raise CommandError(f"{len(ids)} published courses: too few to leave some out.")
        found = leave_out(ground, sure=SURE)
        if options["json"]:
            self.stdout.write(json.dumps({name: asdict(one) for name, one in found.items()}))
            return
        for name, one in found.items():
            self.stdout.write(f"{name:<26} {one.mean:.3f} [{one.low:.3f}, {one.high:.3f}]  {one.n}")
