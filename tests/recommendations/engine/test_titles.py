"""R9: titles in any script, or none: words are found, and every course has neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.features.text import tokens
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Histories

from .worlds import interactions_of

HARD = ["机器学习", "تعلم الآلة", "🎨🎻", "1984", "", "   ", "!!!", "\u200b", "Ω"]
FEATURES = ["bag_of_words", "tf_idf", "word_vectors", "embedding"]


def fitted(texts, **params):
    catalogue = Catalogue.build(range(len(texts)), texts=texts)
    return create("content", **params).fit(interactions_of(n_courses=len(texts)), catalogue)


def neighbours_of(model, course):
    scores = model.score(Histories.from_lists([[course]]))[0]
    return np.flatnonzero(~np.isnan(scores)).tolist()


@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("measure", ["cosine", "jaccard", "euclidean"])
def test_every_course_has_neighbours_whatever_its_title(features, measure):
    model = fitted([*HARD, "Learning machines"], features=features, measure=measure)

    assert all(neighbours_of(model, course) for course in range(len(HARD)))


@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("texts", [[""], ["", ""], ["🎨", "🎻"], ["!", ""]])
def test_a_catalogue_without_a_single_word_still_trains(features, texts):
    scores = fitted(texts, features=features).score(Histories.from_lists([[0]]))

    assert scores.shape == (1, len(texts))
    assert not np.isinf(scores).any()


def test_titles_of_the_same_emoji_are_alike():
    model = fitted(["🎨🎨", "🎻", "🎨"])

    assert np.nanargmax(model.score(Histories.from_lists([[0]]))) == 2


def test_a_course_without_a_title_is_near_its_own_category():
    catalogue = Catalogue.build(
        range(3), texts=["", "Violin", "Rust"], categories=[["music"], ["music"], ["code"]]
    )
    model = create("content").fit(interactions_of(n_courses=3), catalogue)

    assert np.nanargmax(model.score(Histories.from_lists([[0]]))) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Learn Python 3!", ["learn", "python", "3"]),
        ("学习Python编程", ["学习", "python", "编程"]),
        ("تعلم الآلة", ["تعلم", "الآلة"]),
        ("🎨 🎻", ["🎨", "🎻"]),
        ("ＡＢＣ", ["abc"]),
        ("", []),
    ],
)
def test_words_are_found_in_any_script(text, expected):
    assert tokens(text) == expected


def test_a_catalogue_of_other_length_than_its_texts_is_refused():
    with pytest.raises(ValueError, match="texts"):
        Catalogue.build([1, 2], texts=["one"])
