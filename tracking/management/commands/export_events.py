"""`manage.py export_events`: the ledger as JSON lines, plain or as xAPI statements."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from tracking import spool, xapi
from tracking.clock import aware
from tracking.models import Event

CHUNK = 5_000


class Command(BaseCommand):
    """Write events one a line, however many there are: nothing is held in memory."""

    help = (
        "Write the events of a period as JSON lines, plain (ndjson) or as xAPI statements (xapi)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to write, and where."""
        parser.add_argument("--since", type=_moment, help="a date or moment, ISO 8601, UTC")
        parser.add_argument("--until", type=_moment, help="a date or moment, itself left out")
        parser.add_argument("--format", choices=["ndjson", "xapi"], default="ndjson")
        parser.add_argument(
            "--home", default="http://localhost/", help="the site, for xAPI's names"
        )
        parser.add_argument("--output", type=Path, help="a file; standard output if not given")

    def handle(self, *_: Any, **options: Any) -> None:
        """Stream the events of the period in the order in which they happened."""
        tell = _teller(options["format"], options["home"])
        events = Event.objects.between(options["since"], options["until"]).select_related("learner")
        target = options["output"].open("w", encoding="utf-8") if options["output"] else self.stdout
        count = 0
        for event in events.iterator(chunk_size=CHUNK):
            target.write(json.dumps(tell(event), cls=DjangoJSONEncoder, ensure_ascii=False) + "\n")
            count += 1
        if options["output"]:
            target.close()
        self.stderr.write(f"{count} events")


def _teller(form: str, home: str) -> Callable[[Event], dict[str, Any]]:
    if form == "ndjson":
        return spool.as_row
    if not home.startswith(("http://", "https://")):
        raise CommandError(f"--home is {home!r}; it takes the address of the site, https://…/")
    return lambda event: xapi.statement_of(event, home.rstrip("/") + "/")


def _moment(text: str) -> datetime:
    return aware(datetime.fromisoformat(text)).astimezone(UTC)
