"""Staff see what a search found, and take it over or not."""

import pytest
from django.urls import reverse

from recommendations.homepage.defaults import ensure_defaults
from recommendations.models import AlgorithmSetting

FOUND = {
    "params": {"l2": 321.0},
    "searched": ["l2", "position_half_life"],
    "dataset": "site",
    "trials": 50,
    "validation_ndcg@10": 0.1234,
    "default_ndcg@10": 0.1111,
    "made_at": "2024-05-31T12:00:00+00:00",
}


@pytest.fixture
def ease(db):
    ensure_defaults()
    AlgorithmSetting.objects.filter(name="ease").update(
        proposal=FOUND, params={"position_half_life": 7.0, "neighbours": 9}
    )
    return AlgorithmSetting.objects.get(name="ease")


def form_of(setting):
    return reverse("admin:recommendations_algorithmsetting_change", args=[setting.pk])


def answer(setting, word):
    return reverse("admin:recommendations_algorithmsetting_proposal", args=[setting.pk, word])


def test_a_proposal_is_shown_beside_what_is_in_force(staff, ease):
    page = staff.get(form_of(ease))

    proposal = page.context["proposal"]
    assert [row[1:] for row in proposal["table"]["rows"]] == [["100", "321"], ["7", "2"]]
    text = page.content.decode()
    assert "0.1234" in text
    assert answer(ease, "accept") in text


def test_accepted_knobs_are_in_force_and_the_others_stay(staff, ease):
    staff.post(answer(ease, "accept"))

    ease.refresh_from_db()
    assert ease.params == {"neighbours": 9, "l2": 321.0}
    assert ease.proposal == {}
    assert "proposal" not in staff.get(form_of(ease)).context


def test_a_declined_proposal_leaves_no_trace(staff, ease):
    staff.post(answer(ease, "decline"))

    ease.refresh_from_db()
    assert ease.params == {"position_half_life": 7.0, "neighbours": 9}
    assert ease.proposal == {}


@pytest.mark.parametrize("params", [{"l2": -5.0}, {"gone": 1}])
def test_knobs_that_no_longer_fit_are_not_taken_over(staff, ease, params):
    AlgorithmSetting.objects.filter(pk=ease.pk).update(proposal={**FOUND, "params": params})

    page = staff.post(answer(ease, "accept"), follow=True)

    ease.refresh_from_db()
    assert ease.params == {"position_half_life": 7.0, "neighbours": 9}
    assert "no longer fits" in page.content.decode()


def test_who_may_only_look_sees_no_buttons_and_may_not_answer(allow, eva, ease):
    eva_client = allow(eva, "view_algorithmsetting")

    assert answer(ease, "accept") not in eva_client.get(form_of(ease)).content.decode()
    assert eva_client.post(answer(ease, "accept")).status_code == 403


def test_a_link_cannot_answer(staff, ease):
    assert staff.get(answer(ease, "accept")).status_code == 405
    ease.refresh_from_db()
    assert ease.proposal == FOUND
