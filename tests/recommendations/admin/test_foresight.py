"""Before staff save a change they see what it does to some learners' pages; nothing is saved."""

import pytest

from recommendations.homepage.desk import open_desk
from recommendations.homepage.digest import compute_digest
from recommendations.homepage.foresight import subjects_of
from recommendations.homepage.pages import page_of
from recommendations.models import AlgorithmSetting, Arrangement, CachedPage, Row, Rule
from tests.recommendations.admin.conftest import client_of
from tests.recommendations.admin.test_rows_and_rules import ROWS, RULES, row_form, rule_form
from tests.recommendations.conftest import did_something, make_learner
from tracking.ledger import emit
from tracking.models import Event

SETTINGS = "/admin/recommendations/algorithmsetting/"


@pytest.fixture
def learners(trained):
    """Sixteen learners with a page."""
    Row.objects.exclude(key__in=["picked", "new"]).update(is_on=False)
    return trained.learners


def shown(answer):
    return answer.context["differences"]


def test_the_form_has_the_button_beside_save(staff, learners):
    setting = AlgorithmSetting.objects.get(name="ease")
    for address in (f"{RULES}add/", f"{ROWS}add/", f"{SETTINGS}{setting.pk}/change/"):
        page = staff.get(address).content.decode()
        assert "Preview the change" in page
        assert 'formtarget="_blank"' in page


def test_a_rule_shows_who_loses_a_course_before_it_is_saved(staff, learners, trained):
    form = rule_form(kind="block", course=trained.data[0].pk)

    found = shown(staff.post(f"{RULES}add/preview/", form))

    assert len(found) == 11
    assert found[0]["who"] == "A visitor"
    assert any("Data 0" in [title for title, *_where in one["leaving"]] for one in found)
    assert not Rule.objects.exists()


def test_nothing_of_it_stays(staff, learners, trained):
    before = compute_digest(), open_desk(), CachedPage.objects.count(), Event.objects.count()

    staff.post(f"{RULES}add/preview/", rule_form(kind="block", course=trained.data[0].pk))

    after = compute_digest(), open_desk(), CachedPage.objects.count(), Event.objects.count()
    assert after == before


def test_a_change_of_a_row_shows_what_moves(staff, learners):
    row = Row.objects.get(key="new")
    form = row_form(key="new", source="new", order=1, minimum=1, maximum=2, exploration=0)

    found = shown(staff.post(f"{ROWS}{row.pk}/preview/", form))

    assert any(one["moving"] or one["leaving"] for one in found)
    row.refresh_from_db()
    assert row.maximum == 8


def test_a_weight_of_nothing_silences_an_algorithm(staff, learners):
    for name in ("ease", "item_knn", "transitions", "popularity"):
        AlgorithmSetting.objects.filter(name=name).update(weight=1 if name == "ease" else 0)
    setting = AlgorithmSetting.objects.get(name="ease")

    answer = staff.post(f"{SETTINGS}{setting.pk}/preview/", {"is_enabled": "on", "weight": "0"})

    assert not all(one["is_nothing"] for one in shown(answer))
    assert AlgorithmSetting.objects.get(name="ease").weight == 1


def test_parameters_that_need_a_training_are_said_to(staff, learners):
    setting = AlgorithmSetting.objects.get(name="ease")
    form = {"is_enabled": "on", "weight": str(setting.weight), "knob_l2": "7"}

    answer = staff.post(f"{SETTINGS}{setting.pk}/preview/", form)
    acting = {**form, "knob_l2": "", "knob_position_half_life": "9"}
    other = staff.post(f"{SETTINGS}{setting.pk}/preview/", acting)

    assert [note for note in answer.context["notes"] if "need a training" in note]
    assert [note for note in other.context["notes"] if "parameters of scoring" in note]


def test_a_form_that_cannot_be_saved_is_not_foreseen(staff, learners):
    answer = staff.post(f"{RULES}add/preview/", rule_form(kind="block", reason=""))

    assert answer.status_code == 422
    assert ("reason", "This field is required.") in [
        (name.lower(), fault) for name, fault in answer.context["faults"]
    ]


def test_only_who_may_change_it_may_foresee(learners, trained, eva, allow, ann):
    form = rule_form(kind="block", course=trained.data[0].pk)
    for person in (client_of(eva), allow(eva, "view_rule")):
        assert person.post(f"{RULES}add/preview/", form).status_code == 403
    assert client_of(ann).post(f"{RULES}add/preview/", form).status_code == 302

    found = shown(allow(eva, "add_rule").post(f"{RULES}add/preview/", form))

    assert {one["who"] for one in found} <= {"A visitor", *(f"Learner {n}" for n in range(12))}


def test_a_made_up_history_is_typed_and_looked_at(staff, dan, trained):
    offered = staff.get("/admin/see-as/made-up/courses/?term=music").json()["results"]
    assert {one["text"] for one in offered} == {course.title for course in trained.music}
    courses = "&".join(f"courses={course.pk}" for course in trained.music[:3])

    page = staff.get(f"/admin/see-as/made-up/?{courses}&language=en&why=Music 0")

    text = page.content.decode()
    assert page.context["page"].rows[0].cards[0].course in trained.music[3:]
    assert "a learner who does not exist" in text
    assert "<b>Algorithms</b>" in text
    assert 'class="card-tools"' not in text
    assert "The learner is enrolled in it" in text
    assert not Event.objects.exists()
    assert not CachedPage.objects.exists()


def test_a_made_up_history_asks_first_and_only_staff_may(staff, eva, trained):
    assert "Courses that the learner took" in staff.get("/admin/see-as/made-up/").content.decode()
    assert client_of(eva).get("/admin/see-as/made-up/").status_code == 403
    assert client_of(eva).get("/admin/see-as/made-up/courses/?term=a").status_code == 403


def test_what_a_session_counts_is_shown_of_those_who_are_here(staff, learners, trained):
    Arrangement.objects.create(diversity=0, calibration=0, hold=0)
    here = make_learner("here")
    did_something(here, trained.data[:3], days_ago=8)
    for course in trained.music[:2]:
        emit("viewed", learner=here, target=course)
    setting = AlgorithmSetting.objects.get(name="hybrid")
    form = {"is_enabled": "on", "weight": "1", "knob_session": "1"}

    answer = staff.post(f"{SETTINGS}{setting.pk}/preview/", form)

    assert [one["who"] for one in shown(answer) if not one["is_nothing"]] == ["here"]
    assert [note for note in answer.context["notes"] if "who are here right now" in note]
    assert open_desk().live.session == 3


def test_learners_who_are_read_together_get_the_pages_that_each_gets_alone(learners, trained):
    desk = open_desk()
    people = sorted(learners, key=lambda one: one.pk)[:9]

    together = [places for group in subjects_of(people) for places in group.places(desk)]

    alone = [next(next(subjects_of([one])).places(desk)) for one in people]
    assert together == alone
    assert [set(places) for places in alone] == [
        {card.course.pk for row in page_of(one).rows for card in row.cards} for one in people
    ]
