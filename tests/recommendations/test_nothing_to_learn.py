"""Training where there is little or nothing to learn from, and what it reads at what moment."""

import io

import pytest
from django.core.management import call_command

from recommendations.engine import registry
from recommendations.models import AlgorithmSetting, TrainingRun, Version
from recommendations.training.candidates import PARTLY_SILENT
from recommendations.training.retrain import NOTHING_TO_LEARN, retrain
from tests.conftest import make_course
from tests.recommendations.conftest import QUICK, did_something, make_learner
from tracking.ledger import emit
from tracking.models import DailyActivity, Event


def train(*names, **options):
    AlgorithmSetting.objects.exclude(name__in=names).update(is_enabled=False)
    return retrain(TrainingRun.objects.create(), **options)


def live_names():
    return set(Version.objects.filter(status="live").values_list("algorithm", flat=True))


def test_a_site_where_nobody_did_anything_trains_nothing_and_says_so(db):
    make_course("Alone")
    out = io.StringIO()
    AlgorithmSetting.objects.exclude(name__in=QUICK).update(is_enabled=False)

    call_command("retrain", stdout=out)

    assert TrainingRun.objects.get().status == "skipped"
    assert not Version.objects.exists()
    assert NOTHING_TO_LEARN in out.getvalue()
    assert "The new models serve" not in out.getvalue()


def test_when_all_activity_is_gone_what_serves_stays(trained):
    before = dict(Version.objects.filter(status="live").values_list("algorithm", "pk"))
    DailyActivity.objects.all().delete()

    run = train(*QUICK)

    assert (run.status, run.error) == ("skipped", NOTHING_TO_LEARN)
    assert dict(Version.objects.filter(status="live").values_list("algorithm", "pk")) == before


def test_words_alone_teach_what_reads_them_and_rules_need_no_lesson(db):
    for title in ("Python for data", "Python for games", "Painting birds"):
        make_course(title)
    AlgorithmSetting.objects.update(is_enabled=True)

    run = retrain(TrainingRun.objects.create())

    assert run.status == "done"
    assert live_names() == {"content", "rules"}
    sentence, names = run.error.splitlines()
    assert sentence == PARTLY_SILENT
    assert set(names.split(", ")) == set(registry.names()) - {"content", "hybrid", "rules"}


def test_one_course_of_one_learner_makes_popularity_and_no_neighbours(db):
    courses = [make_course(f"Course {number}") for number in range(3)]
    did_something(make_learner("Eve"), courses[:1])

    run = train(*QUICK)

    assert run.status == "done"
    assert live_names() == {"popularity"}


def test_only_dislikes_are_nothing_to_recommend_from(db):
    course = make_course("Refused")
    did_something(make_learner("Eve"), [course], signal=0)
    DailyActivity.objects.update(dislike=2)

    assert train(*QUICK).error == NOTHING_TO_LEARN


@pytest.mark.parametrize("is_forced", [False, True])
def test_training_again_with_nothing_new_stays_skipped(db, is_forced):
    make_course("Alone")
    train(*QUICK)

    assert train(*QUICK, is_forced=is_forced).status == "skipped"


def test_a_training_learns_from_what_was_done_a_minute_ago(ann, world):
    emit("enrolled", learner=ann, target=world.data[0])
    assert not DailyActivity.objects.filter(learner=ann).exists()

    run = train(*QUICK)

    assert Event.objects.filter(learner=ann).count() == 1
    assert DailyActivity.objects.filter(learner=ann).exists()
    assert run.counts["learners"] == len(world.learners) + 1
