"""Arms of experiments reach the homepage, and what was shown is written down."""

import uuid

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.urls import reverse

from recommendations.experiments.exposure import give_exposures
from recommendations.homepage import showing
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner, refresh_learners
from recommendations.models import Arm, CachedPage, Experiment, Exposure, Row, ShownList
from tests.recommendations.experiments.test_assignment import make_experiment


@pytest.fixture
def learner(trained):
    return trained.learners[0]


def everybody_in(experiment, number):
    """From now on the hash draws this arm."""
    experiment.arms.exclude(key=f"arm{number}").update(share=0.01)
    experiment.arms.filter(key=f"arm{number}").update(share=1e9)


def rows_of(learner):
    return [row.key for row in page_of(learner).rows]


def cards_of(learner, key="picked"):
    found = {row.key: [card.course.pk for card in row.cards] for row in page_of(learner).rows}
    return found.get(key, [])


def test_an_arm_hides_a_row_from_its_learners_alone(learner):
    before = rows_of(learner)
    experiment = make_experiment(overrides={"rows": {before[-1]: {"is_on": False}}})

    everybody_in(experiment, 0)
    assert rows_of(learner) == before
    everybody_in(experiment, 1)
    Exposure.objects.all().delete()
    cache.clear()

    assert before[-1] not in rows_of(learner)


def test_an_arm_serves_another_algorithm_and_the_stored_page_knows_its_arm(learner, trained):
    popular_only = {"algorithm": "popularity"}
    experiment = make_experiment(overrides=popular_only)
    everybody_in(experiment, 1)

    page_of(learner)

    shown = ShownList.objects.get(learner=learner)
    assert set(shown.versions) == {"popularity"}
    assert shown.arms == {str(experiment.pk): experiment.arms.get(key="arm1").pk}
    stored = CachedPage.objects.get(learner=learner)
    assert set(stored.payload["versions"]) == {"popularity"}
    assert page_of(learner).step == "cached"


def test_a_refresh_of_many_gives_each_learner_the_page_of_their_arm(trained):
    experiment = make_experiment(overrides={"algorithm": "popularity"})
    refresh_learners(sorted(one.pk for one in trained.learners))

    kinds = set()
    for page in CachedPage.objects.filter(learner__in=trained.learners):
        kinds.add(tuple(sorted(page.payload["versions"])))
        assert page_of(page.learner).step == "cached"
    assert len(kinds) == 2
    counted = {pk: Exposure.objects.filter(arm=pk).count() for pk in experiment.arms.values_list("pk", flat=True)}  # fmt: skip
    assert sum(counted.values()) == len(trained.learners)
    assert min(counted.values()) > 0


def test_exposures_come_with_pages_that_are_seen_not_with_those_that_are_made(learner):
    make_experiment(overrides={"algorithm": "popularity"})

    refresh_learner(learner.pk)
    assert not Exposure.objects.exists()
    page_of(learner)
    page_of(learner)

    assert Exposure.objects.filter(learner=learner).count() == 1
    assert ShownList.objects.filter(learner=learner).count() == 1


def test_interleaved_rows_hold_cards_of_both_arms(learner):
    experiment = make_experiment(overrides={"algorithm": "popularity"}, allocation="interleaved")
    ids = set(experiment.arms.values_list("pk", flat=True))

    page_of(learner)

    rows = {row["key"]: row["cards"] for row in ShownList.objects.get(learner=learner).rows}
    assert {card[2] for card in rows["picked"]} <= ids
    assert any(card[2] in ids for card in rows["picked"])


def test_a_row_that_explores_says_how_likely_each_card_was(trained):
    Row.objects.filter(key="picked").update(exploration=0.5)
    moved = 0
    for learner in trained.learners:
        page_of(learner)
        shown = next(row for row in ShownList.objects.get(learner=learner).rows if row["key"] == "picked")  # fmt: skip
        left = len(shown["pool"])
        for place, (course, propensity, _arm, _why) in enumerate(shown["cards"]):
            by_chance = 0.5 / (left - place)
            assert propensity == pytest.approx(by_chance, abs=1e-5) or propensity == pytest.approx(
                by_chance + 0.5, abs=1e-5
            )
            assert course in shown["pool"]
        moved += any(propensity < 0.5 for _, propensity, *_ in shown["cards"])
    assert moved > 0


def test_a_row_that_explores_is_the_same_all_day(learner):
    Row.objects.filter(key="picked").update(exploration=0.5)
    first = cards_of(learner)

    CachedPage.objects.all().delete()
    cache.clear()

    assert cards_of(learner) == first


def test_a_page_does_not_fail_when_what_it_showed_cannot_be_kept(learner, monkeypatch):
    def fail(*_):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(showing, "_keep_list", fail)

    assert page_of(learner).rows
    assert not ShownList.objects.exists()


def test_a_visitor_who_agreed_takes_part(trained):
    make_experiment(overrides={"rows": {"trending": {"is_on": False}, "popular": {"order": 1}}})
    visitor = uuid.uuid4()

    page_of(None, visitor)

    assert Exposure.objects.get().visitor_id == visitor
    assert ShownList.objects.get().visitor_id == visitor


def test_who_did_not_agree_takes_no_part(learner):
    make_experiment(overrides={"rows": {"popular": {"order": 1}}})
    learner.consents_to_personalisation = False
    learner.save()

    page_of(learner)
    page_of(None)

    assert not Exposure.objects.exists()
    assert not ShownList.objects.exists()


@pytest.mark.parametrize("number", [0, 1])
def test_a_row_that_one_arm_alone_comes_to_draw_counts_the_learners_of_both(learner, number):
    experiment = make_experiment(overrides={"rows": {"popular": {"order": 1}}})
    everybody_in(experiment, number)

    assert ("popular" in rows_of(learner)) == (number == 1)

    assert Exposure.objects.get().arm.key == f"arm{number}"


def test_who_withdraws_or_refuses_is_forgotten_by_experiments_and_lists(client, learner):
    make_experiment(overrides={"rows": {"popular": {"order": 1}}})
    page_of(learner)
    client.post(reverse("visitor_consent"), {"answer": "yes"})
    visitor = uuid.UUID(client.session["visitor_id"])
    page_of(None, visitor)
    assert (Exposure.objects.count(), ShownList.objects.count()) == (2, 2)

    client.post(reverse("visitor_consent"), {"answer": "no"})
    assert not ShownList.objects.filter(visitor_id=visitor).exists()
    learner.consents_to_personalisation = False
    learner.save()

    assert not Exposure.objects.exists()
    assert not ShownList.objects.exists()


def test_lists_that_a_visitor_saw_become_the_learners_at_sign_in(learner):
    visitor = uuid.uuid4()
    page_of(None, visitor)

    give_exposures(visitor, learner)

    assert ShownList.objects.get().learner == learner


def test_an_experiment_that_stops_gives_everybody_the_site_as_it_is(learner):
    before = rows_of(learner)
    experiment = make_experiment(overrides={"rows": {before[0]: {"is_on": False}}})
    everybody_in(experiment, 1)
    assert rows_of(learner) != before

    Experiment.objects.update(status="stopped")

    assert rows_of(learner) == before
    assert Arm.objects.count() == 2
