"""Trains a local language model further on the site's own catalogue."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.language.providers.transformers import INSTALL
from recommendations.language.tuning import Plan, finetune


class Command(BaseCommand):
    """`manage.py finetune_language_model models/gpt2 models/ours --epochs 3 --json`."""

    help = "Train a local language model further on the catalogue, by LoRA; goes on if stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder to begin with, the folder to write, and how long."""
        parser.add_argument("folder")
        parser.add_argument("out", type=Path)
        parser.add_argument("--epochs", type=int, default=1)
        parser.add_argument("--block", type=int, default=256, help="tokens at a time")
        parser.add_argument("--steps", type=int, help="stop after so many, to go on another time")
        parser.add_argument("--save-every", type=int, default=50, help="steps between checkpoints")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, **options: Any) -> None:
        """Train, and print perplexity on held-out texts before and after."""
        plan = Plan(
            folder=options["folder"],
            out=options["out"],
            epochs=options["epochs"],
            block=options["block"],
            save_every=options["save_every"],
            seed=options["seed"],
            most_steps=options["steps"],
        )
        report = self.stderr.write if options["json"] else self.stdout.write
        try:
            found = finetune(plan, report)
        except ImportError as error:
            raise CommandError(f"{error.name} is missing: {INSTALL}") from error
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(found))
