"""Splits never let the future teach, and ask about what they hold back."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.data.splits import leave_last_out, sample, temporal
from recommendations.engine.types import Histories

from .worlds import interactions_of


def pasts(fold):
    histories = Histories.from_interactions(fold.past)
    return [histories[n].courses.tolist() for n in range(len(histories))]


def test_the_last_course_is_the_test_and_the_one_before_it_the_validation():
    split = leave_last_out(interactions_of([0, 1, 2, 3], [2, 1], [3]))

    assert split.test.targets.learners.tolist() == [0, 1]
    assert split.test.targets.courses.tolist() == [3, 1]
    assert pasts(split.test) == [[0, 1, 2], [2], [3]]
    assert split.validation.targets.courses.tolist() == [2]
    assert pasts(split.validation) == [[0, 1], [2], [3]]


def test_histories_stand_row_for_row_with_the_targets():
    split = leave_last_out(interactions_of([3], [0, 1, 2], [2, 0]))

    assert [h.courses.tolist() for _, h in split.test.histories.blocks(1)] == [[0, 1], [2]]


def test_a_cut_in_time_holds_back_the_last_tenth_of_all_entries():
    world = interactions_of(*([n % 7] for n in range(100)), gap=1)
    world = world.__class__(**{**vars(world), "times": np.arange(100)})

    split = temporal(world)

    assert split.validation.past.times.max() < split.validation.past.n_learners * 0.81
    assert len(split.validation.targets.courses) == 10
    assert len(split.test.targets.courses) == 10
    assert split.test.past.times.max() == 89


def test_of_the_known_only_who_has_a_past_is_asked_about():
    world = interactions_of([0], [1], [0, 1], [2], gap=1)
    world = world.__class__(**{**vars(world), "times": np.array([0, 9, 1, 9, 8])})

    fold, known = temporal(world, shares=(0.5, 0.7)).test, temporal(world, shares=(0.5, 0.7)).of_known().test  # fmt: skip

    assert fold.targets.learners.tolist() == [1, 2]
    assert (known.targets.learners.tolist(), known.targets.courses.tolist()) == ([2], [1])


@pytest.mark.parametrize("cut", [leave_last_out, temporal])
def test_nobody_to_split_gives_empty_parts(cut):
    split = cut(interactions_of(n_courses=3))

    assert len(split.test.targets) == len(split.validation.targets) == 0


@pytest.mark.parametrize("cut", [leave_last_out, temporal])
def test_what_is_asked_is_never_in_the_past_that_is_asked_with(cut):
    random = np.random.default_rng(3)
    world = interactions_of(*(random.permutation(9)[: 2 + n % 5].tolist() for n in range(40)))

    for fold in (cut(world).validation, cut(world).test):
        for row, history in fold.histories.blocks(1):
            asked = fold.targets.courses[fold.targets.indptr[row] : fold.targets.indptr[row + 1]]
            assert not set(asked) & set(history.courses)


def test_a_sample_asks_fewer_learners_about_the_same_past():
    fold = leave_last_out(interactions_of(*([n % 5, (n + 1) % 5] for n in range(30)))).test

    few = sample(fold, 10, seed=1)

    assert few.past is fold.past
    assert len(few.targets) == 10
    for row, learner in enumerate(few.targets.learners):
        assert few.targets.courses[row] == fold.targets.courses[learner]
