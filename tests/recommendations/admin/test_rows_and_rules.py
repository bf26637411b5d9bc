"""Staff order the rows of the homepage and decide what shows in them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommendations.admin.rows import SOURCE_NAMES, source_choices
from recommendations.homepage.defaults import ensure_defaults
from recommendations.homepage.shelves import LIVE_SOURCES, SOURCES
from recommendations.models import Row, Rule
from tests.recommendations.admin.conftest import client_of

ROWS = "/admin/recommendations/row/"
RULES = "/admin/recommendations/rule/"


@pytest.fixture(autouse=True)
def rows_of_a_new_site(db):
    ensure_defaults()


def row_form(**changes: object) -> dict[str, object]:
    form = {
        "title_en": "For the evening", "title_zh": "晚间", "note_en": "", "note_zh": "",
        "key": "evening", "source": "popular", "audience": "everyone", "category": "",
        "language": "", "minimum": 3, "maximum": 8, "order": 5, "is_on": "on",
    }  # fmt: skip
    return form | changes


def rule_form(**changes: object) -> dict[str, object]:
    form = {
        "kind": "pin", "about": "course", "course": "", "category": "", "reason": "the launch",
        "audience": "everyone",
        "starts_at_0": "", "starts_at_1": "", "ends_at_0": "", "ends_at_1": "",
    }  # fmt: skip
    return form | changes


def errors_of(page) -> dict[str, list[str]]:
    return page.context["adminform"].form.errors


def test_every_source_has_a_name():
    assert SOURCES.keys() | LIVE_SOURCES == SOURCE_NAMES.keys()


def test_a_source_is_chosen_from_what_there_is():
    built_in, single = source_choices()

    assert ("continue", SOURCE_NAMES["continue"]) in built_in[1]
    assert ("ease", "ease") in single[1]


def test_a_row_is_made(staff):
    assert staff.post(f"{ROWS}add/", row_form()).status_code == 302
    assert Row.objects.get(key="evening").source == "popular"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minimum": 9, "maximum": 8}, "minimum"),
        ({"minimum": 0, "maximum": 0}, "maximum"),
        ({"source": "astrology"}, "source"),
        ({"title_en": ""}, "title_en"),
        ({"title_zh": "{topic}精选"}, "title_zh"),
        ({"key": "continue"}, "key"),
        ({"audience": "cats"}, "audience"),
    ],
)
def test_a_wrong_row_is_refused_at_its_field(staff, changes, field):
    page = staff.post(f"{ROWS}add/", row_form(**changes))

    assert list(errors_of(page)) == [field]
    assert not Row.objects.filter(key="evening").exists()


def test_a_title_may_hold_what_its_source_knows(staff):
    form = row_form(source="interest", title_en="More of {topic}")

    assert staff.post(f"{ROWS}add/", form).status_code == 302


def test_dragged_rows_keep_their_new_order(staff):
    rows = list(Row.objects.order_by("order"))
    formset = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for place, row in enumerate(rows):
        order = len(rows) - place
        formset |= {
            f"form-{place}-id": row.pk,
            f"form-{place}-order": order,
            f"form-{place}-is_on": "on",
        }

    assert staff.post(ROWS, formset).status_code == 302

    assert list(Row.objects.order_by("order")) == rows[::-1]


def test_the_key_of_a_row_stays(staff):
    row = Row.objects.get(key="trending")

    staff.post(f"{ROWS}{row.pk}/change/", row_form(key="other", source="trending"))

    row.refresh_from_db()
    assert (row.key, row.title_en) == ("trending", "For the evening")


def test_a_rule_is_made(staff, python_course):
    form = rule_form(course=python_course.pk)

    assert staff.post(f"{RULES}add/", form).status_code == 302
    assert Rule.objects.get().course == python_course


def test_a_wrong_rule_is_refused_at_its_field(staff, python_course, ann):
    backwards = rule_form(
        course=python_course.pk,
        starts_at_0="2030-01-02", starts_at_1="00:00", ends_at_0="2030-01-01", ends_at_1="00:00",
    )  # fmt: skip
    wrong = {
        "course": rule_form(),
        "category": rule_form(about="category", course=python_course.pk),
        "instructor": rule_form(about="instructor", instructor=ann.pk),
        "ends_at": backwards,
        "reason": rule_form(course=python_course.pk, reason=""),
        "kind": rule_form(course=python_course.pk, kind="delete"),
    }

    for field, form in wrong.items():
        assert list(errors_of(staff.post(f"{RULES}add/", form))) == [field]
    assert not Rule.objects.exists()


def test_the_list_says_whether_a_rule_is_in_force(staff, python_course):
    day, now = timedelta(days=1), timezone.now()
    for starts, ends in ((None, None), (now + day, None), (None, now - day)):
        Rule.objects.create(
            kind="boost", course=python_course, starts_at=starts, ends_at=ends, reason="why not"
        )

    page = staff.get(RULES).content.decode()

    for words in ("in force", "not yet", "over"):
        assert f">{words}<" in page.replace("\n", "").replace(" <", "<").replace("> ", ">")


def test_only_staff_with_the_permission_change_rows(client, ann, eva, instructor, allow):
    assert client.post(f"{ROWS}add/", row_form()).status_code == 302
    assert client_of(ann).post(f"{ROWS}add/", row_form()).status_code == 302
    for person in (instructor, client_of(eva), allow(eva, "view_row")):
        assert person.post(f"{ROWS}add/", row_form()).status_code == 403
    assert not Row.objects.filter(key="evening").exists()

    assert allow(eva, "add_row").post(f"{ROWS}add/", row_form()).status_code == 302
