"""Variety, calibration, wear and attention, on any candidates."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommendations.engine.reranking.attention import attention, worth_of_row
from recommendations.engine.reranking.calibration import divergence, mix_of
from recommendations.engine.reranking.variety import Mix, Wish, in_turn, likeness
from recommendations.engine.reranking.wear import held, wear

SHARES = st.floats(0, 1)
FEW = settings(max_examples=20, deadline=None)
KINDS = np.array([1, 2, 3])


@st.composite
def pools(draw):
    """Relevance, the kind of each candidate (0 = another one), and the wanted shares."""
    count = draw(st.integers(0, 12))
    relevance = draw(arrays(np.float64, count, elements=SHARES))
    kind = draw(arrays(np.int64, count, elements=st.integers(0, 4)))
    wanted = draw(arrays(np.float64, 3, elements=st.floats(0.05, 1)))
    return relevance, kind, wanted / wanted.sum()


def chosen(pool, wish, count, *, before=(0, 0, 0)):
    relevance, kind, wanted = pool
    alike = likeness((kind, 0.7), (kind % 2, 0.3))
    shares = (kind[:, None] == KINDS).astype(float)
    mix = Mix(wanted, np.array(before, float), sum(before))
    return in_turn(relevance, alike, shares, mix, wish, count=count)


@FEW
@given(pools(), SHARES, SHARES, st.integers(0, 12))
def test_everything_is_kept_once(pool, diversity, calibration, count):
    order = chosen(pool, Wish(diversity, calibration), count)

    assert sorted(order.tolist()) == list(range(len(pool[0])))


@FEW
@given(pools(), st.integers(0, 12))
def test_without_wishes_relevance_alone_decides_and_equals_keep_their_order(pool, count):
    expected = np.argsort(-pool[0], kind="stable")

    assert chosen(pool, Wish(), count).tolist() == expected.tolist()


@FEW
@given(pools(), SHARES, st.integers(1, 12))
def test_the_most_relevant_leads_however_much_variety_is_wished(pool, diversity, count):
    order = chosen(pool, Wish(diversity), count)

    assert len(order) == 0 or order[0] == np.argmax(pool[0])


@FEW
@given(pools(), st.integers(2, 8))
def test_with_variety_alone_no_kind_comes_again_before_all_were_seen(pool, count):
    _, kind, wanted = pool
    order = chosen((np.zeros(len(kind)), kind, wanted), Wish(diversity=1.0), count)

    kinds = {int(one) for one in kind if one}
    first = [int(one) for one in kind[order][:count] if one]
    assert set(first[: len(kinds)]) == kinds or len(first) < len(kinds)


def test_cards_follow_the_mix_that_is_wanted():
    kind = np.repeat([1, 2, 3], 8)
    pool = (np.linspace(1, 0.99, 24), kind, np.array([0.5, 0.25, 0.25]))

    plain = kind[chosen(pool, Wish(), 8)][:8]
    calibrated = kind[chosen(pool, Wish(calibration=1.0), 8)][:8]
    after_ones = kind[chosen(pool, Wish(calibration=1.0), 4, before=(4, 0, 0))][:4]

    assert plain.tolist() == [1] * 8
    assert np.bincount(calibrated).tolist() == [0, 4, 2, 2]
    assert set(after_ones.tolist()) == {2, 3}


@FEW
@given(arrays(np.float64, 3, elements=st.floats(0.01, 1)), arrays(np.float64, 3, elements=SHARES))
def test_divergence_is_least_where_the_shares_are_the_same(wanted, shown):
    wanted = wanted / wanted.sum()
    shown = shown / max(shown.sum(), 1)

    assert divergence(wanted, wanted) < 1e-9
    assert 0 <= divergence(wanted, shown) + 1e-12 < np.inf


@FEW
@given(arrays(np.int64, 9, elements=st.integers(0, 3)), arrays(np.float64, 9, elements=SHARES))
def test_a_mix_sums_to_one_and_leaves_out_what_is_of_no_kind(kinds, weights):
    mix = mix_of(kinds, weights)

    assert 0 not in mix
    assert not mix or abs(sum(mix.values()) - 1) < 1e-9
    assert list(mix.values()) == sorted(mix.values(), reverse=True)


@FEW
@given(arrays(np.int64, 6, elements=st.integers(0, 40)), st.integers(1, 9), st.floats(0.1, 0.9))
def test_wear_begins_after_so_many_times_and_only_grows(times, after, sinks_to):
    worn = wear(np.sort(times), after=after, sinks_to=sinks_to)

    assert (worn[np.sort(times) < after] == 1).all()
    assert (np.diff(worn) <= 0).all()
    assert (worn > 0).all()
    assert (wear(times, after=0, sinks_to=sinks_to) == 1).all()


def test_what_stood_there_is_beaten_only_by_what_is_clearly_better():
    before = np.array([True, False, False])

    relevance = held(np.array([0.5, 0.55, 0.7]), before, 0.1)

    assert np.argsort(-relevance).tolist() == [2, 0, 1]


@FEW
@given(st.integers(1, 6), st.integers(1, 9))
def test_attention_falls_downwards_and_along_a_row(rows, cards):
    seen = attention(rows, cards)

    assert seen[0, 0] == 1
    assert (np.diff(seen, axis=0) < 0).all()
    assert (np.diff(seen, axis=1) < 0).all()


@FEW
@given(arrays(np.float64, 8, elements=SHARES))
def test_the_worth_of_a_row_counts_what_is_in_view_and_its_first_cards_most(values):
    worth = worth_of_row(values, in_view=4)

    assert 0 <= worth <= 1
    assert worth == worth_of_row(values[:4], in_view=4)
    assert worth <= worth_of_row(-np.sort(-values), in_view=4) + 1e-12
