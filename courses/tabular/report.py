"""What an import command asks and says: how it read, what would change, which rows are bad."""

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from courses.tabular.encoding import CHOICES
from courses.tabular.sheet import RowError, Sheet


@dataclass(frozen=True)
class Difference:
    """What an import changes."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged"


def add_reading_arguments(parser: ArgumentParser) -> None:
    """The options that every import of a file has."""
    parser.add_argument("file", type=Path, help="CSV (with a header) or JSON lines")
    parser.add_argument(
        "--encoding", default="", help=f"guessed if not given: {', '.join(CHOICES)}"
    )
    parser.add_argument(
        "--delimiter", default="", help="guessed if not given; one character or tab"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would change; write nothing"
    )
    parser.add_argument(
        "--skip-bad-rows", action="store_true", help="import the good rows even where some are bad"
    )


def show_reading(stdout: OutputWrapper, sheet: Sheet) -> None:
    """Say how the file was read, so that a wrong guess is seen before anything is written."""
    how = "guessed; --encoding chooses another" if sheet.encoding.is_guess else "certain"
    stdout.write(f"{sheet.path}: encoding {sheet.encoding.name} ({how})")
    if sheet.delimiter:
        how = "guessed; --delimiter chooses another" if sheet.is_delimiter_guessed else "chosen"
        stdout.write(f"Delimiter {sheet.delimiter!r} ({how})")
    stdout.write(f"{len(sheet.rows)} rows, columns {', '.join(sheet.columns)}")
    if sheet.rows:
        first = "; ".join(f"{name} = {sheet.rows[0].text(name)[:40]}" for name in sheet.columns)
        stdout.write(f"Row {sheet.rows[0].number}: {first}")


def refuse_or_report(
    stdout: OutputWrapper, errors: Sequence[RowError], *, skips_bad_rows: bool
) -> None:
    """List every bad row; unless they are to be skipped, stop before anything is written."""
    for error in sorted(errors, key=lambda error: error.number):
        stdout.write(f"Row {error.number}: {error.reason}")
    if errors and not skips_bad_rows:
        raise CommandError(
            f"{len(errors)} bad rows: nothing was imported. "
            "Mend them, or give --skip-bad-rows to import the others."
        )
