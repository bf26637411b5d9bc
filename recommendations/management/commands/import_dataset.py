"""`manage.py import_dataset NAME`: brings a public data set into the site itself."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from recommendations.imports.dataset import import_dataset
from recommendations.imports.public import SOURCES


class Command(BaseCommand):
    """Courses, learners, enrolments and events in bulk; a second import changes nothing."""

    help = "Import a public data set. " + " ".join(
        f"{name} ({source.label}): {source.note}." for name, source in SOURCES.items()
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which data set, and where the folders of the data sets stand."""
        parser.add_argument("name", choices=sorted(SOURCES))
        parser.add_argument("--folder", type=Path, default=settings.HOMEROOM_DATA_DIR)

    def handle(self, *_: Any, name: str, folder: Path, **__: Any) -> None:
        """Import, and say what was new and how long it took."""
        began = time.monotonic()
        try:
            new = import_dataset(name, folder, say=self._say)
        except FileNotFoundError as error:
            raise CommandError(
                f"The data set is not there ({error}). HOMEROOM_DATA_DIR or --folder names the "
                "folder that holds it."
            ) from None
        self.stdout.write(
            f"{name}: {new.courses:,} new courses, {new.learners:,} learners, "
            f"{new.enrolments:,} enrolments, {new.events:,} events, {new.days:,} days of activity "
            f"in {time.monotonic() - began:.0f} seconds"
        )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
