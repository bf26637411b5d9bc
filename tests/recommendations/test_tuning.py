"""Searches for better knobs: seeded, kept, resumed, shared, and never shown the test part."""

from __future__ import annotations

import json

import numpy as np
import optuna
import pytest
from django.core.management import CommandError, call_command

from recommendations.engine.data.readers import read_form
from recommendations.engine.evaluation.protocols import splits_of, validation_folds
from recommendations.engine.evaluation.space import dimensions
from recommendations.engine.evaluation.study import (
    Objective,
    Tuning,
    best_params,
    ended_trials,
    glance,
    grid,
    run_trials,
)
from recommendations.engine.evaluation.validation import Validation
from recommendations.engine.registry import create, names
from recommendations.models import AlgorithmSetting


def unheard(text):
    """Nobody reads it."""


@pytest.fixture
def walks(tmp_path):
    """Learners who walk a ring of courses, as a file of sequences."""
    starts = np.random.default_rng(0).integers(0, 20, 60)
    rows = [f"{n} " + " ".join(str((s + k) % 20) for k in range(6)) for n, s in enumerate(starts)]
    path = tmp_path / "walks.txt"
    path.write_text("\n".join(rows))
    return path


@pytest.fixture
def dataset(walks):
    return read_form("sequences", walks)


def tuning_in(folder, **told):
    return Tuning("transitions", "leave_last_out", folder / "trials.journal", **told)


def tried(tuning):
    return [trial.params for trial in ended_trials(tuning)]


def test_the_defaults_are_tried_first_so_that_nothing_gets_worse(tmp_path, dataset):
    tuning = tuning_in(tmp_path)
    run_trials(tuning, dataset, 3, note=unheard)

    first = ended_trials(tuning)[0]
    assert first.params == {d.name: d.default for d in dimensions("transitions")}
    assert max(trial.value for trial in ended_trials(tuning) if trial.value) >= first.value
    assert tuning.default_value() == first.value
    create("transitions", **best_params(tuning))


def test_the_same_seed_tries_the_same_knobs(tmp_path, dataset):
    first, again, other = (
        tuning_in(tmp_path / name, seed=seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    for tuning in (first, again, other):
        run_trials(tuning, dataset, 4, note=unheard)

    assert tried(first) == tried(again)
    assert tried(first)[1:] != tried(other)[1:]


def test_a_search_goes_on_where_it_was_stopped(tmp_path, dataset):
    tuning = tuning_in(tmp_path)
    run_trials(tuning, dataset, 2, note=unheard)
    before = tried(tuning)
    notes = []

    run_trials(tuning, dataset, 4, note=notes.append)

    assert tried(tuning)[:2] == before
    assert len(tried(tuning)) == 4
    assert [note.split(":")[0] for note in notes] == ["trial 2", "trial 3"]
    run_trials(tuning, dataset, 4, note=notes.append)
    assert len(notes) == 2


def test_a_grid_tries_every_combination_once(tmp_path, dataset):
    tuning = Tuning("trending", "leave_last_out", tmp_path / "g.journal", sampler="grid")
    combinations = int(np.prod([len(values) for values in grid("trending").values()]))

    run_trials(tuning, dataset, 999, note=unheard)

    keys = {json.dumps(params, sort_keys=True) for params in tried(tuning)}
    assert len(keys) == combinations


def test_the_test_part_is_never_asked_about(tmp_path, dataset):
    split = splits_of(dataset, "leave_last_out")[0]
    last = dict(zip(split.test.targets.learners, split.test.targets.courses, strict=True))

    for folds in (1, 3):
        for validation in Objective(tuning_in(tmp_path, folds=folds), dataset).validations:
            targets = validation.fold.targets
            assert all(last[n] != c for n, c in zip(targets.learners, targets.courses, strict=True))


def test_a_glance_asks_and_learns_of_every_fourth_learner_only(dataset):
    (fold,) = validation_folds(dataset, "leave_last_out", 1)

    few = glance(fold)

    assert set(few.targets.learners % 4) == {0}
    assert len(few.targets) == 15
    lengths = np.diff(few.past.indptr)
    assert (lengths[::4] > 0).all()
    assert lengths.sum() == lengths[::4].sum()
    assert few.past.n_learners == fold.past.n_learners


def test_hopeless_trials_are_pruned_after_the_first_fold(tmp_path, dataset, monkeypatch):
    seen, asked = [], []

    def worse_each_time(self, name, params):
        if params not in seen:
            seen.append(params)
        asked.append(seen.index(params))
        return 1.0 / (1 + seen.index(params))

    monkeypatch.setattr(Validation, "ndcg", worse_each_time)
    tuning = tuning_in(tmp_path, folds=2)

    run_trials(tuning, dataset, 9, note=unheard)

    states = [trial.state for trial in ended_trials(tuning)]
    assert states[:5] == [optuna.trial.TrialState.COMPLETE] * 5
    assert states[5:] == [optuna.trial.TrialState.PRUNED] * 4
    assert [asked.count(n) for n in range(9)] == [2] * 5 + [1] * 4
    assert best_params(tuning) == {}


@pytest.mark.parametrize("name", names())
def test_every_algorithms_grid_lies_within_its_limits(name):
    for knob, values in grid(name).items():
        for value in values:
            create(name, **{knob: value})


def test_the_command_prints_the_best_knobs_and_proposes_them(db, walks, tmp_path, capsys):
    call_command(
        "tune", "transitions", "--form=sequences", f"--path={walks}", "--trials=3", "--json",
        "--propose", f"--store={tmp_path}",
    )  # fmt: skip

    found = json.loads(capsys.readouterr().out)
    assert found["trials"] == 3
    assert found["validation_ndcg@10"] >= round(found["default_ndcg@10"], 6)
    proposal = AlgorithmSetting.objects.get(name="transitions").proposal
    assert proposal["params"] == found["params"]
    assert AlgorithmSetting.objects.get(name="transitions").params == {}


def test_fresh_forgets_and_nonsense_is_refused(walks, tmp_path, capsys):
    told = {"form": "sequences", "path": walks, "store": tmp_path, "json": True}
    call_command("tune", "popularity", **told, trials=3)
    call_command("tune", "popularity", **told, trials=2)
    call_command("tune", "popularity", **told, trials=2, fresh=True)

    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["trials"] for line in printed] == [3, 3, 2]

    with pytest.raises(CommandError, match="1 or more"):
        call_command("tune", "popularity", **{**told, "trials": 0})
    with pytest.raises(CommandError, match="Name what to read"):
        call_command("tune", "popularity")


def test_several_processes_share_one_search(walks, tmp_path, capsys):
    told = {"form": "sequences", "path": walks, "store": tmp_path / "trials"}

    call_command("tune", "popularity", **told, trials=4, workers=2, json=True)

    found = json.loads(capsys.readouterr().out)
    assert 4 <= found["trials"] <= 5
    (journal,) = (tmp_path / "trials" / "popularity").iterdir()
    tuning = Tuning("popularity", "leave_last_out", journal)
    assert len(ended_trials(tuning)) == found["trials"]
