"""Each card says its largest true cause; the panel shows all of them, and they sum up (R18)."""

import re

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Interest, User
from recommendations.homepage.causes import causes_of
from recommendations.homepage.pages import page_of
from recommendations.homepage.provenance import sight_of
from recommendations.homepage.why import Spot, explain
from recommendations.models import Row
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import enrol, row_of


@pytest.fixture
def as_ann(client: Client, ann: User) -> Client:
    client.force_login(ann)
    return client


def test_causes_sum_to_the_score_and_the_largest_is_the_reason(ann, trained):
    did_something(ann, trained.data[:3])
    enrol(ann, trained.data[3])
    sight = sight_of(ann)
    draft, row = sight.draft(), next(one for one in sight.desk.rows if one.key == "picked")
    cards = [card for card in row_of(sight.page, "picked").cards if card.reason_kind != "popular"]
    assert cards

    for card, causes in zip(
        cards, causes_of(sight.desk, draft, row, [c.course.pk for c in cards]), strict=True
    ):
        column = sight.desk.shelf.place[card.course.pk]
        assert sum(cause.value for cause in causes) == pytest.approx(draft.scores[column], rel=1e-3)
        why = explain(card.course, Spot("picked"), ann, None)
        assert sum(part.percent for part in why.parts) == 100
        assert why.reason == card.reason
        assert card.reason in {part.words for part in why.parts}


def test_every_card_has_a_panel_that_names_nothing_gone_and_nobody_else(as_ann, ann, trained):
    """R18."""
    did_something(ann, trained.data[:4])
    page_of(ann)
    trained.data[1].delete()
    home = as_ann.get("/").content.decode()
    links = [
        link.replace("&amp;", "&") for link in re.findall(r'href="(/why/[^"]+)" data-why', home)
    ]
    assert len(links) == len(page_of(ann).courses)
    others = [learner.display_name for learner in trained.learners]

    for link in links[:4]:
        part = as_ann.get(link, headers={"HX-Request": "true"}).content.decode()

        assert "Data 1" not in part
        assert not [name for name in others if name in part]
        assert "<html" not in part
        for words in ("Not interested", "Less like this", "I know this already", "Save for later"):
            assert words in part
    whole = as_ann.get(links[0], headers={"Referer": "http://testserver/"}).content.decode()
    assert "<html" in whole
    assert 'name="next" value="http://testserver/"' in whole


def test_a_visitor_and_who_did_not_agree_get_a_panel_too(client, cleo, trained):
    anonymous = Client().get(f"/why/{trained.data[0].pk}/?row=new").content.decode()
    client.force_login(cleo)
    with translation.override("zh-hans"):
        own = client.get(f"/why/{trained.data[0].pk}/?row=popular&list=junk").content.decode()

    assert "Nothing of what you did was used for this." in anonymous
    assert "100 %" in anonymous
    assert "Nothing of what you did was used for this." in own
    assert client.get("/why/999999/").status_code == 404


def test_a_place_given_to_chance_says_so(ann, trained):
    Row.objects.filter(key="picked").update(exploration=0.5)
    did_something(ann, trained.data[:3])

    cards = row_of(page_of(ann), "picked").cards
    drawn = [card for card in cards if card.reason_kind == "chance"]

    assert drawn
    assert len(drawn) < len(cards)
    assert explain(drawn[0].course, Spot("picked"), ann, None).notes


def test_an_interest_is_the_reason_of_who_did_nothing_yet(ann, trained):
    Interest.objects.create(learner=ann, topic="music")
    Row.objects.exclude(key="interest").update(is_on=False)

    row = row_of(page_of(ann), "interest")

    assert row.title == "Top in Music"
    assert all("Data" not in card.reason for card in row.cards)
