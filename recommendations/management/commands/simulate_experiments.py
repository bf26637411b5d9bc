"""`manage.py simulate_experiments`: do the statistics of experiments keep their word?"""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from recommendations.experiments.statistics.simulation import DAYS, LIFT, Findings, simulate

TEXT = """\
{runs} simulated experiments without an effect, looked at on each of {days} days:
  false winners        {false_win_rate:.1%} (promised: at most 5 %)
  with fixed limits    {false_win_rate_of_fixed_limits:.1%} (what peeking does to the usual test)
  false alarms         {srm_false_alarms:.1%} about the shares of learners
{power_runs} with a true {lift:+.0%} and {learners_of_power:,} learners:
  found                {power:.1%} (promised: {promised_power:.1%})
{power_runs} whose traffic is 60/40 instead of 50/50:
  caught               {srm_caught:.1%}"""


class Command(BaseCommand):
    """Simulate experiments whose truth is known."""

    help = "Simulate experiments whose truth is known and print how often they are read rightly."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many."""
        parser.add_argument("--runs", type=int, default=1000, help="without an effect")
        parser.add_argument("--power-runs", type=int, default=400, help="with an effect of +5 %%")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Simulate and print."""
        found = simulate(max(options["runs"], 1), max(options["power_runs"], 1), options["seed"])
        self.stdout.write(json.dumps(asdict(found)) if options["json"] else _told(found))


def _told(found: Findings) -> str:
    return TEXT.format(**asdict(found), days=DAYS, lift=LIFT)
