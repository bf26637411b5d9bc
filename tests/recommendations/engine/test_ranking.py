"""The short list: exactly the best k that exist, and sources blended by their weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pydantic import ValidationError

from recommendations.engine import registry
from recommendations.engine.ranking.blend import blend
from recommendations.engine.ranking.candidates import recommend, top_k
from recommendations.engine.types import Histories

from .worlds import ALGORITHMS, interactions_of, made, plain_catalogue, two_camps

NAN = np.nan


def by_sorting(scores, seen, k):
    """The same by the plainest means: sort every row whole."""
    best = []
    for row, values in enumerate(scores):
        taken = set(seen[row].courses.tolist())
        found = [(-v, c) for c, v in enumerate(values.tolist()) if v == v and c not in taken]
        best.append([c for _, c in sorted(found)[:k]])
    return best


@given(
    scores=arrays(np.float32, (4, 90), elements=st.sampled_from([NAN, -2, -1, 0, 0.5, 1, 3])),
    seen=st.lists(st.lists(st.integers(-1, 95), max_size=30), min_size=4, max_size=4),
    k=st.integers(0, 100),
)
def test_the_best_k_are_those_of_a_full_sort(scores, seen, k):
    histories = Histories.from_lists(seen)

    best = top_k(scores, histories, k)

    assert [[c for c, _ in best.row(n)] for n in range(4)] == by_sorting(scores, histories, k)


def test_the_best_k_of_many_courses_are_those_of_a_full_sort():
    random = np.random.default_rng(5)
    scores = random.standard_normal((50, 2_000)).astype(np.float32)
    seen = Histories.from_lists([random.integers(0, 2_000, 40).tolist() for _ in range(50)])

    best = top_k(scores, seen, 20)

    assert best.courses.tolist() == by_sorting(scores, seen, 20)
    assert (np.diff(best.scores, axis=1) <= 0).all()


def test_scores_are_left_as_they_were():
    scores = np.array([[1, NAN, 3]], np.float32)
    before = scores.copy()

    top_k(scores, Histories.from_lists([[2]]), 2)

    assert np.array_equal(scores, before, equal_nan=True)


def test_lists_shorter_than_k_end_in_nothing():
    best = top_k(np.array([[1, NAN, 3]], np.float32), Histories.from_lists([[0]]), 5)

    assert best.courses.tolist() == [[2, -1, -1, -1, -1]]
    assert best.row(0) == [(2, 3.0)]


@pytest.mark.parametrize("name", ["popularity", "ease", "ials", "hybrid"])
@pytest.mark.parametrize("length", [0, 1, 5, 11])
def test_asking_for_n_gives_exactly_n_where_n_exist(name, length):
    """R21, and R10 where k is above the catalogue."""
    random = np.random.default_rng(2)
    world = interactions_of(*(random.permutation(12)[:6].tolist() for _ in range(60)))
    model = registry.create(name).fit(world, plain_catalogue(12))
    history = Histories.from_lists([list(range(length))])

    for wanted in (1, 3, 12, 50):
        found = recommend(model, history, wanted).row(0)
        is_silent = length == 0 and name in {"ease", "ials"}  # personal: nothing to go on
        assert len(found) == (0 if is_silent else min(wanted, 12 - length))
        assert not {c for c, _ in found} & set(range(length))


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_learner_who_took_everything_is_recommended_nothing(name):
    """R11."""
    model = made(name).fit(*two_camps())

    best = recommend(model, Histories.from_lists([list(range(8))]), 5)

    assert (best.courses == -1).all()


@pytest.mark.parametrize("name", ALGORITHMS)
def test_blocks_do_not_change_the_lists(name):
    model = made(name).fit(*two_camps())
    histories = Histories.from_lists([[n % 8, (n * 3 + 1) % 8] for n in range(40)])

    whole, parts = recommend(model, histories, 3), recommend(model, histories, 3, block=13)

    assert whole.courses.tolist() == parts.courses.tolist()


def test_a_blend_adds_only_sources_that_have_an_opinion():
    scores = {
        "a": np.array([[4, NAN, 2, NAN]], np.float32),
        "b": np.array([[NAN, 10, -5, NAN]], np.float32),
    }

    found = blend(scores, {"a": 1.0, "b": 0.5})

    assert np.allclose(found, [[1, 0.5, 0.5 - 0.25, NAN]], equal_nan=True)


def test_a_source_of_weight_nought_is_not_even_scored():
    scores = {"a": np.array([[1, 2]], np.float32)}

    assert np.allclose(blend(scores, {"a": 1.0, "gone": 0.0}), [[0.5, 1]])


def test_a_blend_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one source"):
        blend({"a": np.ones((1, 2), np.float32)}, {"a": 0.0})


def test_ranks_leave_out_what_was_seen():
    scores = {"a": np.array([[9, 8, 7]], np.float32)}

    found = blend(scores, {"a": 1.0}, "reciprocal_rank", seen=Histories.from_lists([[0]]))

    assert np.allclose(found, [[NAN, 1 / 61, 1 / 62]], equal_nan=True)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"sources": {}}, "at least one source"),
        ({"sources": {"hybrid": 1.0}}, "never a blend itself"),
        ({"sources": {"ease": -1.0}}, "0 or more"),
        ({"sources": {"ease": 1.0}, "settings": {"ials": {}}}, "settings for no source"),
    ],
)
def test_the_hybrid_refuses_weights_that_make_no_sense(params, sentence):
    with pytest.raises((ValueError, ValidationError), match=sentence):
        registry.create("hybrid", **params)


def test_the_hybrid_refuses_unknown_sources_and_wrong_knobs_of_its_sources():
    with pytest.raises((KeyError, ValidationError), match="magic"):
        registry.create("hybrid", sources={"magic": 1.0})
    with pytest.raises(ValidationError, match="l2"):
        registry.create("hybrid", sources={"ease": 1.0}, settings={"ease": {"l2": -3}})


def test_new_weights_for_a_fitted_hybrid_need_no_retrain():
    model = registry.create("hybrid", sources={"ease": 1.0, "popularity": 1.0})
    model.fit(*two_camps())
    history = Histories.from_lists([[0, 1]])

    alone = model.with_params(sources={"ease": 1.0})

    ease = registry.create("ease").fit(*two_camps()).score(history)
    assert np.allclose(alone.score(history), ease / np.nanmax(np.abs(ease)), equal_nan=True)
    with pytest.raises(KeyError, match="train it anew"):
        model.with_params(sources={"ials": 1.0})
