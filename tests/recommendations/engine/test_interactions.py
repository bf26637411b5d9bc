"""Events become interactions: ids of any kind, stable order, decay, a hash of the content."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from recommendations.engine.arrays import seconds
from recommendations.engine.types import Histories, Interactions

DAY = 86_400


def sequence_of(interactions, learner):
    row = interactions.learners.tolist().index(learner)
    inside = slice(interactions.indptr[row], interactions.indptr[row + 1])
    return [interactions.courses[c] for c in interactions.indices[inside]]


def test_a_learners_courses_stand_in_the_order_of_time():
    found = Interactions.from_events(["ann"] * 3, ["c", "a", "b"], [1, 1, 1], [30, 10, 20])

    assert sequence_of(found, "ann") == ["a", "b", "c"]
    assert found.times.tolist() == [10, 20, 30]
    assert found.weights.toarray().tolist() == [[1, 1, 1]]


def test_the_same_pair_twice_is_one_entry_with_both_weights_and_the_latest_time():
    found = Interactions.from_events([1, 1], ["a", "a"], [1, 0.5], [10, 20])

    assert found.sequence_weights.tolist() == [1.5]
    assert found.times.tolist() == [20]


def test_a_negative_signal_is_kept_apart():
    found = Interactions.from_events([1, 1, 2], ["a", "b", "a"], [1, -2, 1], [1, 2, 3])

    assert found.weights.toarray().tolist() == [[1, 0], [1, 0]]
    assert found.negatives.toarray().tolist() == [[0, 2], [0, 0]]


@pytest.mark.parametrize(
    "ids",
    [
        [2**40, 5, 2**62],
        [2**80, 5, -(2**70)],
        [uuid.UUID(int=9), uuid.UUID(int=1), uuid.UUID(int=5)],
        ["ü", "a", "你好"],
        [3, "three", uuid.UUID(int=3)],
    ],
    ids=["sparse", "beyond 64 bits", "uuid", "text", "mixed"],
)
def test_ids_of_any_kind_map_back_to_themselves_without_a_dense_array(ids):
    """R7."""
    found = Interactions.from_events(ids, ids, [1, 1, 1], [1, 2, 3])

    assert found.weights.shape == (3, 3)
    assert all(sequence_of(found, one) == [one] for one in ids)
    history = Histories.from_ids([[ids[0], "stranger"]], found.courses)
    assert [found.courses[c] for c in history.courses] == [ids[0]]


def test_fifty_events_of_one_second_have_the_same_order_however_they_arrive():
    """R6."""
    courses = [f"course {number:02d}" for number in range(50)]
    random = np.random.default_rng(0)
    arrivals = [random.permutation(courses).tolist() for _ in range(5)]
    found = [Interactions.from_events(["ann"] * 50, a, [1] * 50, [7] * 50) for a in arrivals]

    assert all(sequence_of(one, "ann") == courses for one in found)
    assert len({one.content_hash for one in found}) == 1


def test_times_stay_whole_seconds_where_a_float32_would_lose_them():
    """R6."""
    moments = [1_700_000_001, 1_700_000_000]
    found = Interactions.from_events(["ann"] * 2, ["later", "sooner"], [1, 1], moments)

    assert found.times.dtype == np.int64
    assert sequence_of(found, "ann") == ["sooner", "later"]


def test_aware_and_naive_times_are_the_same_moment_under_any_server_zone(monkeypatch):
    """R5."""
    import time

    shanghai = timezone(timedelta(hours=8))
    moments = [
        datetime(2024, 3, 10, 2, 30, tzinfo=UTC),
        datetime(2024, 3, 10, 2, 30),  # noqa: DTZ001
        datetime(2024, 3, 10, 10, 30, tzinfo=shanghai),
        np.datetime64("2024-03-10T02:30:00"),
    ]
    for zone in ("UTC", "America/New_York", "Asia/Shanghai"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert {int(seconds([moment])[0]) for moment in moments} == {1_710_037_800}
    monkeypatch.undo()
    time.tzset()


def test_a_clock_a_day_ahead_never_weighs_more_than_now():
    """R5."""
    now = 100 * DAY
    found = Interactions.from_events(
        [1, 2, 3],
        ["a", "a", "a"],
        [1, 1, 1],
        [now, now + DAY, now - 7 * DAY],
        half_life_days=7,
        now=now,
    )

    assert found.sequence_weights.tolist() == [1, 1, 0.5]


def test_the_hash_changes_with_a_fact_even_if_the_count_does_not():
    def of(courses, times=(1, 2)):
        ids = ["a", "b", "c"]
        return Interactions.from_events([1, 1], courses, [1, 1], times, course_ids=ids)

    assert of(["a", "b"]).content_hash == of(["b", "a"], times=(2, 1)).content_hash
    assert of(["a", "b"]).content_hash != of(["a", "c"]).content_hash
    assert of(["a", "b"]).content_hash != of(["a", "b"], times=(1, 3)).content_hash


@pytest.mark.parametrize("weight", [np.nan, np.inf, -np.inf])
def test_a_weight_that_is_no_number_is_refused(weight):
    """R8."""
    with pytest.raises(ValueError, match="finite"):
        Interactions.from_events([1], ["a"], [weight], [1])


def test_a_weight_of_zero_is_no_interaction():
    assert len(Interactions.from_events([1], ["a"], [0], [1]).indices) == 0


def test_interactions_cannot_be_changed():
    found = Interactions.from_events([1], ["a"], [1], [1])

    with pytest.raises(ValueError, match="read-only"):
        found.indices[0] = 5


def test_no_event_at_all_gives_empty_interactions_over_the_catalogue():
    found = Interactions.from_events([], [], [], [], course_ids=["a", "b"])

    assert found.weights.shape == (0, 2)
    assert found.content_hash


def test_histories_drop_unknown_courses_and_impossible_weights():
    found = Histories.from_lists([[3, -1, 2], [], [1]], [[1, 1, np.nan], [], [-2]])

    assert found.courses.tolist() == [3]
    assert found.indptr.tolist() == [0, 1, 1, 1]


def test_a_part_and_a_choice_of_histories_keep_their_entries():
    found = Histories.from_lists([[1, 2], [3], [], [4, 5, 6]])

    assert found[3].courses.tolist() == [4, 5, 6]
    assert found.select(np.array([3, 0])).courses.tolist() == [4, 5, 6, 1, 2]
    assert [len(part) for _, part in found.blocks(3)] == [3, 1]
    assert len(Histories.empty(2)) == 2
