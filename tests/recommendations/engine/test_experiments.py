"""Evaluation from end to end: chosen on validation, the test part looked at once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from recommendations.engine.data.readers import Dataset, read_dataset
from recommendations.engine.data.splits import leave_last_out
from recommendations.engine.evaluation import exam
from recommendations.engine.evaluation.experiment import compare
from recommendations.engine.evaluation.protocols import evaluate
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue

from .worlds import interactions_of

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("HOMEROOM_DATA_DIR", ROOT / "../shared/data"))
KEYS = {
    "dataset", "protocol", "algorithm", "params", "hr@10", "ndcg@10", "recall@10",
    "precision@10", "mrr@10", "map@10", "coverage@10", "novelty@10", "gini@10", "ndcg@10_ci",
    "learners", "fit_seconds", "score_seconds", "peak_mb",
    "hr@10_ci", "ndcg_debiased@10", "diversity@10", "serendipity@10", "miscalibration@10",
    "slices", "baseline", "against", "never_taken",
}  # fmt: skip
needs_data = pytest.mark.skipif(
    not (DATA / "coco_udemy").is_dir(), reason=f"public data sets are not in {DATA}"
)


@pytest.fixture
def chain():
    """Learners who walk a ring of 30 courses in order: the next course follows from the last."""
    random = np.random.default_rng(0)
    starts = random.integers(0, 30, 150)
    walks = [[(start + step) % 30 for step in range(6)] for start in starts]
    interactions = interactions_of(*walks, n_courses=30, start=1_000_000)
    return Dataset("chain", interactions, Catalogue.build(range(30)), has_times=True)


def write_mooccubex(folder):
    (folder / "mooccubex").mkdir()
    rows = [f"{n} {n % 7} {(n + 1) % 7} {(n + 2) % 7} {(n + 3) % 7}" for n in range(20)]
    (folder / "mooccubex" / "sequences.txt").write_text("\n".join(rows))
    (folder / "mooccubex" / "kg_final.txt").write_text("0 0 3400\n0 2 4000\n1 2 4000\n3500 2 1\n")


def test_a_result_has_exactly_the_agreed_keys(chain):
    lines = list(compare(chain, "leave_last_out", ["popularity", "transitions"], is_tuned=False))

    assert [set(line) for line in lines] == [KEYS, KEYS]
    json.dumps(lines)
    low, high = lines[1]["ndcg@10_ci"]
    assert low <= lines[1]["ndcg@10"] <= high
    assert lines[1]["learners"] == 150


def test_order_is_found_where_order_is_all_there_is(chain):
    split = leave_last_out(chain.interactions)
    model = create("transitions", backward=0.0, window=1).fit(split.test.past, chain.catalogue)

    assert evaluate(model, split.test).values["mrr"] > 0.95


def test_knobs_are_chosen_without_looking_at_the_test_part(chain, monkeypatch):
    looked = []
    real = exam.Exam.judged
    monkeypatch.setattr(
        exam.Exam, "judged", lambda self, *args: looked.append(1) or real(self, *args)
    )
    tuned = list(compare(chain, "leave_last_out", ["transitions"]))

    assert len(looked) == 1
    scrambled = interactions_of(
        *(
            [*chain.interactions.indices[at : at + 5].tolist(), 29 - n % 3]
            for n, at in enumerate(range(0, 900, 6))
        ),
        n_courses=31,
        start=1_000_000,
    )
    other = Dataset("chain", scrambled, Catalogue.build(range(31)), has_times=True)
    again = list(compare(other, "leave_last_out", ["transitions"]))
    assert tuned[0]["params"] == again[0]["params"]


def test_the_hybrids_weights_are_chosen_too(chain):
    (line,) = compare(chain, "leave_last_out", ["hybrid"])

    assert 1.0 in line["params"]["sources"].values()
    assert set(line["params"]["settings"]) == set(line["params"]["sources"])
    assert line["ndcg@10"] > 0.5


def test_learners_who_start_after_the_cut_are_asked_about_all_the_same(chain):
    notes = []
    lines = list(compare(chain, "temporal", ["popularity"], is_tuned=False, note=notes.append))

    assert lines[0]["learners"] > 0
    assert "learners" in notes[-1]


def test_a_set_without_timestamps_refuses_a_split_by_time(tmp_path):
    write_mooccubex(tmp_path)

    with pytest.raises(CommandError, match="no timestamps"):
        call_command("evaluate", dataset="mooccubex", protocol="temporal", data_dir=str(tmp_path))


def test_the_command_prints_one_json_object_a_line(tmp_path, capsys):
    write_mooccubex(tmp_path)

    call_command(
        "evaluate", "--dataset", "mooccubex", "--algorithms", "popularity,item_knn", "--defaults",
        "--json", "--data-dir", str(tmp_path),
    )  # fmt: skip

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["algorithm"] for line in lines] == ["popularity", "item_knn"]
    assert set(lines[0]) == KEYS


def test_a_missing_folder_and_an_unknown_algorithm_are_named(tmp_path):
    with pytest.raises(CommandError, match="HOMEROOM_DATA_DIR"):
        call_command("evaluate", dataset="coco_udemy", data_dir=str(tmp_path))
    with pytest.raises(CommandError, match="magic"):
        call_command("evaluate", dataset="coco_udemy", algorithms="magic")


def test_courses_of_the_graph_become_words_and_fields(tmp_path):
    write_mooccubex(tmp_path)

    found = read_dataset("mooccubex", tmp_path)

    assert found.interactions.n_learners == 20
    assert found.catalogue.texts[:2] == ("field3400 concept4000", "concept4000")
    assert found.catalogue.categories[0] == ("field3400",)


@needs_data
def test_the_public_sets_have_the_sizes_that_their_authors_state():
    coco = read_dataset("coco_udemy", DATA).interactions
    mooc = read_dataset("mooccubex", DATA).interactions

    assert (coco.n_learners, len(coco.indices)) == (24_036, 159_664)
    assert len(np.unique(coco.indices)) == 8_166
    assert (mooc.n_learners, mooc.n_courses, len(mooc.indices)) == (97_722, 3_321, 1_182_745)


@needs_data
def test_popularity_on_coco_udemy_is_the_published_figure():
    split = leave_last_out(read_dataset("coco_udemy", DATA).interactions)
    model = create("popularity").fit(split.test.past, Catalogue.build(range(8_196)))

    found = evaluate(model, split.test).values

    assert found["hr"] == pytest.approx(0.0406, abs=0.0001)
    assert found["ndcg"] == pytest.approx(0.0200, abs=0.0001)
