"""manage.py import_prerequisites FILE: which skill builds on which, from a CSV or JSON lines file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from courses.linking import carry_out, plan_links
from courses.models.skill_graph import lock_graph
from courses.tabular import (
    BadTableError,
    add_reading_arguments,
    read_sheet,
    refuse_or_report,
    show_reading,
)


class Command(BaseCommand):
    """Import pairs of skills; a second time changes nothing, and a cycle is refused by name."""

    help = (
        "Import prerequisites of skills, one pair a row. Skills are found by slug or name; those "
        "that are missing are made. A pair that would close a cycle is a bad row."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, how to read it, and which column says what."""
        add_reading_arguments(parser)
        parser.add_argument("--skill", default="skill", help="column of what builds on it")
        parser.add_argument("--requires", default="requires", help="column of what is required")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, check, and write unless this is a dry run."""
        columns = options["skill"], options["requires"]
        try:
            sheet = read_sheet(
                options["file"],
                encoding=options["encoding"],
                delimiter=options["delimiter"],
                required=columns,
            )
        except BadTableError as error:
            raise CommandError(str(error)) from error
        show_reading(self.stdout, sheet)
        lock_graph()
        plan = plan_links(sheet.rows, *columns)
        errors = [*sheet.errors, *plan.errors]
        refuse_or_report(self.stdout, errors, skips_bad_rows=options["skip_bad_rows"])
        if options["dry_run"]:
            self.stdout.write(f"Dry run, nothing written: {plan.difference}")
            return
        carry_out(plan)
        self.stdout.write(f"Prerequisites: {plan.difference}; {len(plan.names)} new skills")
