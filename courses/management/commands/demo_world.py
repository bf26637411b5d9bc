"""manage.py demo_world: build the demo world, or say whether it stands and who can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from courses.demo.build import build, is_built
from courses.demo.people import sign_in_lines


class Command(BaseCommand):
    """Build the demo world; running it again changes nothing."""

    help = "Build the demo world of invented courses and simulated learners."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two questions that change nothing."""
        parser.add_argument("--is-built", action="store_true", help="print yes or no")
        parser.add_argument("--sign-ins", action="store_true", help="print who can sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer or build."""
        if options["is_built"]:
            self.stdout.write("yes" if is_built() else "no")
        elif options["sign_ins"]:
            self.stdout.write(sign_in_lines())
        else:
            build(lambda line: self.stdout.write(f"  {line}"))
