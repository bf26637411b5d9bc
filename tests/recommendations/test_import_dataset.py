"""Public data sets become courses, learners, enrolments and events of the site, once."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from courses.models import Course, Enrolment
from tests.recommendations.test_imports import counts
from tracking.models import DailyActivity, Event


@pytest.fixture
def public_data(tmp_path):
    """Folders in the form of the two data sets, with a few rows of our own."""
    mooc, coco = tmp_path / "mooccubex", tmp_path / "coco_udemy"
    mooc.mkdir()
    coco.mkdir()
    (mooc / "sequences.txt").write_text("0 5 7 9\n1 7 5\n")
    (mooc / "kg_final.txt").write_text("5 0 3400\n7 2 3500\n")
    (coco / "valid.txt").write_text("11\t101\t1\t1500000000\n12\t102\t1\t1500000500\n")
    (coco / "test.txt").write_text("11\t102\t1\t1500100000\n")
    (coco / "i2kg_map.txt").write_text(
        "eid\tpid\tname\tentity\n0\t101\tlearn-python\t101\n1\t102\t学习中文\t102\n"
    )
    names = ["101", "102", "development", "web-development", "expert-topic", "esperto", "chinese"]
    lines = [f"{number}\t{name}\t{name}\n" for number, name in enumerate(names)]
    (coco / "e_map.txt").write_text("eid\tname\tentity\n" + "".join(lines))
    (coco / "kg_final.txt").write_text(
        "entity_head\trelation\tentity_tail\n0\t0\t2\n0\t0\t3\n0\t1\t4\n0\t2\t5\n1\t3\t6\n"
    )
    return tmp_path


def import_public(name, folder):
    out = io.StringIO()
    call_command("import_dataset", name, "--folder", str(folder), stdout=out)
    return out.getvalue()


def test_a_data_set_with_times_keeps_them(public_data, db):
    import_public("coco_udemy", public_data)

    python = Course.objects.get(external_id="coco_udemy:101")
    assert (python.title, python.level, python.status) == ("Learn python", "advanced", "published")
    assert (python.category.name_en, python.category.parent.name_en) == (
        "Web development",
        "Development",
    )
    assert Course.objects.get(external_id="coco_udemy:102").language == "zh-hans"
    event = Event.objects.get(learner__external_id="coco_udemy:11", course_id=python.pk)
    assert event.occurred_at == datetime.fromtimestamp(1_500_000_000, UTC)
    assert Enrolment.objects.count() == Event.objects.count() == DailyActivity.objects.count() == 3
    python.refresh_from_db()
    assert python.enrolment_count == 1


def test_a_data_set_without_times_says_so_and_keeps_the_order(public_data, db):
    said = import_public("mooccubex", public_data)

    assert "made up" in said
    events = Event.objects.filter(learner__external_id="mooccubex:0").order_by("occurred_at")
    keys = dict(Course.objects.values_list("pk", "external_id"))
    assert [keys[e.course_id] for e in events] == ["mooccubex:5", "mooccubex:7", "mooccubex:9"]
    assert "made up" in events[0].context["time"]
    assert Course.objects.get(external_id="mooccubex:5").title == "XuetangX course 5"


@pytest.mark.parametrize("name", ["mooccubex", "coco_udemy"])
def test_importing_a_data_set_twice_changes_nothing(public_data, db, name):
    import_public(name, public_data)
    before, courses = counts(), list(Course.objects.order_by("pk").values("pk", "updated_at"))

    said = import_public(name, public_data)

    assert "0 new courses, 0 learners, 0 enrolments, 0 events" in said
    assert counts() == before
    assert list(Course.objects.order_by("pk").values("pk", "updated_at")) == courses


def test_imported_learners_are_real_and_cannot_sign_in(public_data, db):
    import_public("coco_udemy", public_data)

    person = User.objects.get(external_id="coco_udemy:11")
    assert not person.is_simulated
    assert person.may_be_logged
    assert not person.has_usable_password()


def test_a_missing_folder_says_what_to_set(tmp_path, db):
    with pytest.raises(CommandError, match="HOMEROOM_DATA_DIR"):
        import_public("mooccubex", tmp_path)
