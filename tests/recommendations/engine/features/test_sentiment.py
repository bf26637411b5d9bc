"""How pleased a review is, and which of its sentences tell most."""

import pytest

from recommendations.engine.features.quotes import Told, aspect_of, choose_quotes
from recommendations.engine.features.sentiment import judge, language_of


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Clear explanations and a pleasant pace.", "positive"),
        ("Outdated, and much too slow.", "negative"),
        ("Not boring at all.", "positive"),
        ("I would not recommend it.", "negative"),
        ("I can't recommend this course enough.", "positive"),
        ("The explanations are clear, but the sound is terrible.", "mixed"),
        ("It was okay.", "mixed"),
        ("全是干货，讲得很清楚。", "positive"),
        ("太啰嗦了，内容也过时。", "negative"),
        ("一点也不枯燥。", "positive"),
        ("不推荐。", "negative"),
        ("讲得很清楚，不过练习太少。", "mixed"),
    ],
)
def test_a_review_is_positive_mixed_or_negative(text, label):
    assert judge(text).label == label


@pytest.mark.parametrize("text", ["", "…", "12345", "とても良い講座でした", "아주 좋아요"])
def test_a_text_in_neither_language_has_no_opinion(text):
    judged = judge(text)

    assert (judged.score, judged.has_opinion) == (0.0, False)


def test_a_language_is_known_by_its_letters():
    assert language_of("Python 讲得很好") == "zh"
    assert language_of("A fine course") == "en"


def test_scores_lie_between_minus_one_and_one():
    assert -1 <= judge("terrible " * 200).score < 0 < judge("great! " * 200).score <= 1


def told(review, stars, text):
    return Told(review, stars, judge(text))


def test_quotes_are_literal_and_of_different_aspects_and_reviews():
    texts = [
        "The pace is excellent.",
        "Excellent pace, excellent!",
        "Great exercises. Great sound!",
    ]
    quotes = choose_quotes(told(n, 5, text) for n, text in enumerate(texts))

    assert all(quote.text in texts[quote.review] for quote in quotes)
    assert len({quote.aspect for quote in quotes}) == len(quotes) == 2


def test_a_sentence_against_its_own_stars_is_not_quoted():
    assert choose_quotes([told(1, 1, "Great, wonderful explanations again.")]) == []


def test_a_sentence_of_both_poles_is_quoted_by_its_sides():
    quotes = choose_quotes([told(1, 3, "The examples are excellent, but the sound is terrible.")])

    assert {(one.pole, one.text) for one in quotes} == {
        ("praise", "The examples are excellent"),
        ("miss", "the sound is terrible."),
    }


def test_a_sentence_speaks_of_an_aspect():
    assert aspect_of("There is a lot of echo") == "sound"
    assert aspect_of("练习太少") == "exercises"
    assert aspect_of("I loved it") == ""
