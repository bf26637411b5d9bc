"""manage.py import_courses FILE: courses from a CSV or JSON lines file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.importing import REQUIRED, carry_out, plan_import
from courses.tabular import (
    BadTableError,
    add_reading_arguments,
    read_sheet,
    refuse_or_report,
    show_reading,
)


class Command(BaseCommand):
    """Import courses; all rows at once or none, and a second time changes nothing."""

    help = (
        "Import courses. Columns: key, title (both required), subtitle, description, language, "
        "level, status, category (a slug), skills and outcomes (separated by |), "
        "duration_minutes, published_at."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, how to read it, and a name for where it comes from."""
        add_reading_arguments(parser)
        parser.add_argument("--source", default="file", help="keeps keys of several files apart")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, check, and write unless this is a dry run."""
        try:
            sheet = read_sheet(
                options["file"],
                encoding=options["encoding"],
                delimiter=options["delimiter"],
                required=REQUIRED,
            )
        except BadTableError as error:
            raise CommandError(str(error)) from error
        show_reading(self.stdout, sheet)
        plan = plan_import(sheet.rows, options["source"])
        errors = [*sheet.errors, *plan.errors]
        refuse_or_report(self.stdout, errors, skips_bad_rows=options["skip_bad_rows"])
        if options["dry_run"]:
            self.stdout.write(f"Dry run, nothing written: {plan.difference}")
            return
        carry_out(plan)
        self.stdout.write(f"Courses: {plan.difference}")
