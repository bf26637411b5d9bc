"""manage.py evaluate_search: how well the search finds courses across languages, and how quickly."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.serving.live import allow_every_library
from recommendations.understanding.choice import in_force
from recommendations.understanding.exam import examine, read_questions


class Command(BaseCommand):
    """Ask labelled searches of the demo catalogue, by words, by meaning and by both."""

    help = "Measure the search on the demo catalogue; vectors must stand (encode_courses)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One choice."""
        parser.add_argument("--json", action="store_true", help="print figures for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then print a line a way."""
        allow_every_library()
        try:
            questions = read_questions()
        except LookupError as error:
            raise CommandError(f"{error} Try: manage.py demo_world") from error
        figures = examine(questions)
        counts = {name: len(asked) for name, asked in questions.items()}
        if options["json"]:
            facts = {"encoder": in_force().id, "asked": counts, "ways": figures}
            self.stdout.write(json.dumps(facts, indent=2))
            return
        self.stdout.write(f"{in_force().id}: {counts}")
        for way, found in figures.items():
            said = "  ".join(f"{name} {figure:g}" for name, figure in found.items())
            self.stdout.write(f"{way:8} {said}")
