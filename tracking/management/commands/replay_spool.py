"""`manage.py replay_spool`: brings this machine's spooled events into the ledger."""

from typing import Any

from django.core.management.base import BaseCommand

from tracking.replay import replay


class Command(BaseCommand):
    """For machines that run web processes but no worker, and for looking after the spool by hand."""

    help = "Write events that were spooled on this machine while the ledger could not be written."

    def handle(self, *_: Any, **__: Any) -> None:
        """Replay once and say what became of the events."""
        result = replay()
        self.stdout.write(
            f"{result.written} written, {result.dropped} dropped (their people left or said no), "
            f"{result.rejected} unreadable"
        )
