"""An order that a language model told: whatever it says, each course stays exactly once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.engine.reranking.told import among, fused, read_order


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("[3, 1, 2]", [2, 0, 1]),
        ("```json\n[2,3]\n```", [1, 2, 0]),
        ("The best first: [2, 1]. I hope that helps!", [1, 0, 2]),
        ("[2, 2, 2, 1]", [1, 0, 2]),  # told twice
        ("[9, 2, 0, 3, 99999999999]", [1, 2, 0]),  # stand for nothing
    ],
)
def test_numbers_are_read_and_the_rest_follows_as_it_stood(words, order):
    assert read_order(words, 3) == order


@pytest.mark.parametrize(
    "words",
    ["", "[]", "first the third, then the first", "3, 1, 2", "[-1, 1.5]", '["3"]', "[7, 8]"],
)
def test_what_is_no_list_of_numbers_tells_no_order(words):
    assert read_order(words, 3) is None


def test_a_few_numbers_of_many_are_an_echo_and_no_order():
    assert read_order("[3, 1, 2]", 20) is None


@given(st.text(alphabet="[]0123456789, x", max_size=60), st.integers(0, 25))
def test_whatever_is_said_is_an_order_of_all_or_none(words, count):
    order = read_order(words, count)

    assert order is None or sorted(order) == list(range(count))


def test_the_weight_goes_from_what_stood_to_what_was_told():
    told = [4, 3, 2, 1, 0]

    assert fused(told, 0) == [0, 1, 2, 3, 4]
    assert fused(told, 1) == told
    assert fused([1, 0, 2], 0.5) == [0, 1, 2]  # in a tie, what stood before


@given(st.permutations(range(12)), st.floats(0, 1))
def test_fusing_loses_nothing(order, weight):
    assert sorted(fused(order, weight)) == list(range(12))


def test_what_was_not_shown_keeps_its_place():
    assert among([2, 0, 1], [0, 2, 3], 5) == [3, 1, 0, 2, 4]
