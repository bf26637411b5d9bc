"""What courses look like by their words: answers worked out by hand, in English and Chinese."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.features.likeness import likeness
from recommendations.engine.features.text import course_tokens, tokens, word_counts
from recommendations.engine.features.words import averaged_word_vectors
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Histories

from .worlds import interactions_of

# Cats and kittens never meet, nor do cars and trucks, but each pair keeps the same company.
COMPANY = [
    "cat purrs softly", "kitten purrs softly", "cat drinks milk", "kitten drinks milk",
    "car burns petrol", "truck burns petrol", "car needs wheels", "truck needs wheels",
]  # fmt: skip


def scores(texts, taken=0, **params):
    catalogue = Catalogue.build(range(len(texts)), texts=texts)
    model = create("content", **params).fit(interactions_of(n_courses=len(texts)), catalogue)
    return np.nan_to_num(model.score(Histories.from_lists([[taken]]))[0])


def test_tf_idf_weighs_a_word_by_its_rarity():
    # Smoothed: idf = ln((1 + courses) / (1 + courses with the word)) + 1; rows of length 1.
    common, rare = np.log(4 / 4) + 1, np.log(4 / 2) + 1
    found = word_counts([["a", "b"], ["a"], ["a", "c"]], weigh=True).toarray()

    length = (common**2 + rare**2) ** 0.5
    assert np.allclose(found[0, :2], [common / length, rare / length])
    assert np.allclose(found[1, :3], [1, 0, 0])


def test_a_word_said_twice_counts_twice_in_a_bag_of_words():
    found = word_counts([["a", "a", "b"]], weigh=False).toarray()

    assert found[0, :2].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("cosine", 0.96), ("jaccard", 1 / 2), ("euclidean", 1 / (1 + 2**0.5))],
)
def test_dense_vectors_are_compared_by_each_measure(measure, expected):
    vectors = np.array([[3.0, 4.0, 0.0], [4.0, 3.0, 0.0], [0.0, 3.0, 1.0]])
    other = 2 if measure == "jaccard" else 1  # shares one of three; both of two is 1

    found = likeness(vectors, slice(0, 1), measure)[0]

    assert np.isclose(found[other], 1 / 3 if measure == "jaccard" else expected)
    assert np.isclose(found[0], 1)


def test_chinese_is_cut_into_words_beside_latin_ones():
    assert tokens("Python 数据分析入门") == ["python", "数据分析", "入门"]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("cosine", 1 / 2), ("jaccard", 1 / 3), ("euclidean", 1 / (1 + 2**0.5))],
)
def test_chinese_courses_are_compared_word_by_word(measure, expected):
    found = scores(["数据分析 入门", "数据分析 实战"], features="bag_of_words", measure=measure)

    assert np.isclose(found[1], expected, atol=1e-3)


def test_category_and_language_are_words_of_their_own():
    catalogue = Catalogue.build(
        [1, 2], texts=["art", "law"], categories=[["art"], []], languages=["en", ""]
    )

    first, second = course_tokens(catalogue)

    assert len(set(first)) == 3  # the category is not the word of the title
    assert second == ["law"]


def test_word_vectors_know_words_by_the_company_that_they_keep():
    texts = [*COMPANY, "cat", "kitten", "truck"]
    by_vectors = scores(texts, taken=8, features="word_vectors", dimensions=4)
    by_words = scores(texts, taken=8, features="bag_of_words")

    assert by_words[9] < 0.01  # no word in common
    assert by_vectors[9] > 0.95
    assert by_vectors[10] < 0.05


def test_word_vectors_bridge_languages_where_courses_use_both():
    pairs = [f"{english} {chinese} 课程" for english, chinese in [("statistics", "统计")] * 3]
    pairs += ["painting 绘画 课程"] * 3
    texts = [*pairs, "statistics", "统计", "绘画"]

    found = scores(texts, taken=6, features="word_vectors", dimensions=4)

    assert found[7] > 0.9
    assert found[8] < 0.5


def test_word_vectors_are_units_the_same_every_time_and_zero_where_no_word_is_known():
    documents = [text.split() for text in [*COMPANY, "zeppelin", ""]]

    first, second = (averaged_word_vectors(documents, dimensions=5, seed=1) for _ in range(2))

    assert np.array_equal(first, second)
    lengths = np.linalg.norm(first, axis=1)
    assert np.allclose(lengths[:8], 1)
    assert lengths[8:].tolist() == [0, 0]


def test_word_vectors_carry_the_mutual_information_of_words():
    # a and b always meet each other, c and d too: log(4 * 4 / (2^.75 / (4 * 2^.75)) / ...) by hand.
    documents = [["a", "b"], ["a", "b"], ["c", "d"], ["c", "d"]]

    found = averaged_word_vectors([*documents, ["a"], ["b"], ["c"]], dimensions=4, seed=0)

    assert np.isclose(found[4] @ found[6], 0, atol=1e-6)
    assert np.isclose(found[0] @ found[2], 0, atol=1e-6)
    assert found[0] @ found[4] > 0.5


@pytest.mark.parametrize("features", ["bag_of_words", "tf_idf", "word_vectors"])
def test_texts_without_a_single_word_are_no_trouble(features):
    assert scores(["", "  ", "?!"], features=features).shape == (3,)


def test_vectors_that_hold_what_is_no_number_count_that_as_nothing():
    vectors = np.array([[1, np.nan], [1, 0], [np.inf, np.nan]], np.float32)
    catalogue = Catalogue.build([0, 1, 2], features={"text": vectors})
    model = create("content", features="embedding").fit(interactions_of(n_courses=3), catalogue)

    found = model.score(Histories.from_lists([[0]]))[0]

    assert np.isclose(found[1], 1, atol=1e-3)
    assert not np.isinf(found).any()
