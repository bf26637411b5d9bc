"""Answers by template: right courses, every claim linked, and “we don't have that” where it is so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.enrolment import enrol
from courses.models import Course, DismissedCourse
from recommendations.ask.answers import answer
from recommendations.ask.exam import faults_of
from recommendations.ask.quoting import quotable
from recommendations.ask.readers import Asker
from recommendations.sources.catalogue import read_catalogue
from recommendations.understanding import index
from tests.conftest import make_course
from tests.recommendations.ask.conftest import VISITOR, words_of
from tests.recommendations.conftest import did_something


def test_a_question_finds_its_course_and_says_why_it_fits(ask, titles):
    reply = ask("I would like to play the guitar, for beginners")

    assert titles(reply)[0] == "Guitar in four chords"
    assert "“Guitar in four chords” fits best: beginner, in English, 50 minutes." in words_of(reply)
    assert not faults_of(reply, Asker(VISITOR))


def test_a_chinese_question_is_answered_in_chinese(ask, titles):
    reply = ask("想学吉他和弦")

    assert "吉他上的和声" in titles(reply)
    assert "最合适的是《吉他上的和声》" in words_of(reply)


@pytest.mark.parametrize("question", ["Teach me to fly a helicopter", "有没有开挖掘机的课程？"])
def test_what_is_not_there_is_said_not_to_be_there(ask, question):
    reply = ask(question)

    assert reply.is_refusal
    assert words_of(reply).startswith(("We don't have that", "我们没有这样的课程"))


def test_without_vectors_words_decide(ask, monkeypatch):
    monkeypatch.setattr("recommendations.ask.evidence.vector_of", lambda _text: None)

    assert not ask("chess endgames").is_refusal
    assert ask("welding helicopters").is_refusal


def test_a_lesson_question_quotes_the_lesson_word_for_word(ask, shelf):
    reply = ask("What is the median in statistics?")

    quote = reply.quotes[0]
    assert (
        quote.text == "The median is the middle value. It does not care how far the largest lies."
    )
    assert quote.course.pk == shelf["Statistics without tears"].pk
    assert quote.source in reply.sentences[0].sources
    assert not faults_of(reply, Asker(VISITOR))


@pytest.mark.parametrize(
    ("passage", "quote"),
    [
        ("One. Two!", "One. Two!"),
        ("It pays on the sum. After n years it becomes\nPut 1,000.", "It pays on the sum."),
        ("先看图。画成图：\n天热", "先看图。"),
        ("他说：“好。”然后走了。", "他说：“好。”然后走了。"),
        ("Method\nAfter 30 years", ""),
    ],
)
def test_only_whole_sentences_are_quoted(passage, quote):
    assert quotable(passage) == quote


def test_a_course_in_the_wanted_language_comes_alone(ask, titles):
    assert titles(ask("a guitar course in Chinese")) == ["吉他上的和声"]


def test_where_nothing_is_as_short_that_is_said(ask, titles):
    reply = ask("guitar in less than ten minutes")

    assert titles(reply)[0] == "Guitar in four chords"
    assert "None is that short" in words_of(reply)


def test_what_comes_after_follows_the_links_of_courses(ask, titles):
    reply = ask("What comes after Chess from the first move?")

    assert titles(reply)[0] == "Chess endgames"
    assert "“Chess endgames” builds on “Chess from the first move”" in words_of(reply)


def test_what_comes_before_is_what_it_builds_on(ask, titles):
    assert titles(ask("What should I know before Chess endgames?")) == ["Chess from the first move"]
    assert "no course has to come before it" in words_of(ask("prerequisites for Bread by weight"))


def test_too_easy_leads_on_and_too_hard_leads_back(ask, titles):
    assert titles(ask("Chess from the first move was too easy"))[0] == "Chess endgames"
    assert titles(ask("Chess endgames was too hard"))[0] == "Chess from the first move"


def test_two_courses_are_compared(ask, titles):
    reply = ask("Compare the two chess courses")

    assert set(titles(reply)) == {"Chess endgames", "Chess from the first move"}
    assert "“Chess from the first move” is the shorter one." in words_of(reply)


def test_a_conversation_is_refined_step_by_step(ask, titles):
    first = ask("something about guitar")
    assert len(first.courses) == 3

    assert titles(ask("something about guitar", "shorter ones")) == ["Guitar in four chords"]
    assert titles(ask("something about guitar", "in Chinese")) == ["吉他上的和声"]
    assert "吉他上的和声" not in titles(ask("something about guitar", "not 吉他上的和声"))
    assert ask("something about guitar", "compare the first two").courses == first.courses[:2]
    assert titles(ask("something about guitar", "chess", "shorter"))[0].startswith("Chess")


def test_what_one_has_or_refused_is_not_suggested(ask, titles, ann, shelf):
    enrol(ann, shelf["Guitar in four chords"])
    DismissedCourse.objects.create(learner=ann, course=shelf["吉他上的和声"])

    reply = ask("something about guitar", person=ann)

    assert titles(reply) == ["Guitar harmony at the table"]
    assert "You are on “Guitar in four chords” already." in words_of(reply)


def test_unpublished_courses_never_appear(ask, shelf, dan):
    course = shelf["Guitar harmony at the table"]
    Course.objects.filter(pk=course.pk).update(status="draft")
    index._tables.clear()

    for person in (VISITOR, dan):
        for question in ("something about guitar", f"What comes after {course.title}?"):
            reply = ask(question, person=person)
            assert course.pk not in reply.courses
            assert course.title not in words_of(reply)
        assert course.pk not in read_catalogue(person)


def test_what_the_models_favour_comes_first_among_equals(ask, titles, shelf, monkeypatch):
    second = titles(ask("chess"))[1]
    liked = {shelf[second].pk: 1.0}
    monkeypatch.setattr(Asker, "favour", property(lambda _self: liked))

    assert titles(ask("chess"))[0] == second


def test_without_a_topic_the_live_models_choose(trained, ann):
    did_something(ann, trained.data[:3])

    asker = Asker(ann)
    reply = answer("recommend something", asker)

    assert set(asker.favour) & {course.pk for course in trained.data[3:]}
    assert reply.courses[0] in {course.pk for course in trained.data}
    assert not Asker(VISITOR).favour


def test_who_did_not_agree_is_answered_without_their_past(trained, cleo):
    did_something(cleo, trained.data[:3])

    assert not Asker(cleo).favour
    assert answer("recommend something", Asker(cleo)).courses


def test_an_answer_takes_the_same_queries_however_many_courses_there_are(shelf, ann):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer("something about guitar", Asker(ann))
        return len(queries)

    count()
    few = count()
    for number in range(30):
        make_course(f"Guitar {number}", lessons=0)

    count()  # opens the desk anew
    assert count() <= few
