"""Whatever an endpoint does, callers get a text and an outcome, and staff get the count."""

import logging
import threading
import time

import pytest
from django.core.cache import cache

from recommendations.language import fences
from recommendations.language.asking import complete, stream
from recommendations.language.types import Limits
from recommendations.models import LanguageDay, LanguageModel, Outcome


def counted() -> dict[str, int]:
    return dict(LanguageDay.objects.values_list("outcome", "times"))


def test_a_good_answer_is_given_with_its_tokens_time_and_cost(language_model, ask):
    answer = complete(ask)

    assert (answer.text, answer.outcome) == ("Python is a good start.", Outcome.GOOD)
    assert (answer.tokens_read, answer.tokens_written) == (50, 5)
    assert answer.cost == pytest.approx((50 * 1 + 5 * 2) / 1_000_000)
    row = LanguageDay.objects.get()
    assert (row.times, row.tokens_read, row.tokens_written) == (1, 50, 5)
    assert row.seconds > 0


def test_an_answer_streams_piece_by_piece(language_model, ask):
    streamed = stream(ask)

    assert list(streamed) == ["Python", " is", " a", " good", " start."]
    assert streamed.answer.text == "Python is a good start."


def test_an_endpoint_that_knows_no_streams_will_do(language_model, model_server, ask):
    model_server.script = ["whole"]

    assert complete(ask).text == "Python is a good start."


def test_without_a_model_the_fall_back_is_said_and_nothing_counted(db, ask):
    answer = complete(ask)

    assert (answer.text, answer.outcome) == ("Try Python.", Outcome.OFF)
    assert not LanguageDay.objects.exists()


def test_the_provider_of_templates_asks_nothing(db, ask):
    LanguageModel.objects.create(name="templates", kind="template", is_on=True)

    assert complete(ask).text == "Try Python."
    assert not LanguageDay.objects.exists()


@pytest.mark.parametrize("act", ["stall", "dribble"])
def test_a_stall_ends_when_its_time_is_over(language_model, model_server, ask, act):
    model_server.script = [act]
    start = time.monotonic()

    answer = complete(ask, limits=Limits(seconds=0.6))

    assert time.monotonic() - start < 1.5
    assert (answer.text, answer.outcome) == ("Try Python.", Outcome.SLOW)
    assert answer.tokens_read > 0  # the endpoint worked for it, and may have it paid
    assert counted() == {"slow": 1}


def test_what_the_setting_allows_holds_too(language_model, model_server, ask):
    LanguageModel.objects.update(seconds=0.5)
    model_server.script = ["stall"]
    start = time.monotonic()

    assert complete(ask).outcome == Outcome.SLOW
    assert time.monotonic() - start < 1.5


@pytest.mark.parametrize(
    ("script", "outcome", "tries"),
    [
        (["garbage"], Outcome.GARBAGE, 1),
        (["cut"], Outcome.SHAPE, 1),
        ([401], Outcome.REFUSED, 1),
        ([404], Outcome.REFUSED, 1),
        ([302], Outcome.REFUSED, 1),  # nobody is sent elsewhere with the key
        ([500, 502, 503], Outcome.DOWN, 3),
        (["breaks"], Outcome.DOWN, 1),  # words were out already: no second try
        ([429, "good"], Outcome.GOOD, 2),
        ([503, 429, "good"], Outcome.GOOD, 3),
    ],
)
def test_each_way_to_fail_has_its_name(language_model, model_server, ask, script, outcome, tries):
    model_server.script = list(script)

    answer = complete(ask)

    assert answer.outcome == outcome
    assert answer.is_generated or answer.text == "Try Python."
    assert len(model_server.asked) == tries
    assert counted() == {outcome: 1}


def test_an_endpoint_that_is_down_falls_back(language_model, ask):
    LanguageModel.objects.update(address="http://127.0.0.1:9/v1", tries=2)

    assert complete(ask).outcome == Outcome.DOWN


def test_a_stream_that_breaks_off_ends_with_the_fall_back(language_model, model_server, ask):
    model_server.script = ["breaks"]
    streamed = stream(ask)

    assert list(streamed) == ["Python is"]
    assert (streamed.answer.text, streamed.answer.outcome) == ("Try Python.", Outcome.DOWN)


def test_a_reader_who_leaves_frees_the_place(language_model, ask):
    streamed = stream(ask)
    next(streamed)
    streamed.close()

    assert counted() == {"left": 1}
    assert complete(ask).outcome == Outcome.GOOD


def test_the_breaker_opens_tries_again_and_closes(language_model, model_server, ask, monkeypatch):
    monkeypatch.setattr(fences, "OPEN_SECONDS", 1)
    model_server.script = ["garbage"] * fences.FAILURES
    for _ in range(fences.FAILURES):
        assert complete(ask).outcome == Outcome.GARBAGE

    assert complete(ask).outcome == Outcome.BROKEN
    assert len(model_server.asked) == fences.FAILURES  # it was left in peace
    assert fences.is_open(language_model)

    time.sleep(1.1)
    model_server.script = ["garbage"]
    assert complete(ask).outcome == Outcome.GARBAGE  # one may try
    assert complete(ask).outcome == Outcome.BROKEN  # and it opened again at once

    time.sleep(1.1)
    assert complete(ask).outcome == Outcome.GOOD
    assert complete(ask).outcome == Outcome.GOOD
    assert counted() == {"garbage": fences.FAILURES + 1, "broken": 2, "good": 2}


def test_an_answer_that_fails_its_check_does_not_open_the_breaker(language_model, ask):
    for _ in range(fences.FAILURES + 1):
        answer = complete(ask, check=lambda _text: Outcome.INVENTED)

    assert (answer.text, answer.outcome) == ("Try Python.", Outcome.INVENTED)
    assert not fences.is_open(language_model)


@pytest.mark.django_db(transaction=True)
def test_only_so_many_ask_at_a_time(model_server, ask):
    model = LanguageModel.objects.create(
        name="one", address=model_server.address, model="m", calls_at_once=1
    )
    with fences.fenced(model, Limits(seconds=5)):
        assert complete(ask, model=model).outcome == Outcome.BUSY
    assert complete(ask, model=model).outcome == Outcome.GOOD


def test_a_day_whose_tokens_are_used_up_is_over(language_model, model_server, ask):
    LanguageModel.objects.update(tokens_a_day=100 + 55)
    limits = Limits(tokens=100)

    assert complete(ask, limits=limits).outcome == Outcome.GOOD  # 55 tokens
    assert complete(ask, limits=limits).outcome == Outcome.GOOD
    assert complete(ask, limits=limits).outcome == Outcome.SPENT
    assert len(model_server.asked) == 2


def test_the_key_comes_from_the_environment_and_goes_nowhere_else(
    language_model, model_server, ask, monkeypatch, caplog
):
    monkeypatch.setenv("TEST_API_KEY", "sk-very-secret")
    LanguageModel.objects.update(key_variable="TEST_API_KEY")

    with caplog.at_level(logging.DEBUG):
        assert complete(ask).outcome == Outcome.GOOD
        model_server.script = [401]
        complete(ask)

    assert model_server.keys[0] == "Bearer sk-very-secret"
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert "sk-very-secret" not in logged
    assert "course: Python" not in logged
    assert "good start" not in logged


def test_a_key_that_is_not_there_is_said(language_model, model_server, ask):
    LanguageModel.objects.update(key_variable="MISSING_API_KEY")

    assert complete(ask).outcome == Outcome.REFUSED
    assert model_server.asked == []


def test_a_fault_of_our_own_falls_back_too(language_model, ask, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise RuntimeError(ask.text)

    monkeypatch.setattr("recommendations.language.asking.provider_of", lambda _model: broken)

    assert complete(ask).text == "Try Python."
    assert "RuntimeError" in caplog.text
    assert ask.text not in caplog.text


def test_without_a_cache_the_model_is_asked_all_the_same(language_model, ask, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda *_args, **_more: None)
    monkeypatch.setattr(cache, "add", lambda *_args, **_more: True)
    monkeypatch.setattr(cache, "incr", lambda *_args, **_more: 1)

    assert complete(ask).outcome == Outcome.GOOD


def test_two_at_once_may_ask_where_two_may(language_model, model_server, ask):
    """Threads of a test cannot share its database connection: the provider is asked alone."""
    from recommendations.language.providers import provider_of

    model_server.script = ["slow", "slow"]
    found: list[list[str]] = []

    def run() -> None:
        found.append(list(provider_of(language_model)(language_model, ask, Limits(seconds=5))))

    threads = [threading.Thread(target=run) for _ in range(2)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert time.monotonic() - start < 0.95
