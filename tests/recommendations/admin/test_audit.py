"""Who changed what, before and after, and back again in one click; four permissions open it."""

import pytest
from django.contrib.auth.models import Group

from recommendations.artefacts import read_artefact, write_artefact
from recommendations.models import AlgorithmSetting, Change, Gate, Row, TrainingRun, Version
from recommendations.permissions import GROUPS, ensure_groups
from recommendations.training.retrain import retrain
from tests.conftest import make_person
from tests.recommendations.admin.conftest import client_of

BASE = "/admin/recommendations/"
LIST = f"{BASE}change/"


def row_form(row, **changes):
    fields = ("title_en", "title_zh", "note_en", "note_zh", "source", "audience", "language")
    numbers = ("minimum", "maximum", "exploration", "order")
    form = {name: getattr(row, name) for name in (*fields, *numbers)}
    return {**form, "is_on": "on", "may_move": "on", "category": "", **changes}


def change_row(client, **changes):
    row = Row.objects.get(key="trending")
    answer = client.post(f"{BASE}row/{row.pk}/change/", row_form(row, **changes))
    assert answer.status_code == 302, answer.context["errors"]
    return row


def take_back(client, change):
    return client.post(f"{LIST}{change.pk}/revert/", follow=True)


def test_a_saved_form_is_noted_with_before_and_after(staff, dan):
    row = change_row(staff, maximum=5)

    change = Change.objects.get()
    assert (change.person, change.table, change.object_id) == (dan, "row", str(row.pk))
    assert (change.before, change.after) == ({"maximum": 8}, {"maximum": 5})
    page = staff.get(LIST).content.decode()
    assert "<b>maximum</b>: 8 → 5" in page


def test_one_click_takes_a_change_back_and_leaves_later_ones(staff, dan):
    row = change_row(staff, maximum=5)
    first = Change.objects.get()
    change_row(staff, maximum=5, title_en="Hot")

    take_back(staff, first)

    row.refresh_from_db()
    assert (row.maximum, row.title_en) == (8, "Hot")
    assert Change.objects.first().reverts == first


def test_what_was_added_goes_and_what_was_deleted_comes_back(staff, dan):
    row = Row.objects.get(key="saved")
    staff.post(f"{BASE}row/{row.pk}/delete/", {"post": "yes"})
    assert not Row.objects.filter(key="saved").exists()

    take_back(staff, Change.objects.get())
    assert Row.objects.get(key="saved").title_zh == row.title_zh

    take_back(staff, Change.objects.get(kind="added"))
    assert not Row.objects.filter(key="saved").exists()


def test_a_change_of_what_is_gone_says_so(staff):
    change_row(staff, maximum=5)
    Row.objects.all().delete()

    page = take_back(staff, Change.objects.get()).content.decode()

    assert "It is no longer there." in page


def test_weights_and_bars_are_noted_and_taken_back(staff, dan):
    ease = AlgorithmSetting.objects.get(name="ease")
    staff.post(f"{BASE}algorithmsetting/{ease.pk}/change/", {"is_enabled": "on", "weight": 3})
    gate_page = staff.get(f"{BASE}gate/")
    fields = Gate.now().bars()
    assert "worse than EASE by" in gate_page.content.decode()
    staff.post(f"{BASE}gate/", {**fields, "least_learners": 10})
    assert Gate.now().least_learners == 10

    for change in Change.objects.all():
        take_back(staff, change)

    ease.refresh_from_db()
    assert ease.weight == 0.5
    assert Gate.now().least_learners == 50


def test_a_publication_is_noted_and_rolled_back(staff, dan, trained):
    retrain(TrainingRun.objects.create(), is_forced=True)
    former = Version.objects.get(algorithm="ease", status="retired")
    published = Change.objects.get(table="version", before__version=former.pk)
    assert published.person is None

    take_back(staff, published)

    former.refresh_from_db()
    assert former.status == "live"
    assert Change.objects.first().person == dan


def test_each_object_links_to_its_changes(staff):
    row = change_row(staff, maximum=5)

    assert (
        f"{BASE}row/{row.pk}/changes/" in staff.get(f"{BASE}row/{row.pk}/change/").content.decode()
    )
    page = staff.get(f"{BASE}row/{row.pk}/changes/", follow=True)
    assert page.context["cl"].result_count == 1


@pytest.fixture
def refused(trained):
    version = Version.objects.get(algorithm="ease", status="live")
    bar = {
        "name": "live",
        "outcome": "failed",
        "value": -0.2,
        "limit": 0.0,
        "missed_by": 0.2,
        "interval": [-0.3, -0.1],
        "learners": 90,
        "why": "",
    }
    verdict = {"passed": False, "learners": 90, "limits": {}, "bars": [bar]}
    artefact = read_artefact(version.path)
    facts = artefact.manifest | {"verdict": verdict}
    path, manifest = write_artefact("ease", facts, artefact.arrays)
    return Version.objects.create(algorithm="ease", path=path, manifest=manifest)


def test_r15_forcing_needs_a_reason_and_is_noted(staff, dan, refused):
    live = Version.objects.get(algorithm="ease", status="live")
    page = staff.get(f"{BASE}version/{refused.pk}/change/").content.decode()
    assert "Kept back" in page
    assert "-0.3000 – -0.1000" in page

    asked = staff.post(f"{BASE}version/{refused.pk}/publish/", follow=True)
    assert "Why?" in asked.content.decode()
    staff.post(f"{BASE}version/{refused.pk}/force/", {"reason": "  "})
    refused.refresh_from_db()
    assert refused.status == "candidate"

    staff.post(f"{BASE}version/{refused.pk}/force/", {"reason": "The old one is broken."})

    refused.refresh_from_db()
    live.refresh_from_db()
    assert (refused.status, live.status) == ("live", "retired")
    change = Change.objects.first()
    assert (change.kind, change.person, change.reason) == ("forced", dan, "The old one is broken.")
    take_back(staff, change)
    live.refresh_from_db()
    assert live.status == "live"


def test_forcing_needs_the_permission_to_publish(eva, allow, refused):
    tuner = allow(eva, "tune_recommender", "change_version")

    for end in ("publish", "force"):
        answer = tuner.post(f"{BASE}version/{refused.pk}/{end}/", {"reason": "I want it."})
        assert answer.status_code == 403
    refused.refresh_from_db()
    assert refused.status == "candidate"


ROW, RULE, EASE, RUNS = "row/", "rule/", "algorithmsetting/", "trainingrun/"
OPEN_TO_ALL_FOUR = (
    ROW,
    RULE,
    EASE,
    RUNS,
    "version/",
    "change/",
    "reading/",
    "gate/",
    "cachedpage/",
)


@pytest.mark.parametrize("title", GROUPS)
def test_each_ready_made_group_sees_everything_and_changes_its_own(db, title):
    person = make_person("Fay", is_staff=True)
    person.groups.add(Group.objects.get(name=title))
    client = client_of(person)

    assert [client.get(f"{BASE}{part}").status_code for part in OPEN_TO_ALL_FOUR] == [200] * 9
    may = {
        "tune": client.get(f"{BASE}row/add/").status_code == 200,
        "train": client.get(f"{BASE}algorithmsetting/train/").status_code == 200,
        "experiment": client.get(f"{BASE}experiment/add/").status_code == 200,
        "publish": person.has_perm("recommendations.publish_versions"),
    }
    wanted = {
        "look": set(),
        "tune": {"tune", "train"},
        "publish": {"publish"},
        "experiment": {"experiment"},
    }
    key = next(key for key in wanted if key in title)
    assert {name for name, is_open in may.items() if is_open} == wanted[key]


def test_who_has_none_of_the_four_sees_nothing(eva):
    client = client_of(eva)

    answers = [client.get(f"{BASE}{part}").status_code for part in OPEN_TO_ALL_FOUR]

    assert answers == [403] * 9


def test_nobody_takes_back_what_they_might_not_do(eva, allow, staff):
    change_row(staff, maximum=5)
    change = Change.objects.get()
    viewer = allow(eva, "view_recommender")
    assert "revert" not in viewer.get(LIST).content.decode()

    assert viewer.post(f"{LIST}{change.pk}/revert/").status_code == 403
    assert Row.objects.get(key="trending").maximum == 5


def test_the_groups_are_made_once(db):
    group = Group.objects.get(name=next(iter(GROUPS)))
    group.name = "Our own name"
    group.save()

    ensure_groups()

    assert Group.objects.count() == len(GROUPS)
