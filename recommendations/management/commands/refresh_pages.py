"""`manage.py refresh_pages`: recompute every learner's page, with progress."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations import locks
from recommendations.homepage.refresh import fail_refresh, refresh_all
from recommendations.models import RefreshRun
from recommendations.serving.live import allow_every_library
from recommendations.sources.alike import find_alike


class Command(BaseCommand):
    """Refresh all pages."""

    help = "Recompute the homepage of every learner who agreed to personalisation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to run."""
        parser.add_argument("--background", action="store_true", help="have workers do it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh here, shard after shard, or ask the workers."""
        if options["background"]:
            from recommendations.tasks import refresh_pages

            refresh_pages.delay()
            self.stdout.write("The workers refresh all pages.")
            return
        self._refresh_here()

    def _refresh_here(self) -> None:
        allow_every_library()
        find_alike()
        run, start = RefreshRun.objects.create(), time.perf_counter()
        try:
            refresh_all(run, self._report)
        except locks.Busy as error:
            raise CommandError("Another refresh of all pages is running.") from error
        except Exception as error:
            fail_refresh(run, f"{type(error).__name__}: {error}")
            raise
        run.refresh_from_db()
        self.stdout.write(f"{run.done} pages in {time.perf_counter() - start:.1f} s.")

    def _report(self, done: int, total: int) -> None:
        self.stdout.write(f"[{done}/{total}] pages")
        self.stdout.flush()
