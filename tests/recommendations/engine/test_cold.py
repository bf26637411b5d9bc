"""Newcomers and new courses: taken in without learning anew, and judged on what is kept apart."""

import json

import numpy as np
import pytest
from django.core.management import call_command

from recommendations.engine.data.readers import Dataset
from recommendations.engine.evaluation.cold import cold_world, compare_cold
from recommendations.engine.evaluation.cold_courses import WELCOMING, new_courses
from recommendations.engine.evaluation.experiment import unheard
from recommendations.engine.features.nearest import nearest_known
from recommendations.engine.types import Catalogue, Histories

from .worlds import CAMPS, TITLES, interactions_of, made, two_camps

KNOWN, NEW = np.arange(7), np.array([7])  # the new one: "Colours for drawing birds"
DATA, ART = [0, 1], [4, 5]


@pytest.fixture(scope="module")
def big_world():
    """Three hundred learners of two camps, each with eight courses of a dozen."""
    random = np.random.default_rng(3)
    camps = np.arange(300) % 2
    sequences = [camp * 12 + random.permutation(12)[:8] for camp in camps]
    words = ("stars", "birds")
    catalogue = Catalogue.build(
        range(24),
        texts=[f"{words[n // 12]} lesson {n}" for n in range(24)],
        categories=[[words[n // 12]] for n in range(24)],
    )
    return Dataset("made up", interactions_of(*sequences, n_courses=24), catalogue, has_times=True)


@pytest.fixture(scope="module")
def known_world():
    """The two camps before the last course was there."""
    catalogue = Catalogue.build(
        range(7), texts=TITLES[:7], categories=[[camp] for camp in CAMPS[:7]]
    )
    sequences = [[n % 4, (n + 1) % 4, (n + 2) % 4] for n in range(20)]
    sequences += [[4 + n % 3, 4 + (n + 1) % 3] for n in range(20)]
    return interactions_of(*sequences, n_courses=7), catalogue


@pytest.mark.parametrize("name", WELCOMING)
def test_a_new_course_is_suggested_to_its_own_camp_without_learning_anew(name, known_world):
    model = made(name).fit(*known_world)
    before = {key: value.copy() for key, value in model.state().items()}

    welcomed = model.welcome(nearest_known(two_camps()[1], NEW, KNOWN))

    scores = welcomed.score(Histories.from_lists([DATA, ART]))
    assert scores.shape == (2, 8)
    assert np.nanargmax([row[7] for row in np.exp(np.nan_to_num(scores, nan=-9))]) == 1
    assert scores[1, 7] > np.nanmax(np.nan_to_num(scores[1, :4], nan=-np.inf))
    assert all((model.state()[key] == value).all() for key, value in before.items())
    stored = type(welcomed).from_state(welcomed.params(), welcomed.state())
    np.testing.assert_allclose(stored.score(Histories.from_lists([ART])), scores[1:], rtol=1e-5)


def test_a_course_without_a_word_in_common_is_like_nothing():
    catalogue = Catalogue.build(range(3), texts=["one two", "one three", "four"])

    found = nearest_known(catalogue, np.array([2]), np.array([0, 1]))

    assert (found.nearest == -1).all()


def test_newcomers_are_the_same_at_every_cut_and_nobody_learned_from_them(big_world):
    world = cold_world(big_world, 5)

    asked = set(world.targets.courses.tolist())
    lengths = [np.diff(world.cut(events).indptr).tolist() for events in (0, 1, 3, 5)]
    learned = np.diff(world.past.indptr) > 0

    assert lengths == [[events] * len(world.targets) for events in (0, 1, 3, 5)]
    assert len(world.targets) + learned.sum() == 300
    assert asked <= set(range(24))
    # The last events are kept: those next to the question.
    assert (world.cut(1).courses == world.asked.courses[4::5]).all()


def test_more_events_find_more_and_each_line_is_held_against_those_before(big_world):
    lines = list(compare_cold(big_world, {"ease": ("ease", {})}, (0, 3), note=unheard))

    assert [(one["algorithm"], one["events"]) for one in lines] == [
        ("popularity", 0), ("popularity", 3), ("ease", 0), ("ease", 3),
    ]  # fmt: skip
    assert lines[2]["ndcg@10"] == 0 < lines[1]["ndcg@10"] < lines[3]["ndcg@10"]
    assert lines[3]["against"]["popularity"]["difference"] > 0


def test_courses_held_out_are_in_nothing_that_is_learned_from(big_world):
    world = new_courses(big_world)

    known = len(world.catalogue)
    assert known + len(world.arrivals) == 24
    assert world.known.n_courses == known == world.fold.past.n_courses - len(world.arrivals)
    assert world.known.indices.max() < known
    assert (world.fold.targets.courses >= known).all()
    assert (np.diff(world.fold.histories.indptr) > 0).all()


@pytest.mark.parametrize("protocol", ["cold", "cold_courses"])
def test_the_command_prints_a_line_each(protocol, capsys, monkeypatch, big_world):
    monkeypatch.setattr(
        "recommendations.management.commands.evaluate.read_named", lambda options: big_world
    )

    call_command(
        "evaluate", "--dataset=coco_udemy", f"--protocol={protocol}", "--events=0,2",
        "--algorithms=content", "--json",
    )  # fmt: skip

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["protocol"] for line in lines} == {protocol}
    names = {"cold": ["popularity", "content", "served"]}
    wanted = names.get(protocol, ["random", "popularity", "content"])
    assert list(dict.fromkeys(line["algorithm"] for line in lines)) == wanted
