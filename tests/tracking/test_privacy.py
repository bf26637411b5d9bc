"""A learner's events are theirs: to see, to take away, to have erased."""

import uuid

from tests.tracking.test_rollups import happen
from tracking import privacy, spool
from tracking.ledger import draft, emit
from tracking.models import DailyActivity, Event, LearnerDay
from tracking.rollups import roll_up


def test_my_events_are_mine_and_the_latest_comes_first(ann, ben, python_course):
    first = emit("viewed", learner=ann, target=python_course)
    second = emit("enrolled", learner=ann, target=python_course)
    emit("viewed", learner=ben, target=python_course)

    assert list(privacy.my_events(ann)) == [second, first]


def test_an_export_has_every_event_and_no_number_of_a_table(ann, python_course):
    event = emit("searched", learner=ann, context={"query": "数据"})

    rows = list(privacy.export_rows(ann))

    assert [row["id"] for row in rows] == [event.pk]
    assert rows[0]["context"] == {"query": "数据"}
    assert "learner_id" not in rows[0]


def test_erasing_leaves_nothing_of_one_learner_and_all_of_the_others(
    ann, ben, python_course, spool_dir
):
    for person in (ann, ben):
        happen("enrolled", person, python_course)
    roll_up()
    spool.append([draft("saved", learner=person, target=python_course) for person in (ann, ben)])
    cut_off = f'{{"id": "1", "learner_id": {ann.pk}, "verb": "sa'
    (spool_dir / spool.REJECTED).write_text(cut_off)

    privacy.erase(ann)

    assert set(Event.objects.values_list("learner", flat=True)) == {ben.pk}
    assert set(DailyActivity.objects.values_list("learner", flat=True)) == {ben.pk}
    assert set(LearnerDay.objects.values_list("learner", flat=True)) == {ben.pk}
    assert spool.pending() == 1
    assert (spool_dir / spool.REJECTED).read_text() == ""


def test_erasing_twice_is_fine(ann):
    assert privacy.erase(ann) == 0
    assert privacy.erase(ann) == 0


def test_a_visitor_who_says_no_takes_their_events_along(client, python_course, db):
    client.post("/visitor-consent/", {"answer": "yes"})
    visitor_id = uuid.UUID(client.session["visitor_id"])
    emit("viewed", visitor_id=visitor_id, target=python_course)

    client.post("/visitor-consent/", {"answer": "no"})

    assert not Event.objects.exists()
    assert "visitor_id" not in client.session
