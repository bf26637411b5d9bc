"""`manage.py evaluate_order`: whether a language model orders courses for newcomers better."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.engine.ranking.ensemble import FUSIONS
from recommendations.management.cold import EVENTS, counts
from recommendations.management.datasets import SITE, add_dataset_arguments, read_named
from recommendations.models import AlgorithmSetting, LanguageModel, OrderTrial
from recommendations.serving.live import allow_every_library
from recommendations.training.orders import Plan, run_trial
from recommendations.training.trial import is_known_algorithm


class Command(BaseCommand):
    """Ask about newcomers whose next course is known; the verdict is kept for staff."""

    help = "Measure the language model that is on as a ranker for newcomers, against the blend."

    def add_arguments(self, parser: CommandParser) -> None:
        """What is measured, and how."""
        add_dataset_arguments(parser)
        parser.set_defaults(dataset=SITE)
        parser.add_argument("--model", help="name of a language model; default: the one that is on")
        parser.add_argument("--events", type=counts, default=(0, 1, 3), help=f"such as {EVENTS}")
        parser.add_argument("--weight", type=float, default=Plan.weight, help="of what it says")
        parser.add_argument("--candidates", type=int, default=Plan.candidates)
        parser.add_argument("--learners", type=int, default=Plan.most_learners, help="at most")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--json", action="store_true", help="print figures for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, then print a line for each number of events and the verdict."""
        if not 0 <= options["weight"] <= 1 or not 2 <= options["candidates"] <= 50:
            raise CommandError("--weight lies between 0 and 1, --candidates between 2 and 50.")
        allow_every_library()
        model = _model(options["model"])
        plan = Plan(
            options["weight"], options["candidates"], options["events"], options["learners"],
            options["seed"],
        )  # fmt: skip
        is_site = options["dataset"] == SITE
        trial = run_trial(model, read_named(options), _blend(is_site=is_site), plan)
        if options["json"]:
            self.stdout.write(json.dumps(_facts(trial), indent=2, ensure_ascii=False))
            return
        for line in trial.figures:
            self.stdout.write("  ".join(f"{name} {value}" for name, value in line.items()))
        self.stdout.write("won" if trial.has_won else "not won: it serves only by force")


def _model(name: str | None) -> LanguageModel:
    found = LanguageModel.objects.by_name(name) if name else LanguageModel.objects.now()
    if found is None:
        raise CommandError("No such language model is there, or none is on.")
    return found


def _blend(*, is_site: bool) -> tuple[str, dict[str, Any]]:
    """The blend that serves: with the weights and knobs of this site, or of a new one."""
    from recommendations.homepage.defaults import WEIGHTS

    if not is_site:
        return "hybrid", {"sources": dict(WEIGHTS)}
    settings = [
        one
        for one in AlgorithmSetting.objects.all()
        if is_known_algorithm(one) and one.name not in FUSIONS
    ]
    weights = {one.name: one.weight for one in settings if one.weight > 0}
    knobs = {one.name: one.params for one in settings if one.name in weights and one.params}
    return "hybrid", {"sources": weights, "settings": knobs}


def _facts(trial: OrderTrial) -> dict[str, Any]:
    return {
        "model": trial.asked,
        "dataset": trial.dataset,
        "weight": trial.weight,
        "candidates": trial.candidates,
        "events": trial.figures,
        "verdict": trial.verdict,
    }
