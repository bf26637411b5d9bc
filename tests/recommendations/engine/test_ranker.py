"""The learned ranker: what it is taught never holds what is to be foretold, and it must earn its place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.engine.algorithms.base import said
from recommendations.engine.data.rehearsals import rehearse
from recommendations.engine.data.sessions import latest_session
from recommendations.engine.ranking.calendar import Calendar
from recommendations.engine.ranking.features import COLUMNS, Facts
from recommendations.engine.ranking.lists import Lists
from recommendations.engine.ranking.ranker import NOT_USED, TOO_FEW, USED, Ranker
from recommendations.engine.ranking.trees import Trees
from recommendations.engine.registry import create
from recommendations.engine.types import Histories
from tests.recommendations.engine.worlds import (
    DAY,
    interactions_of,
    plain_catalogue,
    two_camps,
)

NOW = 1_700_000_000
WIDTH = 12
pasts = st.lists(
    st.lists(st.integers(0, WIDTH - 1), min_size=1, max_size=6, unique=True),
    min_size=4,
    max_size=12,
)
quickly = settings(max_examples=15, deadline=None)


def world(sequences):
    return interactions_of(*sequences, n_courses=WIDTH, start=NOW)


def after_the_answers_changed(interactions, kind):
    """The same ledger, but every course that a rehearsal asks for is another one."""
    earlier = rehearse(interactions, kind, 1_000, 0)
    kept = set(zip(*_pairs(earlier.past), strict=True))
    owners, courses = _pairs(interactions)
    is_answer = np.array([pair not in kept for pair in zip(owners, courses, strict=True)])
    changed = np.where(is_answer, (interactions.indices + 1) % WIDTH, interactions.indices)
    return replace(interactions, indices=changed.astype(np.int32))


def _pairs(interactions):
    owners = np.repeat(np.arange(interactions.n_learners), np.diff(interactions.indptr))
    return owners.tolist(), interactions.indices.tolist()


@quickly
@given(pasts)
def test_the_answers_change_nothing_that_is_learned_from_or_asked_about(sequences):
    interactions = world(sequences)

    before, after = (
        rehearse(one, "last_days", 1_000, 0)
        for one in (interactions, after_the_answers_changed(interactions, "last_days"))
    )

    assert _pairs(before.past) == _pairs(after.past)
    assert before.histories.courses.tolist() == after.histories.courses.tolist()
    assert before.histories.times.tolist() == after.histories.times.tolist()


@quickly
@given(pasts)
def test_what_lies_ahead_is_in_no_column_of_a_candidate(sequences):
    interactions = world(sequences)
    moment = max(int(np.median(interactions.times)), NOW + 1)
    courses = np.arange(WIDTH)
    earlier = interactions.take(interactions.times < moment)
    later = Calendar.of(interactions).describe(courses, np.full(WIDTH, moment))

    known = Calendar.of(earlier).describe(courses, np.full(WIDTH, moment))

    assert np.array_equal(later, known, equal_nan=True)


@quickly
@given(pasts)
def test_a_question_is_asked_from_what_came_before_it(sequences):
    interactions = world(sequences)
    asked = rehearse(interactions, "last_courses", 1_000, 0)
    moments = asked.targets.moments

    for row in range(len(asked)):
        part = slice(*asked.histories.indptr[row : row + 2])
        assert (asked.histories.times[part] < moments[row]).all()
        assert asked.targets.courses[row] not in asked.histories.courses[part]


@pytest.mark.parametrize("count", [10, 100, 10_000])
def test_half_of_every_past_is_left_to_learn_from(count):
    interactions = chain()

    asked = rehearse(interactions, "last_courses", count, 0)

    assert len(asked) == min(count, 3 * interactions.n_learners)
    assert np.diff(asked.past.indptr).min() >= 3


def test_the_tables_that_trees_learn_from_do_not_hold_the_answers():
    interactions, catalogue = two_camps()
    changed = rehearse(interactions, "last_courses", 500, 0)
    tables = []
    for answers in (changed.targets.courses, (changed.targets.courses + 1) % 8):
        ranker = Ranker(sources={"popularity": 1.0, "transitions": 1.0})
        earlier = replace(changed, targets=replace(changed.targets, courses=answers))
        ranker.fit_sources(earlier.past, catalogue, 0, lambda done, note="": None)
        ranker.know(earlier.past, catalogue)
        tables.append(ranker._lists(earlier).table)

    assert np.array_equal(*tables, equal_nan=True)


def chain(learners=300, length=6):
    """Each learner goes on from where they began, course by course: the last one tells the next."""
    random = np.random.default_rng(1)
    starts = random.integers(0, WIDTH, learners)
    return world([[(start + step) % WIDTH for step in range(length)] for start in starts])


def test_trees_that_know_more_than_their_sources_are_used_and_say_so():
    interactions = chain()
    ranker = create("ranker", sources={"popularity": 1.0}, lessons=600, least_pairs=10)

    ranker.fit(interactions, plain_catalogue(WIDTH))

    sentence, figures = ranker.remark()
    assert sentence == USED
    assert float(figures["trees"]) > float(figures["best"]) + 0.1
    best = ranker.score(Histories.from_lists([[3, 4, 5]]))[0]
    assert np.nanargmax(np.where(np.isin(np.arange(WIDTH), [3, 4, 5]), np.nan, best)) == 6
    relied_on = ranker.reliance(Histories.from_lists([[3, 4, 5], [1, 2]]))
    assert {name for name, *_ in relied_on} == set(ranker.columns)
    assert relied_on[0][0] == "follows_last"
    influences = [influence for _, influence, _ in relied_on]
    assert influences == sorted(influences, reverse=True)
    told = [ranker.told(Histories.from_lists([[3, 4, 5]]), course) for course in (6, 9)]
    assert [name for name, *_ in told[0]][-1] == ""
    assert {name for name, *_ in told[0][:-1]} == set(ranker.columns)
    worth = [sum(added for *_, added in rows) for rows in told]
    assert worth[0] > worth[1]
    assert ranker.told(Histories.from_lists([[3, 4, 5]]), 3) == []


def test_what_columns_add_sums_to_what_a_pair_is_worth():
    random = np.random.default_rng(3)
    table = random.normal(size=(600, 4)).astype(np.float32)
    owners = np.repeat(np.arange(60), 10)
    best = np.lexsort((-(table[:, 1] + table[:, 2]), owners))[::10]
    lists = Lists(table, owners, np.isin(np.arange(600), best), np.ones(60, np.int64))

    trees = Trees.grow(lists, ("a:long rank", "b {}", "c", "d"), {"min_data_in_leaf": 5}, 20, 0)

    told = trees.contributions(table)
    np.testing.assert_allclose(told.sum(axis=1), trees.score(table), rtol=1e-4, atol=1e-4)
    assert set(np.argsort(-np.abs(told[:, :-1]).mean(axis=0))[:2]) == {1, 2}
    assert trees.gains()[[1, 2]].min() > trees.gains()[[0, 3]].max()
    assert trees.contributions(table[:0]).shape == (0, 5)


def test_trees_that_know_no_more_are_thrown_away_and_say_so():
    random = np.random.default_rng(2)
    interactions = world([random.permutation(WIDTH)[:5].tolist() for _ in range(500)])
    ranker = create("ranker", sources={"popularity": 1.0}, lessons=600)

    ranker.fit(interactions, plain_catalogue(WIDTH))

    alone = create("hybrid", sources={"popularity": 1.0}).fit(interactions, plain_catalogue(WIDTH))
    asked = Histories.from_lists([[0, 1], [5]])
    assert ranker.remark()[0] == NOT_USED
    assert "not used" in said(ranker.remark())
    assert np.array_equal(ranker.score(asked), alone.score(asked), equal_nan=True)


def test_too_little_is_said_to_be_too_little():
    ranker = create("ranker", sources={"popularity": 1.0}).fit(*two_camps(3))

    assert said(ranker.remark()) == TOO_FEW


def test_a_session_ends_with_a_gap():
    histories = Histories.from_lists([[1, 2, 3], [], [4]])
    hours = np.array([0, 20, 21, 0]) * 3_600
    timed = replace(histories, times=hours)

    assert latest_session(timed, 12 * 3_600).tolist() == [2, 0, 1]


@pytest.mark.parametrize(("moment", "hour"), [(NOW, 9), (NOW + 5 * DAY, -1)])
def test_the_moment_of_asking_is_read_where_it_is_known(moment, hour):
    facts = Facts.of(chain(), plain_catalogue(WIDTH), seed=0)
    context = {"now": np.array([moment]), "hour": np.array([hour]), "device": np.array(["phone"])}
    asked = replace(Histories.from_lists([[1]]), context=context)

    row = facts.describe(asked, np.zeros(1, np.int64), np.array([2]))[0]

    found = dict(zip(COLUMNS, row.tolist(), strict=True))
    assert found["device"] == 0
    assert np.isnan(found["hour"]) if hour < 0 else found["hour"] == hour


def test_lists_are_judged_as_everything_else_is():
    lists = Lists(
        table=np.zeros((4, 0), np.float32),
        owners=np.array([0, 0, 1, 1]),
        wanted=np.array([False, True, True, False]),
        sizes=np.array([1, 1]),
    )

    reached = lists.ndcg(np.array([0.9, 0.1, 0.9, 0.1]))

    assert reached == pytest.approx([1 / np.log2(3), 1.0])
