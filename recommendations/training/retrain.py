"""Retrains the enabled algorithms: data, trial, fit, gate, write, publish; each step is recorded."""

import logging

from django.db import models
from django.utils import timezone

from recommendations import locks
from recommendations.models import AlgorithmSetting, Gate, RunStatus, TrainingRun
from recommendations.training.candidates import (
    SEED,
    Outcome,
    PeopleLeftError,
    is_known,
    train_each,
)
from recommendations.training.data import TrainingData, read_training_data
from recommendations.training.faults import in_words
from recommendations.training.freshness import note_data
from recommendations.training.judging import Judge
from recommendations.training.progress import WAS_STOPPED, Progress, Report, StoppedError, quiet
from recommendations.training.trial import Trial, is_known_algorithm
from recommendations.training.versions import live_of
from tracking.rollups import roll_up

logger = logging.getLogger(__name__)

LOCK = "retrain"
# How often a run begins again because somebody left while their activity was learned from.
ATTEMPTS = 3
NOTHING_TO_LEARN = "There is nothing to learn from yet; what serves stays."


def retrain(run: TrainingRun, report: Report = quiet, *, is_forced: bool = False) -> TrainingRun:
    """Run one training; only one at a time, and a failure leaves what serves untouched."""
    if run.status == RunStatus.STOPPED:
        return run
    progress = Progress(run, report)
    try:
        with locks.held(LOCK):
            _begin(run)
            _train_all(run, progress, is_forced=is_forced)
    except locks.Busy:
        _end(run, RunStatus.SKIPPED, "Another training is running.")
    except StoppedError:
        progress.say(WAS_STOPPED)
        _end(run, RunStatus.STOPPED, WAS_STOPPED)
    except Exception as error:
        logger.exception("Training run %s failed.", run.pk)
        _end(run, RunStatus.FAILED, in_words(error))
    return run


class Ended(models.QuerySet[TrainingRun]):
    """Finds runs that stopped without a word."""

    def abandoned_before(self, run: TrainingRun) -> "Ended":
        """Other runs that claim to run: while this one holds the lock they cannot."""
        return self.filter(status=RunStatus.RUNNING).exclude(pk=run.pk)


def _begin(run: TrainingRun) -> None:
    Ended(TrainingRun).abandoned_before(run).update(
        status=RunStatus.FAILED, error=locks.ABANDONED, finished_at=timezone.now()
    )
    run.status, run.started_at, run.error = RunStatus.RUNNING, timezone.now(), ""
    run.save(update_fields=["status", "started_at", "error"])


def _end(run: TrainingRun, status: RunStatus, error: str = "") -> None:
    run.status, run.error, run.finished_at = status, error, timezone.now()
    run.save(update_fields=["status", "error", "finished_at", "log"])


def _train_all(run: TrainingRun, progress: Progress, *, is_forced: bool) -> None:
    """Train on the data of one moment, anew where somebody in them is gone before the end."""
    for _attempt in range(ATTEMPTS):
        try:
            return _train_once(run, progress, is_forced=is_forced)
        except PeopleLeftError:
            logger.info("Training run %s begins again: somebody left meanwhile.", run.pk)
            progress.say("It begins again: somebody left meanwhile.")
    raise PeopleLeftError(f"Somebody left during each of {ATTEMPTS} attempts; what serves stays.")


def _train_once(run: TrainingRun, progress: Progress, *, is_forced: bool) -> None:
    settings = [one for one in AlgorithmSetting.objects.all() if is_known_algorithm(one)]
    progress.done, progress.total = 0, 3 + 2 * len(settings)
    progress.stage("Reading the activity of all learners")
    roll_up()  # what was done a minute ago counts too
    data = read_training_data()
    run.counts, run.data_hash = data.counts, data.data_hash
    run.save(update_fields=["counts", "data_hash"])
    note_data(data.data_hash)
    if data.interactions.n_courses == 0:
        _end(run, RunStatus.SKIPPED, "There are no courses to learn about.")
        return
    limits = Gate.now().bars()
    changed = [one for one in settings if is_forced or not is_known(one, data, limits)]
    trial = _trial(data, changed, [one for one in settings if one not in changed], limits)
    outcome = train_each(trial, run, data, progress)
    progress.done = progress.total - 1
    progress.stage("Done")
    progress.close()
    _conclude(run, outcome, len(changed))


def _conclude(run: TrainingRun, outcome: Outcome, n_changed: int) -> None:
    if outcome.faults:
        _end(run, RunStatus.FAILED, outcome.in_words())
    elif not n_changed:
        _end(run, RunStatus.SKIPPED, "Nothing changed since the last training.")
    elif len(outcome.silent) == n_changed:
        _end(run, RunStatus.SKIPPED, NOTHING_TO_LEARN)
    else:
        _end(run, RunStatus.DONE, outcome.in_words())


def _trial(
    data: TrainingData,
    changed: list[AlgorithmSetting],
    others: list[AlgorithmSetting],
    limits: dict[str, float],
) -> Trial:
    live = {one.name: found for one in [*changed, *others] if (found := live_of(one.name))}
    return Trial(Judge(data, SEED), changed, others, live, limits)
