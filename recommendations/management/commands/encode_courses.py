"""manage.py encode_courses: encode the texts of courses that changed, here and now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.understanding.encoding import encode_changed


class Command(BaseCommand):
    """Encode what changed; running it again changes nothing."""

    help = "Encode the texts of courses that changed since they were read, as workers do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One choice."""
        parser.add_argument("--all", action="store_true", help="compare the texts of every course")

    def handle(self, *args: Any, **options: Any) -> None:
        """Encode, then say how much there was to do."""
        done = encode_changed(seconds=float("inf"), reads_all=options["all"])
        if done.fault:
            raise CommandError(done.fault)
        self.stdout.write(f"{done.courses} courses read, {done.texts} texts encoded")
