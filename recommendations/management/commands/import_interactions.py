"""`manage.py import_interactions FILE`: what learners did elsewhere, from CSV or JSON lines."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.tabular import (
    BadTableError,
    add_reading_arguments,
    read_sheet,
    refuse_or_report,
    show_reading,
)
from recommendations.imports.interactions import REQUIRED, carry_out, plan_import


class Command(BaseCommand):
    """Import interactions; all rows at once or none, and a second time changes nothing."""

    help = (
        "Import what learners did. Columns: learner (e-mail, or key in the source), course (key in "
        "the source, or # and the number in the course's address), time (ISO 8601, UTC where no "
        "zone is named, or seconds since 1970) are required; verb (enrolled if not given), value "
        "and id (a UUID) may be there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, how to read it, where it comes from, and what to do with new learners."""
        add_reading_arguments(parser)
        parser.add_argument("--source", default="file", help="as given to import_courses")
        parser.add_argument(
            "--create-learners",
            action="store_true",
            help="make a learner, who cannot sign in, for each unknown key; their consent to "
            "personalisation must have been asked for where the file comes from",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, show, check, and write unless this is a dry run."""
        reading = {name: options[name] for name in ("encoding", "delimiter")}
        try:
            sheet = read_sheet(options["file"], required=REQUIRED, **reading)
        except BadTableError as error:
            raise CommandError(str(error)) from error
        show_reading(self.stdout, sheet)
        makes_learners = options["create_learners"]
        plan = plan_import(sheet.rows, options["source"], makes_learners=makes_learners)
        errors = [*sheet.errors, *plan.errors]
        refuse_or_report(self.stdout, errors, skips_bad_rows=options["skip_bad_rows"])
        if options["dry_run"]:
            self.stdout.write(f"Dry run, nothing written: {plan}")
            return
        carry_out(plan)
        self.stdout.write(f"Interactions: {plan}")
