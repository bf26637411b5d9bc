"""`manage.py retrain`: train and publish, with progress; `--background` leaves it to a worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.models import RunStatus, TrainingRun
from recommendations.training.launch import ask_for_training
from recommendations.training.retrain import retrain


class Command(BaseCommand):
    """Retrain the enabled algorithms."""

    help = "Train every enabled algorithm on the activity of all learners and publish the models."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to run, what to continue, whether to train what did not change."""
        parser.add_argument("--sync", action="store_true", help="run here (this is the default)")
        parser.add_argument("--background", action="store_true", help="have a worker run it")
        parser.add_argument("--force", action="store_true", help="train even what did not change")
        parser.add_argument("--run", type=int, help="the id of a run that waits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Train, or ask for it."""
        if options["background"]:
            run = ask_for_training()
            self.stdout.write(f"Training run {run.pk} waits for a worker.")
            return
        run = self._run(options["run"])
        retrain(run, self._report, is_forced=options["force"])
        self._tell(run)

    def _run(self, run_id: int | None) -> TrainingRun:
        if run_id is None:
            return TrainingRun.objects.create()
        try:
            return TrainingRun.objects.get(pk=run_id)
        except TrainingRun.DoesNotExist as error:
            raise CommandError(f"There is no training run {run_id}.") from error

    def _report(self, stage: str, done: int, total: int) -> None:
        self.stdout.write(f"[{done}/{total}] {stage}")
        self.stdout.flush()

    def _tell(self, run: TrainingRun) -> None:
        """The counts, the metrics, and what went wrong."""
        if run.counts:
            self.stdout.write(
                f"{run.counts['learners']} learners, {run.counts['courses']} courses, "
                f"{run.counts['interactions']} interactions; dropped: {run.counts['dropped'] or 'none'}"
            )
        for name, metrics in run.metrics.items():
            if metrics:
                self.stdout.write(f"  {name:<12} ndcg@10 {metrics['ndcg@10']:.4f}")
        if run.status == RunStatus.FAILED:
            raise CommandError(run.error)
        if run.status == RunStatus.DONE:
            self.stdout.write("The new models serve.")
        if run.error:
            self.stdout.write(run.error)
