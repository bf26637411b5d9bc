"""What examples add to words: how pleased a review is that only describes."""

import pytest

from recommendations.engine.features.opinions import by_examples, examples, judge_all, read_examples
from recommendations.engine.features.sentiment import judge
from recommendations.management.commands.evaluate_sentiment import REVIEWS


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Clear explanations and a pleasant pace.", "positive"),
        ("I can't recommend this course enough.", "positive"),
        ("Not boring at all.", "positive"),
        ("I would not recommend it.", "negative"),
        ("He reads everything from a sheet of paper.", "negative"),
        ("The explanations are clear, but the sound is terrible.", "mixed"),
        ("It was okay.", "mixed"),
    ],
)
def test_a_review_in_english_is_judged_by_examples(text, label):
    assert judge_all([text])[0].label == label


def test_a_review_in_chinese_is_judged_by_words_and_one_in_neither_language_has_no_opinion():
    texts = ["讲得很清楚，不过练习太少。", "とても良い講座でした", ""]

    assert judge_all(texts) == [judge(text) for text in texts]


def test_both_sides_of_a_contrast_get_a_score_of_their_own():
    (judged,) = judge_all(["The exercises are excellent, but the sound is terrible."])

    praise, blame = judged.parts
    assert praise.score > 0 > blame.score
    assert (praise.text, blame.text) == ("The exercises are excellent", "the sound is terrible.")


def test_a_text_that_says_how_things_are_has_no_opinion():
    (judged,) = judge_all(["The course has ten lessons."])

    assert not judged.has_opinion
    assert judged.parts[0].score == 0


def test_scores_lie_between_minus_one_and_one_and_are_the_same_alone_and_in_company():
    texts = ["terrible " * 200, "great! " * 200, "Fine."]

    together = [score for score, _label in by_examples(texts)]

    assert -1 <= together[0] < 0 < together[1] <= 1
    assert together == pytest.approx([by_examples([one])[0][0] for one in texts], abs=1e-4)


def test_nothing_is_said_of_no_texts():
    assert judge_all([]) == []


def test_no_example_stands_among_the_labelled_reviews():
    held = {one.text.lower() for one in read_examples(REVIEWS)}

    assert len(examples()) > 200
    assert not any(one.text.lower() in held for one in examples())
