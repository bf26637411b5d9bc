"""Makes the films that the demo courses show; films that exist are left as they are."""

import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from courses.films import FOLDER, SCENES
from courses.films.making import make_film


class Command(BaseCommand):
    """manage.py make_films."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Films are made side by side."""
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)

    def handle(self, *args: Any, processes: int, **options: Any) -> None:
        """Make what is missing in the media folder."""
        folder = Path(settings.MEDIA_ROOT) / FOLDER
        missing = [film for film in SCENES if not (folder / f"{film}.webm").exists()]
        if not missing:
            self.stdout.write(f"All {len(SCENES)} films are there.")
            return
        # A new interpreter for each process: forking one that has threads may hang.
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            made = {pool.submit(make_film, film, folder / f"{film}.webm"): film for film in missing}
            for number, done in enumerate(as_completed(made), start=1):
                done.result()
                self.stdout.write(f"  {number} of {len(missing)}: {made[done]}")
