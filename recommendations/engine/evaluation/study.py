"""Choosing knobs by many trials (Optuna): sampled, pruned, kept in a file, resumed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, ask
from recommendations.engine.registry import create

from .protocols import validation_folds
from .space import Dimension, dimensions
from .validation import Note, Validation

if TYPE_CHECKING:
    import optuna

Sampler = Literal["tpe", "grid"]
GRID_POINTS = 3  # of a range: its ends and its middle
KEPT_SHARE = 60.0  # of the trials, in percent, that go on after the first glance
GLANCE = 4  # the first glance is at models of every fourth learner
GLANCE_LEARNERS = 4_000  # with fewer, a glance would say little and save less
WORKER_SEEDS = 1_000_003  # so that no two workers draw the same


@dataclass(frozen=True)
class Tuning:
    """One search: what is tuned on what, and where its trials are kept."""

    algorithm: str
    protocol: str
    path: Path
    folds: int = 1
    sampler: Sampler = "tpe"
    seed: int = 0

    def study(self, *, worker: int = 0) -> optuna.Study:
        """The search as it stands, begun where there is none; the defaults are its first trial."""
        import optuna
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        study = optuna.create_study(
            storage=JournalStorage(JournalFileBackend(str(self.path))),
            study_name=self.algorithm,
            direction="maximize",
            load_if_exists=True,
            pruner=optuna.pruners.PercentilePruner(KEPT_SHARE, n_startup_trials=5),
        )
        study.sampler = self._sampler(worker, len(study.trials))
        if not study.trials and worker == 0 and self.sampler == "tpe":
            study.enqueue_trial(defaults(self.algorithm))
        return study

    def default_value(self) -> float | None:
        """What the defaults reached on validation, where they were tried."""
        standard = defaults(self.algorithm)
        tried = [one.value for one in self.study(worker=-1).trials if one.params == standard]
        return next((value for value in tried if value is not None), None)

    def _sampler(self, worker: int, done: int) -> optuna.samplers.BaseSampler:
        """Seeded by worker and by how far the search has come, so that a resumed one goes on."""
        import optuna

        if self.sampler == "grid":
            return optuna.samplers.GridSampler(grid(self.algorithm), seed=self.seed)
        seed = (self.seed + WORKER_SEEDS * worker + done) % 2**32
        return optuna.samplers.TPESampler(seed=seed, multivariate=True)


def defaults(algorithm: str) -> dict[str, Any]:
    """The knobs that are searched, at their defaults."""
    return {dimension.name: dimension.default for dimension in dimensions(algorithm)}


def grid(algorithm: str) -> dict[str, list[Any]]:
    """A few values of each knob; all their combinations are tried."""
    return {dimension.name: _points(dimension) for dimension in dimensions(algorithm)}


def run_trials(
    tuning: Tuning, dataset: Dataset, trials: int, *, worker: int = 0, note: Note
) -> None:
    """Try until the search holds so many trials, whoever made them."""
    import optuna

    study = tuning.study(worker=worker)
    if len(ended_trials(tuning)) >= trials:
        return
    objective = Objective(tuning, dataset)

    def tell(study: optuna.Study, trial: optuna.trial.FrozenTrial) -> None:
        value = "pruned" if trial.value is None else f"{trial.value:.4f}"
        note(f"trial {trial.number}: {value} {trial.params} (best {best_value(study):.4f})")

    study.optimize(
        objective,
        n_trials=2 * trials,  # an end, should all of them fail
        catch=(ValueError,),  # knobs that do not go together
        callbacks=[optuna.study.MaxTrialsCallback(trials, states=_ended()), tell],
    )


def ended_trials(tuning: Tuning) -> list[optuna.trial.FrozenTrial]:
    """The trials that are through or were pruned."""
    return tuning.study(worker=-1).get_trials(deepcopy=False, states=_ended())


def _ended() -> tuple[optuna.trial.TrialState, ...]:
    """What counts as a trial."""
    import optuna

    return optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED


def best_value(study: optuna.Study) -> float:
    """The best NDCG so far; 0 before the first trial is through."""
    values = [trial.value or 0.0 for trial in study.get_trials(deepcopy=False)]
    return max(values, default=0.0)


class Objective:
    """NDCG on validation, the mean over the folds; hopeless knobs are dropped on the way."""

    def __init__(self, tuning: Tuning, dataset: Dataset) -> None:
        self.tuning = tuning
        folds = validation_folds(dataset, tuning.protocol, tuning.folds, seed=tuning.seed)
        steps = [glance(folds[0]), *folds] if _is_large(folds[0]) else list(folds)
        self.glances = len(steps) - len(folds)
        self.validations = [Validation(dataset, fold, tuning.seed) for fold in steps]

    def __call__(self, trial: optuna.Trial) -> float:
        """Judge one set of knobs, fold by fold."""
        import optuna

        params = suggested(trial, self.tuning.algorithm)
        reached: list[float] = []
        for step, validation in enumerate(self.validations):
            reached.append(validation.ndcg(self.tuning.algorithm, params))
            trial.report(reached[-1], step)
            if step < len(self.validations) - 1 and trial.should_prune():
                raise optuna.TrialPruned
        return float(np.mean(reached[self.glances :]))


def suggested(trial: optuna.Trial, algorithm: str) -> dict[str, Any]:
    """The knobs of one trial, each as its dimension says."""
    found: dict[str, Any] = {}
    for one in dimensions(algorithm):
        match one.kind:
            case "choice":
                found[one.name] = trial.suggest_categorical(one.name, one.choices)
            case "int":
                low, high = round(one.low), round(one.high)
                is_log = one.is_log and low > 0
                found[one.name] = trial.suggest_int(one.name, low, high, log=is_log)
            case _:
                is_log = one.is_log and one.low > 0
                found[one.name] = trial.suggest_float(one.name, one.low, one.high, log=is_log)
    return found


def best_params(tuning: Tuning) -> Mapping[str, Any]:
    """The knobs of the best trial that differ from the defaults."""
    found = tuning.study(worker=-1).best_params
    standard = create(tuning.algorithm).params()
    return {name: value for name, value in found.items() if value != standard[name]}


def glance(fold: Fold) -> Fold:
    """The same question to every fourth learner, with only those to learn from."""
    past = fold.past
    owners = np.repeat(np.arange(past.n_learners), np.diff(past.indptr))
    few = ask(fold, np.flatnonzero(fold.targets.learners % GLANCE == 0))
    return replace(few, past=past.take(owners % GLANCE == 0))


def _is_large(fold: Fold) -> bool:
    """Whether a glance says enough to be worth its time."""
    return fold.past.n_learners >= GLANCE_LEARNERS


def _points(dimension: Dimension) -> list[Any]:
    """The values of a dimension on the grid."""
    if dimension.kind == "choice":
        return list(dimension.choices)
    spaced = np.geomspace if dimension.is_log and dimension.low > 0 else np.linspace
    points = spaced(dimension.low, dimension.high, GRID_POINTS)
    return list(dict.fromkeys(dimension.rounded(float(point)) for point in points))
