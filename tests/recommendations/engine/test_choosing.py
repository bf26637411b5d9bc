"""Knobs, sources and weights are chosen on validation, inside limits and in time."""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import leave_last_out
from recommendations.engine.evaluation.blended import compare_blend
from recommendations.engine.evaluation.blending import choose_blend, is_sure
from recommendations.engine.evaluation.deadline import Deadline, OutOfTimeError, within
from recommendations.engine.evaluation.experiment import compare, unheard
from recommendations.engine.evaluation.plot import area, png
from recommendations.engine.evaluation.pool import Pool
from recommendations.engine.evaluation.protocols import evaluate
from recommendations.engine.evaluation.quick import Climb
from recommendations.engine.evaluation.space import dimensions
from recommendations.engine.evaluation.tables import markdown
from recommendations.engine.evaluation.validation import Validation
from recommendations.engine.ranking.hybrid import Hybrid
from recommendations.engine.registry import create, knobs, names
from recommendations.engine.types import Catalogue

from .worlds import interactions_of


@pytest.fixture(scope="module")
def ring():
    """Learners who walk a ring of 30 courses, one in three of them backwards."""
    random = np.random.default_rng(0)
    walks = [
        [(start + step * (1 if n % 3 else -1)) % 30 for step in range(6)]
        for n, start in enumerate(random.integers(0, 30, 150))
    ]
    world = interactions_of(*walks, n_courses=30, start=1_000_000)
    kinds = [[f"arc{n // 5}"] for n in range(30)]
    return Dataset("ring", world, Catalogue.build(range(30), categories=kinds), has_times=True)


@pytest.fixture
def validation(ring):
    return Validation(ring, leave_last_out(ring.interactions).validation, seed=0)


@pytest.mark.parametrize("name", names())
def test_the_search_space_lies_within_the_knobs_own_limits(name):
    limits = {knob.name: knob for knob in knobs(name)}

    for dimension in dimensions(name):
        knob = limits[dimension.name]
        tried = [*dimension.choices, *dimension.around(knob.default, 2.0)]
        assert tried
        for value in tried:
            create(name, **{knob.name: value})
        if dimension.kind != "choice":
            assert knob.minimum is None or dimension.low >= knob.minimum
            assert knob.maximum is None or dimension.high <= knob.maximum


def test_steps_halve_and_double_wide_knobs_and_move_evenly_on_shares():
    found = {dimension.name: dimension for dimension in dimensions("transitions")}

    assert found["shrinkage"].around(10.0, 2.0) == [5.0, 20.0]
    assert found["backward"].around(0.5, 2.0) == [0.25, 0.75]
    assert found["backward"].around(0.0, 2.0) == [0.25]
    assert found["window"].around(50, 2.0) == [25]


def test_a_half_life_that_helps_the_longer_it_is_ends_at_no_decay():
    found = {dimension.name: dimension for dimension in dimensions("transitions")}
    half_life = found["position_half_life"]

    assert half_life.around(half_life.high, 2.0) == [half_life.high / 2, 0]
    assert half_life.around(0, 2.0) == [half_life.high]


def test_a_walk_uphill_never_ends_below_the_defaults(validation):
    climb = Climb("transitions", validation, unheard)
    params = climb.run(fits=6)

    assert validation.fits <= 7
    assert climb.score >= validation.ndcg("transitions", {})
    assert climb.score == pytest.approx(validation.ndcg("transitions", params))


def test_knobs_that_only_score_cost_no_fit(validation):
    for half_life in (1.0, 2.0, 4.0):
        validation.ndcg("ease", {"position_half_life": half_life})

    assert validation.fits == 1


def test_a_walk_that_runs_out_of_time_keeps_what_it_has(validation):
    notes = []
    climb = Climb("transitions", validation, notes.append)

    params = climb.run(seconds=0.001)

    assert params == create("transitions").params()
    assert "out of time" in notes[-1]


def import_and_sleep(name):
    import_module(name)
    time.sleep(5)


def test_a_bound_lets_an_import_finish(tmp_path, monkeypatch):
    (tmp_path / "slow_module.py").write_text("import time\ntime.sleep(0.2)\nis_whole = True\n")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(OutOfTimeError), within(0.05):
        import_and_sleep("slow_module")

    assert sys.modules["slow_module"].is_whole


def stopped_twice():
    with pytest.raises(OutOfTimeError), within(0.05):
        time.sleep(5)
    time.sleep(5)


def test_a_bound_stops_what_runs_past_it_and_bounds_nest():
    start = time.monotonic()
    with pytest.raises(OutOfTimeError), within(0.5):
        stopped_twice()

    assert 0.5 <= time.monotonic() - start < 2
    time.sleep(0.01)  # no alarm is left over


def test_an_earlier_bound_passes_on_what_is_left():
    deadline = Deadline(1.0)

    assert deadline.until(0.5).left == pytest.approx(30, abs=0.5)
    assert Deadline(None).until(0.5).left == float("inf")


def test_a_pool_ranks_as_the_hybrid_does(ring, validation):
    sources = {name: validation.model(name, {}) for name in ("ease", "transitions")}
    pool = Pool(validation.asked, sources)
    weights = {"ease": 1.0, "transitions": 0.5}

    for fusion, parts in pool.parts.items():
        total = sum(parts[name] * np.float32(weight) for name, weight in weights.items())
        hybrid = Hybrid(sources=weights, fusion=fusion).fit(validation.fold.past, ring.catalogue)
        theirs = evaluate(hybrid, validation.asked).per_learner["ndcg"]
        assert np.isclose(pool.ndcg(total), theirs).mean() > 0.95


def test_a_blend_is_no_worse_than_its_best_source(validation):
    sources = {name: validation.model(name, {}) for name in ("ease", "transitions", "popularity")}
    pool = Pool(validation.asked, sources)

    blend = choose_blend(pool, Deadline(None), unheard)

    best = max(pool.ndcg(part).mean() for part in pool.parts["score"].values())
    assert blend.ndcg >= best
    hits = [evaluate(model, validation.asked).values["hr"] for model in sources.values()]
    assert max(hits) <= pool.within_reach() <= sum(hits)
    assert 1.0 in blend.weights.values()
    create("hybrid", **blend.params({name: {} for name in sources}))


def test_a_gain_counts_only_where_it_stands_out_of_its_noise():
    random = np.random.default_rng(0)

    assert is_sure(random.normal(0.1, 1, 10_000))
    assert not is_sure(random.normal(0, 1, 10_000) - 0.01)
    assert not is_sure(np.zeros(0))


def test_the_best_single_and_the_blend_are_reported(ring):
    lines = list(
        compare_blend(
            ring, "leave_last_out", algorithms=["ease", "transitions", "popularity"], note=unheard
        )
    )

    assert lines[0]["role"] == "best single"
    assert [line["role"] for line in lines[1:]] in ([], ["blend"], ["ranker"], ["blend", "ranker"])
    assert lines[0]["algorithm"] in {"ease", "transitions"}
    assert lines[0]["hr@10"] <= lines[0]["within_reach@10"] + 0.1
    assert lines[0]["never_taken"] == 0


def test_minutes_bound_the_blend(ring):
    notes = []
    start = time.monotonic()

    lines = list(compare_blend(ring, "leave_last_out", minutes=0.1, note=notes.append))

    assert time.monotonic() - start < 0.1 * 60 + 3
    assert lines[0]["role"] == "best single"
    with pytest.raises(ValueError, match="too few"):
        list(compare_blend(ring, "leave_last_out", minutes=1e-6, note=unheard))
    with pytest.raises(ValueError, match="hybrid: a blend of others is no source"):
        list(compare_blend(ring, "leave_last_out", algorithms=["ease", "hybrid"], note=unheard))


def test_the_report_holds_table_slices_differences_and_baseline(ring):
    lines = list(compare(ring, "leave_last_out", ["popularity", "ease"], is_tuned=False))

    text = markdown(lines)

    assert f"| `ease` | {lines[1]['ndcg@10']:.4f} (" in text
    assert "_popularity, " in text
    assert "newcomers (150)" in text
    assert f"{lines[1]['against']['popularity']['difference']:+.4f}" in text
    assert png(lines).startswith(b"\x89PNG")
    assert area(0) < area(1) < area(1e3) <= area(1e9)


def test_files_are_written_by_their_ending(tmp_path, capsys):
    path = tmp_path / "seq.txt"
    path.write_text("\n".join(f"{n} {n % 7} {(n + 1) % 7} {(n + 2) % 7}" for n in range(30)))
    outputs = [tmp_path / f"out{ending}" for ending in (".md", ".jsonl", ".png")]

    call_command(
        "evaluate", "--form", "sequences", "--path", str(path), "--defaults", "--json",
        "--algorithms", "popularity", *(f"--output={output}" for output in outputs),
    )  # fmt: skip

    printed = capsys.readouterr().out.splitlines()
    assert outputs[1].read_text().splitlines() == printed
    assert json.loads(printed[0])["dataset"] == "seq"
    assert outputs[0].read_text().startswith("## seq, leave_last_out")
    assert outputs[2].stat().st_size > 1_000


@pytest.mark.parametrize(("told", "said"), [
    ({"output": ["out.pdf"]}, "ending must be one of"),
    ({"output": ["nowhere/out.md"]}, "Make it first"),
    ({"minutes": 2.0}, "--minutes bounds --blend"),
    ({}, "Name what to read"),
])  # fmt: skip
def test_options_that_make_no_sense_are_refused_at_once(told, said, tmp_path):
    told = {key: [Path(v) for v in value] if key == "output" else value
            for key, value in told.items()}  # fmt: skip
    with pytest.raises(CommandError, match=said):
        call_command("evaluate", **told)


def test_a_source_that_cannot_learn_from_the_data_costs_the_others_nothing(ring, monkeypatch):
    def fail(self, *args, **kwargs):
        raise ValueError("one kind of course is too few")

    monkeypatch.setattr(type(create("content")), "fit", fail)
    notes = []

    lines = list(
        compare_blend(
            ring, "leave_last_out", algorithms=["content", "popularity"], note=notes.append
        )
    )

    assert lines[0]["algorithm"] == "popularity"
    assert not any("content" in line["params"].get("sources", {}) for line in lines[1:])
    assert any("content: left out" in note and "too few" in note for note in notes)
