"""Erasing an account reaches events, roll-ups, pages, counts, the spool, models and exports (C20)."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from accounts.personal_data import erase
from courses.enrolment import enrol
from courses.progress import complete_lesson
from courses.reviews import write_review
from recommendations.engine.algorithms.ease import Ease
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import CachedPage, TrainingRun, Version
from recommendations.sources.interactions import read_snapshot
from recommendations.training.retrain import retrain
from tracking import spool
from tracking.ledger import draft
from tracking.models import DailyActivity, Event
from tracking.rollups import roll_up

EPOCH = "2000-01-01"


def study(learner, course):
    enrol(learner, course)
    for section in course.sections.all():
        for lesson in section.lessons.all():
            complete_lesson(learner, lesson)
    write_review(learner, course, 5, "Very good")
    roll_up()
    refresh_learner(learner.pk)


def withdraw(learner):
    User.objects.filter(pk=learner.pk).update(consents_to_personalisation=False)


def exported() -> str:
    out = io.StringIO()
    call_command("export_events", "--since", EPOCH, "--format", "ndjson", stdout=out)
    return out.getvalue()


def learners_trained_on() -> set[int]:
    return {int(learner) for learner in read_snapshot().interactions.learners}


def test_nothing_of_an_erased_learner_is_left(ann, ben, python_course, settings, tmp_path):
    settings.EVENT_SPOOL_DIR = tmp_path
    study(ann, python_course)
    study(ben, python_course)
    spool.append([draft("viewed", learner=ann, target=python_course)])
    gone = ann.pk
    assert gone in learners_trained_on()
    assert f'"learner_id": {gone},' in exported() or str(ann.public_id) in exported()

    erase(ann)

    python_course.refresh_from_db()
    assert not User.objects.filter(pk=gone).exists()
    assert not Event.objects.filter(learner_id=gone).exists()
    assert not DailyActivity.objects.filter(learner_id=gone).exists()
    assert not CachedPage.objects.filter(learner_id=gone).exists()
    assert spool.pending() == 0
    assert gone not in learners_trained_on()
    assert ben.pk in learners_trained_on()
    assert f'"learner_id": {gone},' not in exported()
    assert (python_course.enrolment_count, python_course.rating_count) == (1, 1)


@pytest.mark.parametrize("leave", [erase, withdraw], ids=["erased", "withdrawn"])
def test_who_leaves_while_a_model_trains_is_not_in_the_new_version(world, monkeypatch, leave):
    leaver, fit, seen = world.learners[0], Ease.fit, []

    def fit_while_somebody_leaves(model, interactions, catalogue, **options):
        if not seen:
            leave(leaver)
        seen.append({int(learner) for learner in interactions.learners})
        return fit(model, interactions, catalogue, **options)

    gone = leaver.pk
    monkeypatch.setattr(Ease, "fit", fit_while_somebody_leaves)
    run = retrain(TrainingRun.objects.create(), is_forced=True)

    assert run.status == "done"
    assert gone in seen[0]
    assert gone not in seen[-1]
    live = Version.objects.filter(status="live")
    assert {version.manifest["data_hash"] for version in live} == {run.data_hash}


def test_when_somebody_leaves_during_every_attempt_what_serves_stays(trained, monkeypatch):
    before = set(Version.objects.filter(status="live").values_list("pk", flat=True))
    monkeypatch.setattr("recommendations.training.candidates.have_left", lambda _: True)

    run = retrain(TrainingRun.objects.create(), is_forced=True)

    assert run.status == "failed"
    assert "what serves stays" in run.error
    assert set(Version.objects.filter(status="live").values_list("pk", flat=True)) == before


def test_an_export_holds_what_the_learner_did(client, ann, python_course):
    study(ann, python_course)
    client.force_login(ann)

    archive = client.get(reverse("export_data")).content

    assert b"events.jsonl" in archive
    assert b"learning.jsonl" in archive
