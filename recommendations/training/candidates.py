"""Candidates of one run: tried on the past, trained on everything, let through the gate or not."""

import logging
import os
from dataclasses import dataclass, field
from typing import Any

from recommendations.engine import registry
from recommendations.models import AlgorithmSetting, TrainingRun, Version
from recommendations.sources.interactions import audience, have_left
from recommendations.training.data import TrainingData
from recommendations.training.faults import in_words
from recommendations.training.progress import Progress, StoppedError
from recommendations.training.trial import Trial
from recommendations.training.versions import (
    KnowsNothingError,
    latest_of,
    live_of,
    prune,
    publish,
    write_candidate,
)
from recommendations.training.warm import begin_at_live

logger = logging.getLogger(__name__)

SEED = 0
# Changed when the meaning of artefacts changes, so that all models are trained anew.
CODE_VERSION = 1
PARTLY_SILENT = "There is nothing to learn from yet for these algorithms; what they serve stays:"
KEPT_BACK = "The gate kept these candidates back; what they would replace goes on serving:"


class PeopleLeftError(Exception):
    """Somebody erased their account or withdrew while models learned from what they did."""


@dataclass
class Outcome:
    """What came of the algorithms of a run that did not go live, by name."""

    silent: list[str] = field(default_factory=list)
    kept_back: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)

    def in_words(self) -> str:
        """For staff, a line or two."""
        lines = [f"{name}: {fault}" for name, fault in self.faults.items()]
        if self.silent:
            lines += [PARTLY_SILENT, ", ".join(self.silent)]
        if self.kept_back:
            lines += [KEPT_BACK, ", ".join(self.kept_back)]
        return "\n".join(lines)


def train_each(trial: Trial, run: TrainingRun, data: TrainingData, progress: Progress) -> Outcome:
    """Try all on the past, then train one by one; one that fails does not keep others from serving.

    Raises `PeopleLeftError`, also where the last one to leave did so after the last model.
    """
    outcome = Outcome()
    _compare(trial, run, progress, outcome)
    for setting in trial.candidates:
        if setting.name in outcome.faults:
            continue
        try:
            if not _train_one(setting, run, data, trial, progress):
                outcome.kept_back.append(setting.name)
        except (PeopleLeftError, StoppedError):
            raise
        except KnowsNothingError:
            outcome.silent.append(setting.name)
        except Exception as error:
            logger.exception("%s could not be trained.", setting.name)
            outcome.faults[setting.name] = in_words(error)
    _refuse_people_gone(data)
    return outcome


def _compare(trial: Trial, run: TrainingRun, progress: Progress, outcome: Outcome) -> None:
    """Fit everything on the past of the split and measure it; the figures go into the record."""
    for setting in trial.candidates:
        progress.stage(f"Evaluating {setting.name}")
        try:
            trial.fit_candidate(setting, progress.of_fit())
        except StoppedError:
            raise
        except Exception as error:
            logger.exception("%s could not be evaluated.", setting.name)
            outcome.faults[setting.name] = in_words(error)
    for key, name, params in trial.comparisons():
        progress.stage(f"Evaluating {key}", is_step=False)
        trial.fit_comparison(key, name, params, progress.of_fit())
    progress.stage("Comparing on the same learners")
    trial.decide()
    for name, fault in trial.judge.faults.items():
        if any(one.name == name for one in trial.candidates):
            outcome.faults.setdefault(name, in_words(fault))
    names = [one.name for one in trial.candidates if one.name not in outcome.faults]
    blend = ["hybrid"] if "hybrid" in trial.judge.reports else []
    run.metrics = {name: trial.judge.metrics_of(name) for name in [*names, *blend]}
    run.save(update_fields=["metrics"])


def _train_one(
    setting: AlgorithmSetting,
    run: TrainingRun,
    data: TrainingData,
    trial: Trial,
    progress: Progress,
) -> bool:
    """Train on everything and write a candidate; whether the gate let it go live."""
    progress.stage(f"Training {setting.name}")
    model = registry.create(setting.name, **setting.params)
    facts = _facts(setting, data) | {"audience": audience()}
    facts |= begin_at_live(setting, model, facts, data.interactions.courses)
    model.fit(data.interactions, data.catalogue, seed=SEED, progress=progress.of_fit(setting.name))
    _refuse_people_gone(data)
    verdict = trial.verdict_on(setting.name)
    facts |= {"metrics": run.metrics[setting.name], "verdict": verdict}
    facts |= {"remark": model.remark(), "pid": os.getpid(), "asked": trial.judge.asked}
    judged = trial.judge.judged_of(setting.name)
    version = write_candidate(setting.name, model, data.interactions.courses, facts, run, judged)
    may_serve = bool(verdict.get("passed", True))
    if may_serve:
        publish(version)
    progress.say(f"{setting.name}: {'published' if may_serve else 'kept back by the gate'}")
    prune(setting.name)
    return may_serve


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


def is_known(setting: AlgorithmSetting, data: TrainingData, limits: dict[str, float]) -> bool:
    """Whether the live version was made of these very facts, or the gate refused them already."""
    facts = _facts(setting, data)
    live: Version | None = live_of(setting.name)
    if live is None or {key: live.manifest.get(key) for key in facts} != facts:
        latest = latest_of(setting.name)
        verdict = latest.manifest.get("verdict", {}) if latest else {}
        is_refused = verdict.get("passed") is False and verdict.get("limits") == limits
        return (
            latest is not None
            and is_refused
            and {key: latest.manifest.get(key) for key in facts} == facts
        )
    return True
