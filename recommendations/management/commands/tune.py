"""`manage.py tune ALGORITHM --dataset NAME --trials N`: the best knobs, chosen on validation."""

from __future__ import annotations

import json
from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recommendations.engine.evaluation.protocols import PROTOCOLS, K, usual_protocol
from recommendations.engine.evaluation.space import dimensions
from recommendations.engine.evaluation.study import Tuning, best_params, ended_trials, run_trials
from recommendations.engine.registry import names
from recommendations.management.datasets import add_dataset_arguments, named_again, read_named
from recommendations.training.tuning import tune_in_processes, tune_on_workers


class Command(BaseCommand):
    """Trials are kept in a file: a search that was stopped goes on where it was."""

    help = "Choose the knobs of an algorithm on the validation part of a data set."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What to tune, on what, how hard."""
        parser.add_argument("algorithm", choices=names())
        add_dataset_arguments(parser)
        parser.add_argument("--protocol", choices=PROTOCOLS)
        parser.add_argument("--trials", type=int, default=50, help="in all, those kept included")
        parser.add_argument("--sampler", choices=("tpe", "grid"), default="tpe")
        parser.add_argument(
            "--folds", type=int, default=1, help="more than 1: cross-validation before the test"
        )
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--workers", type=int, default=1, help="processes, or Celery tasks")
        parser.add_argument(
            "--celery", action="store_true", help="let the workers of the queue 'training' do it"
        )
        parser.add_argument(
            "--patience", type=float, default=600, help="seconds to wait for a worker's next trial"
        )
        parser.add_argument(
            "--store", type=Path, default=settings.VAR_DIR / "tuning", help="keeps the trials"
        )
        parser.add_argument("--fresh", action="store_true", help="forget the trials that are kept")
        parser.add_argument(
            "--propose", action="store_true", help="lay the best knobs before staff in the admin"
        )
        parser.add_argument("--json", action="store_true", help="end with one JSON object")
        parser.add_argument("--worker", type=int, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Search, then say what was found."""
        if options["trials"] < 1 or options["folds"] < 1 or options["workers"] < 1:
            raise CommandError("--trials, --folds and --workers must be 1 or more.")
        try:
            dataset = read_named(options)
            protocol = options["protocol"] or usual_protocol(dataset)
            tuning = _tuning(options, dataset.name, protocol)
            if options["fresh"]:
                tuning.path.unlink(missing_ok=True)
            if options["worker"] is not None or not _is_shared(options):
                worker = options["worker"] or 0
                run_trials(tuning, dataset, options["trials"], worker=worker, note=self._note)
            else:
                self._share(tuning, options)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if options["worker"] is None:
            self._conclude(tuning, dataset.name, options)

    def _share(self, tuning: Tuning, options: dict[str, Any]) -> None:
        """Let several workers search together."""
        tuning.study()  # begun here, so that all find it
        parts = [_arguments(options, worker) for worker in range(options["workers"])]
        if options["celery"]:
            was_done = tune_on_workers(
                parts, lambda: len(ended_trials(tuning)), options["trials"], options["patience"]
            )
            if not was_done:
                raise CommandError(
                    "No worker took a trial for too long. Start one that listens to the queue: "
                    "celery -A config worker -Q training"
                )
        elif failed := tune_in_processes(parts):
            raise CommandError(f"{failed} of {len(parts)} processes failed; see above.")

    def _conclude(self, tuning: Tuning, dataset: str, options: dict[str, Any]) -> None:
        """Print the best knobs, and propose them where that is wanted."""
        trials = ended_trials(tuning)
        through = [trial.value for trial in trials if trial.value is not None]
        if not through:
            raise CommandError("No trial came through: the lines above say why.")
        found = {
            "algorithm": tuning.algorithm,
            "dataset": dataset,
            "protocol": tuning.protocol,
            "folds": tuning.folds,
            "sampler": tuning.sampler,
            "seed": tuning.seed,
            "trials": len(trials),
            "pruned": len(trials) - len(through),
            f"validation_ndcg@{K}": round(max(through), 6),
            f"default_ndcg@{K}": tuning.default_value(),
            "searched": [dimension.name for dimension in dimensions(tuning.algorithm)],
            "params": dict(best_params(tuning)),
        }
        if options["propose"]:
            _propose(found)
        self.stdout.write(json.dumps(found) if options["json"] else _told(found))

    def _note(self, text: str) -> None:
        """Progress, for whoever waits."""
        self.stderr.write(text)
        self.stderr.flush()


def _tuning(options: dict[str, Any], dataset: str, protocol: str) -> Tuning:
    """The search that the options describe; another search has another file."""
    told = (dataset, protocol, options["folds"], options["sampler"], options["seed"])
    name = "-".join(map(str, told))
    return Tuning(
        algorithm=options["algorithm"],
        protocol=protocol,
        path=options["store"].absolute() / options["algorithm"] / f"{name}.journal",
        folds=options["folds"],
        sampler=options["sampler"],
        seed=options["seed"],
    )


def _is_shared(options: dict[str, Any]) -> bool:
    """Whether others do the work."""
    return bool(options["celery"]) or options["workers"] > 1


def _arguments(options: dict[str, Any], worker: int) -> list[str]:
    """The command line of one worker."""
    kept = ("protocol", "trials", "sampler", "folds", "seed")
    pairs = [(name, options[name]) for name in kept if options[name] is not None]
    told = [
        f"--{name}={value}"
        for name, value in [*pairs, ("store", options["store"].absolute()), ("worker", worker)]
    ]
    return [options["algorithm"], *named_again(options), *told]


def _propose(found: dict[str, Any]) -> None:
    """Lay the knobs before staff, who accept them or not."""
    from recommendations.homepage.defaults import ensure_defaults
    from recommendations.models import AlgorithmSetting

    ensure_defaults()
    setting = AlgorithmSetting.objects.get(name=found["algorithm"])
    setting.proposal = {**found, "made_at": timezone.now().isoformat()}
    setting.save(update_fields=["proposal"])


def _told(found: dict[str, Any]) -> str:
    """The result for the eye."""
    knobs = "\n".join(f"  {name} = {value}" for name, value in found["params"].items())
    return (
        f"{found['algorithm']} on {found['dataset']}: validation ndcg@{K} "
        f"{found[f'validation_ndcg@{K}']:.4f} after {found['trials']} trials "
        f"({found['pruned']} pruned)\n{knobs or '  the defaults are best'}"
    )
