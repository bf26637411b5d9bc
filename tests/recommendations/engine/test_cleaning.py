"""Cleaning drops what must not teach a model, and says how much for which reason."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.data.cleaning import Events, clean
from recommendations.engine.data.signals import signal_weights

NOW = 1_000_000


def events(*rows, ids=None):
    learners, courses, verbs, values, times = zip(*rows, strict=True) if rows else ([],) * 5
    return Events.build(learners, courses, verbs, values, times, ids=ids)


def cleaned(*rows, ids=None, **options):
    return clean(events(*rows, ids=ids), verbs={"viewed", "enrolled"}, now=NOW, **options)


def test_the_same_fact_in_the_same_second_counts_once():
    found = cleaned(
        ("ann", 1, "viewed", 1, 5), ("ann", 1, "viewed", 1, 5), ("ann", 1, "viewed", 1, 6)
    )

    assert found.events.times.tolist() == [5, 6]
    assert found.dropped["duplicate"] == 1


def test_an_event_that_was_sent_again_counts_once_by_its_id():
    """R4."""
    row = ("ann", 1, "viewed", 1, 5)

    assert cleaned(row, row, ids=["x", "x"]).dropped["duplicate"] == 1
    assert cleaned(row, row, ids=["x", "y"]).dropped["duplicate"] == 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -1, 1e300])
def test_an_impossible_value_is_dropped_and_counted(value):
    """R8."""
    found = cleaned(("ann", 1, "viewed", value, 5), ("ben", 1, "viewed", 0, 5))

    assert found.events.learners.tolist() == ["ben"]
    assert found.dropped["impossible_value"] == 1


def test_an_unknown_verb_a_future_time_and_a_member_of_staff_are_counted_apart():
    found = cleaned(
        ("ann", 1, "hovered", 1, 5),
        ("ann", 1, "viewed", 1, NOW + 86_400),
        ("dan", 1, "enrolled", 1, 5),
        ("ann", 1, "enrolled", 1, NOW + 60),
        excluded_learners={"dan"},
    )

    assert len(found.events) == 1
    assert dict(found.dropped) == {
        "duplicate": 0,
        "unknown_verb": 1,
        "impossible_value": 0,
        "future_time": 1,
        "excluded_learner": 1,
    }


def test_an_event_with_several_faults_counts_once():
    found = cleaned(("dan", 1, "hovered", np.nan, NOW * 2), excluded_learners={"dan"})

    assert sum(found.dropped.values()) == 1


def test_nothing_to_clean_is_clean():
    assert len(cleaned().events) == 0


def test_a_graded_verb_weighs_by_its_share_and_an_unlisted_one_nothing():
    rows = [("ann", 1, "progressed", share, 5) for share in (0.5, 7, np.nan)]
    found = events(*rows, ("ann", 1, "dismissed", 1, 5), ("ann", 1, "searched", 1, 5))

    weights = signal_weights(found, {"progressed": 2, "dismissed": -1}, graded={"progressed"})

    assert weights.tolist() == [1, 2, 0, -1, 0]
