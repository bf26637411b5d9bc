"""What a Transformer looks at, told as it reads."""

import numpy as np
import pytest
import torch

from recommendations.engine import registry
from recommendations.engine.nn.attention import Attention
from recommendations.engine.types import Histories
from tests.recommendations.engine.worlds import interactions_of, plain_catalogue


@pytest.fixture(scope="module")
def model():
    random = np.random.default_rng(1)
    interactions = interactions_of(*(random.permutation(12)[:6].tolist() for _ in range(40)))
    sasrec = registry.create("sasrec", factors=16, epochs=1, blocks=2, heads=2)
    return sasrec.fit(interactions, plain_catalogue(12), seed=0)


def test_each_place_looks_back_and_shares_out_one(model):
    courses, looks = model.looks(Histories.from_lists([[3, 1, 4, 5]]))

    assert courses.tolist() == [3, 1, 4, 5]
    assert looks.shape == (2, 4, 4)
    np.testing.assert_allclose(looks.sum(axis=2), 1, atol=1e-5)
    assert np.triu(looks[0], k=1).max() == 0


def test_an_empty_history_is_looked_at_in_no_place(model):
    courses, looks = model.looks(Histories.from_lists([[]]))

    assert (len(courses), looks.shape) == (0, (2, 0, 0))


def test_the_weights_that_are_told_are_those_that_are_used():
    torch.manual_seed(0)
    layer = Attention(8, 1, 6)
    x = torch.randn(1, 5, 8)
    _, _, values = layer.ask(x).unflatten(-1, (3, 1, 8)).permute(2, 0, 3, 1, 4)

    told = layer.answer((layer.looks(x, None)[:, None] @ values).transpose(1, 2).flatten(2))

    torch.testing.assert_close(told, layer(x, None))
