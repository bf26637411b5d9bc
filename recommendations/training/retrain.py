"""Retrains the enabled algorithms: data, fit, evaluate, write, publish; each step is recorded."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, models
from django.utils import timezone
from pydantic import ValidationError

from recommendations import locks
from recommendations.engine import registry
from recommendations.models import AlgorithmSetting, RunStatus, TrainingRun, Version
from recommendations.sources.interactions import audience, have_left
from recommendations.training.data import TrainingData, read_training_data
from recommendations.training.judging import Judge
from recommendations.training.versions import (
    KnowsNothingError,
    live_of,
    prune,
    publish,
    write_candidate,
)
from recommendations.training.warm import begin_at_live
from tracking.rollups import roll_up

logger = logging.getLogger(__name__)

LOCK = "retrain"
SEED = 0
# Changed when the meaning of artefacts changes, so that all models are trained anew.
CODE_VERSION = 1
# How often a run begins again because somebody left while their activity was learned from.
ATTEMPTS = 3
NOTHING_TO_LEARN = "There is nothing to learn from yet; what serves stays."
PARTLY_SILENT = "There is nothing to learn from yet for these algorithms; what they serve stays:"
Report = Callable[[str, int, int], None]


class PeopleLeftError(Exception):
    """Somebody erased their account or withdrew while models learned from what they did."""


@dataclass
class Progress:
    """Tells how far a run is: to its record, and to whoever listens."""

    run: TrainingRun
    report: Report
    total: int = 0
    done: int = 0

    def stage(self, text: str, *, is_step: bool = True) -> None:
        """Enter a stage; staff see its name and how many there are."""
        self.done += is_step
        self.run.stage, self.run.done, self.run.total = text, self.done, self.total
        self.run.save(update_fields=["stage", "done", "total"])
        self.report(text, self.done, self.total)


def quiet(_stage: str, _done: int, _total: int) -> None:
    """A report that nobody reads."""


def retrain(run: TrainingRun, report: Report = quiet, *, is_forced: bool = False) -> TrainingRun:
    """Run one training; only one at a time, and a failure leaves what serves untouched."""
    try:
        with locks.held(LOCK):
            _begin(run)
            _train_all(run, Progress(run, report), is_forced=is_forced)
    except locks.Busy:
        _end(run, RunStatus.SKIPPED, "Another training is running.")
    except Exception as error:
        logger.exception("Training run %s failed.", run.pk)
        _end(run, RunStatus.FAILED, in_words(error))
    return run


def in_words(error: Exception) -> str:
    """What went wrong, for staff, in one or two sentences."""
    match error:
        case MemoryError():
            return "The machine has not enough memory for this training."
        case ValidationError():
            faults = "; ".join(
                f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
            )
            return f"A parameter is wrong: {faults}"
        case DatabaseError():
            return f"The database refused: {error}"
        case OSError():
            return f"The artefacts could not be written: {error}"
    return f"{type(error).__name__}: {error}"


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
    run.save(update_fields=["status", "error", "finished_at"])


def _train_all(run: TrainingRun, progress: Progress, *, is_forced: bool) -> None:
    """Train on the data of one moment, anew where somebody in them is gone before the end."""
    for _attempt in range(ATTEMPTS):
        try:
            return _train_once(run, progress, is_forced=is_forced)
        except PeopleLeftError:
            logger.info("Training run %s begins again: somebody left meanwhile.", run.pk)
    raise PeopleLeftError(f"Somebody left during each of {ATTEMPTS} attempts; what serves stays.")


def _train_once(run: TrainingRun, progress: Progress, *, is_forced: bool) -> None:
    settings = [one for one in AlgorithmSetting.objects.all() if _is_trained(one)]
    progress.done, progress.total = 0, 2 + 2 * len(settings)
    progress.stage("Reading the activity of all learners")
    roll_up()  # what was done a minute ago counts too
    data = read_training_data()
    run.counts, run.data_hash = data.counts, data.data_hash
    run.save(update_fields=["counts", "data_hash"])
    if data.interactions.n_courses == 0:
        _end(run, RunStatus.SKIPPED, "There are no courses to learn about.")
        return
    changed = [one for one in settings if is_forced or not _is_known(one, data)]
    silent, faults = _train_each(changed, run, data, progress)
    progress.done = progress.total - 1
    progress.stage("Done")
    if faults:
        _end(run, RunStatus.FAILED, "\n".join(faults))
    elif not changed:
        _end(run, RunStatus.SKIPPED, "Nothing changed since the last training.")
    elif len(silent) == len(changed):
        _end(run, RunStatus.SKIPPED, NOTHING_TO_LEARN)
    else:
        _end(run, RunStatus.DONE, f"{PARTLY_SILENT}\n{', '.join(silent)}" if silent else "")


def _train_each(
    settings: list[AlgorithmSetting], run: TrainingRun, data: TrainingData, progress: Progress
) -> tuple[list[str], list[str]]:
    """Train algorithm by algorithm; one that fails does not keep the others from serving.

    Returns the names of those that found nothing to learn, and what went wrong; raises
    `PeopleLeftError`, also where the last one to leave did so after the last model.
    """
    judge = Judge(data, SEED)
    silent, faults = [], []
    for setting in settings:
        try:
            _train_one(setting, run, data, judge, progress)
        except PeopleLeftError:
            raise
        except KnowsNothingError:
            silent.append(setting.name)
        except Exception as error:
            logger.exception("%s could not be trained.", setting.name)
            faults.append(f"{setting.name}: {in_words(error)}")
    if settings:
        run.metrics = {**run.metrics, **judge.blend_metrics()}
        run.save(update_fields=["metrics"])
    _refuse_people_gone(data)
    return silent, faults


def _train_one(
    setting: AlgorithmSetting,
    run: TrainingRun,
    data: TrainingData,
    judge: Judge,
    progress: Progress,
) -> None:
    progress.stage(f"Evaluating {setting.name}")
    metrics = judge.metrics_of(setting.name, setting.params, setting.weight)
    run.metrics = {**run.metrics, setting.name: metrics}
    run.save(update_fields=["metrics"])
    progress.stage(f"Training {setting.name}")
    model = registry.create(setting.name, **setting.params)
    facts = _facts(setting, data) | {"audience": audience()}
    begun_at = begin_at_live(setting.name, model, facts, data.interactions.courses)
    model.fit(data.interactions, data.catalogue, seed=SEED)
    _refuse_people_gone(data)
    facts |= {"metrics": metrics, "pid": os.getpid(), "begun_at": begun_at}
    facts["remark"] = model.remark()
    version = write_candidate(setting.name, model, data.interactions.courses, facts, run)
    publish(version)
    prune(setting.name)


def _refuse_people_gone(data: TrainingData) -> None:
    if have_left(data.interactions.learners):
        raise PeopleLeftError


def _facts(setting: AlgorithmSetting, data: TrainingData) -> dict[str, Any]:
    """What a version is made of: the same facts make the same model."""
    return {
        "settings": setting.params,
        "data_hash": data.data_hash,
        "code_version": CODE_VERSION,
        "seed": SEED,
    }


def _is_known(setting: AlgorithmSetting, data: TrainingData) -> bool:
    """Whether the live version was made of these very facts."""
    live: Version | None = live_of(setting.name)
    facts = _facts(setting, data)
    return live is not None and {key: live.manifest.get(key) for key in facts} == facts


def _is_trained(setting: AlgorithmSetting) -> bool:
    """The hybrid is a blend of the others and has nothing of its own to learn."""
    return setting.is_enabled and setting.name != "hybrid" and setting.name in registry.names()
