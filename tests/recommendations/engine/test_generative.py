"""Courses as tokens: ids by content, a trie of those that exist, and a network that writes them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from recommendations.engine.features.semantic_ids import content_vectors, quantised, unique_ids
from recommendations.engine.nn.siblings import WIDE, blame_among
from recommendations.engine.nn.trie import Trie
from recommendations.engine.types import Catalogue, Histories

from .worlds import CAMPS, TITLES, interactions_of, made, plain_catalogue, two_camps

RANDOM = np.random.default_rng(11)
CLOUD = RANDOM.normal(size=(400, 12)).astype(np.float32)


def ids_of(catalogue, **how):
    vectors = content_vectors(catalogue, dimensions=16, seed=0)
    return unique_ids(quantised(vectors, **{"levels": 2, "size": 4, "seed": 0, **how}).codes)


def random_trie(*sizes, courses=600):
    codes = [RANDOM.integers(0, size, courses) for size in sizes]
    return Trie.of(unique_ids(np.stack(codes, axis=1).astype(np.int32)))


def test_each_level_of_tokens_comes_nearer_to_the_content():
    found = quantised(CLOUD, levels=4, size=16, seed=0)

    errors = [np.square(CLOUD - found.rebuilt(levels)).sum() for levels in range(1, 5)]

    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.75 * errors[0] < 0.75 * np.square(CLOUD).sum()


def test_the_same_content_gets_the_same_tokens_every_time():
    first, second = (quantised(CLOUD, levels=3, size=16, seed=4) for _ in range(2))

    assert (first.codes == second.codes).all()


@pytest.mark.parametrize("catalogue", [two_camps()[1], plain_catalogue(9), plain_catalogue(0)])
def test_no_two_courses_share_an_id(catalogue):
    ids = ids_of(catalogue)

    assert ids.shape == (len(catalogue), 3)
    assert len(np.unique(ids, axis=0)) == len(catalogue)


def test_courses_that_say_the_same_begin_with_the_same_token():
    ids = ids_of(two_camps()[1], size=2)

    assert len(set(ids[:4, 0])) == len(set(ids[4:, 0])) == 1
    assert ids[0, 0] != ids[4, 0]


def test_given_vectors_come_before_words_and_their_gaps_count_as_nothing():
    given = np.repeat(np.eye(2), [3, 5], axis=0)
    given[0, 1], given[7, 0] = np.nan, np.inf
    catalogue = Catalogue.build(list(range(8)), texts=TITLES, features={"text": given})

    ids = ids_of(catalogue, levels=1, size=2)

    assert len(set(ids[:3, 0])) == len(set(ids[3:, 0])) == 1
    assert ids[0, 0] != ids[7, 0]


def test_the_trie_holds_every_id_and_nothing_else():
    ids = unique_ids(RANDOM.integers(0, 4, (50, 2)).astype(np.int32))
    trie = Trie.of(ids)

    for course, wanted in enumerate(ids.tolist()):
        node = 0
        for level, token in zip(trie.levels, wanted, strict=True):
            children = np.arange(level.starts[node], level.starts[node + 1])
            assert (level.parents[children] == node).all()
            (node,) = children[level.tokens[children] == token]
        assert trie.places[-1, course] == node
    assert len(trie.levels[-1]) == len(ids)


def test_the_loss_among_siblings_is_a_softmax_over_them_alone():
    trie = random_trie(2, WIDE + 6)

    for level, places in zip(trie.levels, trie.places, strict=True):
        asked = torch.randn(70, 5, dtype=torch.float64, requires_grad=True)
        nodes = torch.randn(len(level), 5, dtype=torch.float64, requires_grad=True)
        wanted = places[RANDOM.integers(0, 600, 70)]
        parents = level.parents[wanted]
        strangers = torch.from_numpy(level.parents[None, :] != parents[:, None])
        scores = (asked @ nodes.T).masked_fill(strangers, -torch.inf)
        plain = functional.cross_entropy(scores, torch.from_numpy(wanted), reduction="sum")
        expected = torch.autograd.grad(plain, (asked, nodes))

        found = blame_among(asked, nodes, level.starts, parents, wanted)

        assert torch.isclose(found, plain)
        for mine, theirs in zip(torch.autograd.grad(found, (asked, nodes)), expected, strict=True):
            assert torch.allclose(mine, theirs)


def test_the_chances_of_all_courses_add_up_to_one():
    scores = made("generative").fit(*two_camps()).score(Histories.from_lists([[0, 1], [6]]))

    assert np.allclose(np.exp(scores).sum(axis=1), 1, atol=1e-5)


def test_a_wide_beam_reaches_everything_and_a_narrow_one_only_the_best_beginnings():
    model = made("generative", codes=2, levels=3).fit(*two_camps())
    histories = Histories.from_lists([[0, 1], [4, 5, 7]])
    exact = model.score(histories)

    wide, narrow = (model.with_params(beam=beam).score(histories) for beam in (100, 1))

    assert np.allclose(wide, exact, atol=1e-5)
    found = ~np.isnan(narrow)
    assert (found.sum(axis=1) >= 1).all()
    assert (found.sum(axis=1) < 8).all()
    assert np.allclose(narrow[found], exact[found], atol=1e-5)
    assert (model.ids_[found[0].nonzero()[0], 0] == model.ids_[exact[0].argmax(), 0]).all()


def test_a_course_that_nobody_has_taken_is_named_to_those_it_suits():
    world, _ = two_camps()
    grown = interactions_of(
        *(
            world.indices[a:b].tolist()
            for a, b in np.stack([world.indptr[:-1], world.indptr[1:]], 1)
        ),
        n_courses=10,
    )
    titles = [*TITLES, "Python for data work and statistics", "Drawing and painting birds"]
    kinds = [[camp] for camp in (*CAMPS, "data", "art")]
    catalogue = Catalogue.build(list(range(10)), texts=titles, categories=kinds)

    data, art = (
        made("generative", codes=2)
        .fit(grown, catalogue)
        .score(Histories.from_lists([[0, 1], [4, 5]]))
    )

    assert data[8] > data[4:8].max()
    assert art[9] > art[:4].max()
    assert data[8] > art[8]


def test_an_interrupted_fit_leaves_what_was_learned_before():
    model = made("generative").fit(*two_camps())
    histories = Histories.from_lists([[0, 1]])
    before = model.score(histories)

    def stop(done, note=""):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.fit(*two_camps(learners_a_camp=3), progress=stop)

    assert np.allclose(model.score(histories), before)
