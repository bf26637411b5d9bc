"""The evaluation tells good answers from bad ones, and says what it lacks."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recommendations.ask.answers import answer
from recommendations.ask.exam import Question, examine, faults_of, figures, wilson
from recommendations.ask.readers import Asker
from recommendations.ask.types import Sentence
from tests.recommendations.ask.conftest import VISITOR


def test_without_the_demo_catalogue_the_command_says_what_to_do(db):
    with pytest.raises(CommandError, match="demo_world"):
        call_command("evaluate_ask", "--provider", "template")


def test_without_vectors_the_command_says_what_to_do(db, monkeypatch):
    monkeypatch.setattr("recommendations.management.commands.evaluate_ask.read_questions", list)
    with pytest.raises(CommandError, match="encode_courses"):
        call_command("evaluate_ask")


def test_a_model_without_a_name_is_refused(db):
    with pytest.raises(CommandError, match="--model"):
        call_command("evaluate_ask", "--provider", "openai")


@pytest.fixture
def questions(shelf):
    guitar, bread = shelf["Guitar in four chords"].pk, shelf["Bread by weight"].pk
    return [
        Question("1", "en", "guitar for beginners", (guitar,)),
        Question("2", "en", "guitar for beginners", (bread,)),
        Question("3", "en", "Teach me to fly a helicopter", (), refuses=True),
        Question("4", "en", "guitar for beginners", (), refuses=True),
        Question("5", "zh-hans", "什么是复利？", (), quotes=shelf["复利、风险与耐心"].pk),
    ]


def test_hits_refusals_and_quotes_are_counted(questions):
    found = figures(examine(questions))

    assert (found["hit@5"]["right"], found["hit@5"]["of"]) == (1, 3)
    assert found["hit@5"]["missed"] == ["2", "5"]
    assert (found["refusals_right"]["right"], found["refusals_right"]["of"]) == (1, 2)
    assert found["refusals_right"]["missed"] == ["4"]
    assert found["answers_where_due"]["right"] == 3
    assert found["quotes_right"]["right"] == 1
    assert found["grounded"]["right"] == 5


def test_a_model_of_the_command_words_the_answers(questions, model_server, monkeypatch):
    monkeypatch.setattr(
        "recommendations.management.commands.evaluate_ask.read_questions", lambda: questions[:1]
    )
    first = {"text": "“Guitar in four chords” is a good start for you.", "courses": [1]}
    model_server.says = json.dumps({"sentences": [first]})
    out = StringIO()

    call_command(
        "evaluate_ask", "--json", "--provider", "openai", "--model", "small",
        "--address", model_server.address, stdout=out,
    )  # fmt: skip

    found = json.loads(out.getvalue())
    assert (found["provider"], found["overall"]["generated"]) == ("openai", 1)
    assert found["overall"]["grounded"]["right"] == 1


def test_claims_without_ground_are_found(shelf):
    asker = Asker(VISITOR)
    reply = answer("What is the median in statistics?", asker)
    quote = replace(reply.quotes[0], text="The median is the mean.")
    loose = Sentence(("“Advanced Alchemy” is for you.",))

    assert not faults_of(reply, asker)
    assert faults_of(replace(reply, quotes=(quote,)), asker)
    assert faults_of(replace(reply, sentences=(loose,)), asker)
    assert faults_of(replace(reply, courses=(999_999,)), asker)


def test_intervals_of_shares_stay_within_their_limits():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(12, 12)
    assert 0.7 < low < 0.8
    assert high == 1.0
