"""The gate: a worse candidate never serves, and the verdict says which bar it missed by how much."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from recommendations.engine import registry
from recommendations.models import AlgorithmSetting, Change, Gate, TrainingRun, Version
from recommendations.training.gate import Evidence, judge_candidate, likeness, reach
from recommendations.training.retrain import retrain
from tests.conftest import make_course
from tests.recommendations.conftest import make_learner
from tracking.models import DailyActivity

LIMITS = Gate().bars()
RANDOM = np.random.default_rng(0)
GOOD = RANDOM.uniform(0.3, 0.6, 200)
LISTS = np.stack([RANDOM.permutation(100)[:10] for _ in range(200)]).astype(np.int32)


def verdict(limits=LIMITS, **changes):
    facts = {
        "name": "ials", "is_new_recipe": True, "ndcg": GOOD, "ranked": LISTS, "n_courses": 100,
        "newcomers": np.zeros(200, bool), "served": GOOD,
    }  # fmt: skip
    return judge_candidate(Evidence(**(facts | changes)), limits)


def bar(found, name):
    return next(one for one in found["bars"] if one["name"] == name)


def missed(found):
    return [one["name"] for one in found["bars"] if one["outcome"] == "failed"]


@pytest.mark.parametrize(
    ("name", "against"),
    [
        ("live", {"own_live": GOOD + 0.1}),
        ("blend", {"served_now": GOOD + 0.1}),
        ("trending", {"trending": GOOD + 0.1}),
        ("ease", {"ease": GOOD + 0.1}),
        ("kept", {"live_ndcg": 2.0}),
        ("coverage", {"ranked": np.tile(np.arange(10, dtype=np.int32), (200, 1)), "n_courses": 1000}),
        ("alike", {"ranked": np.tile(np.arange(10, dtype=np.int32), (200, 1))}),
        ("newcomers", {"newcomers": np.arange(200) < 60, "own_live": GOOD + 0.05 * (np.arange(200) < 60)}),
    ],
)  # fmt: skip
def test_each_bar_keeps_back_what_misses_it(name, against):
    found = verdict(**against)

    assert not found["passed"]
    assert name in missed(found)
    assert bar(found, name)["missed_by"] > 0


def test_the_verdict_says_by_how_much():
    line = bar(verdict(own_live=GOOD + 0.1), "live")

    assert line["value"] == pytest.approx(-0.1)
    assert line["missed_by"] == pytest.approx(0.1)
    assert line["interval"][1] < 0
    assert line["learners"] == 200


def test_as_good_is_good_enough_and_better_too():
    for theirs in (GOOD, GOOD - 0.05):
        assert verdict(own_live=theirs, served_now=theirs, trending=theirs, ease=theirs)["passed"]


def test_bars_are_what_staff_made_of_them():
    assert not verdict(own_live=GOOD + 0.1)["passed"]
    assert verdict(LIMITS | {"worse_than_live": 0.2}, own_live=GOOD + 0.1)["passed"]


def test_too_few_learners_keep_nothing_back():
    few = slice(0, 10)
    found = verdict(
        ndcg=GOOD[few], served=GOOD[few], ranked=LISTS[few], newcomers=np.zeros(10, bool),
        own_live=GOOD[few] + 0.3,
    )  # fmt: skip

    assert found["passed"]
    assert bar(found, "live")["why"] == "few"


def test_what_is_the_same_for_everyone_by_nature_may_be_so():
    same = np.tile(np.arange(10, dtype=np.int32), (200, 1))

    assert verdict(name="popularity", ranked=same, trending=GOOD + 1, ease=GOOD + 1)["passed"]
    assert not verdict(name="ials", ranked=same)["passed"]


def test_a_recipe_that_serves_already_is_told_but_not_kept_back_for_a_baseline():
    found = verdict(is_new_recipe=False, own_live=GOOD, ease=GOOD + 0.1)

    assert found["passed"]
    assert bar(found, "ease")["outcome"] == "told"


def test_a_source_that_loses_alone_must_be_of_use_to_the_blend():
    """R15, on a first start: nothing serves yet that it could be held against."""
    facts = {"ndcg": GOOD - 0.2, "served": GOOD + 0.1, "ease": GOOD, "trending": GOOD - 0.3}

    useless = verdict(**facts, served_without=GOOD + 0.15)
    assert missed(useless) == ["source"]
    assert bar(useless, "source")["missed_by"] == pytest.approx(0.05)
    assert verdict(**facts, served_without=GOOD + 0.1)["passed"]
    assert verdict(**facts, served_without=GOOD + 0.15, is_new_recipe=False)["passed"]
    strong = verdict(**facts | {"ndcg": GOOD}, served_without=GOOD + 0.15)
    assert bar(strong, "source")["why"] == "strong"


def test_likeness_is_the_mean_over_all_pairs():
    lists = np.array([[0, 1], [1, 2], [3, -1]], np.int32)
    pairs = [len(set(a[a >= 0]) & set(b[b >= 0])) for i, a in enumerate(lists) for b in lists[:i]]

    assert likeness(lists) == pytest.approx(np.mean(pairs) / (5 / 3))
    assert likeness(np.tile(lists[:1], (9, 1))) == 1
    assert reach(lists, 8) == pytest.approx(4 / 6)


@pytest.fixture
def crowd(db):
    """Ninety learners who each go through one of six circles of ten courses, in order."""
    courses = [make_course(f"Course {n}", lessons=0) for n in range(60)]
    start = timezone.now() - timedelta(days=20)
    days = []
    for number in range(90):
        learner = make_learner(f"learner{number}")
        circle = courses[10 * (number % 6) :][:10]
        for step in range(6):
            at = start + timedelta(days=step, minutes=number)
            course = circle[(number // 6 + step) % 10]
            days.append(
                DailyActivity(
                    learner=learner, course_id=course.pk, day=at.date(), signal=3, events=1,
                    first_at=at, last_at=at,
                )
            )  # fmt: skip
    DailyActivity.objects.bulk_create(days)
    AlgorithmSetting.objects.exclude(name="transitions").update(is_enabled=False)
    run = retrain(TrainingRun.objects.create())
    assert run.status == "done", run.error
    return courses


def shuffle_labels():
    """The same learners, days and courses; who took which is chance now."""
    rows = list(DailyActivity.objects.order_by("pk"))
    courses = RANDOM.permutation([row.course_id for row in rows]).tolist()
    DailyActivity.objects.all().delete()
    for row, course in zip(rows, courses, strict=True):
        row.course_id, row.pk = course, None
    DailyActivity.objects.bulk_create(rows, ignore_conflicts=True)


def live(name="transitions"):
    return Version.objects.get(algorithm=name, status="live")


def test_a_good_first_start_goes_live_with_its_verdict(crowd):
    found = live().manifest["verdict"]

    assert found["passed"]
    assert bar(found, "trending")["outcome"] == "passed"
    assert Change.objects.get().after["version"] == live().pk


def test_r15_shuffled_labels_are_not_promoted(crowd):
    before = live()
    shuffle_labels()

    run = retrain(TrainingRun.objects.create())

    assert live() == before
    candidate = run.versions.get()
    assert candidate.status == "candidate"
    assert missed(candidate.manifest["verdict"]) == ["kept"]
    assert "transitions" in run.error
    assert run.status == "done"


def test_r15_a_model_that_learns_from_shuffled_labels_is_not_promoted(crowd, monkeypatch):
    """The data are right, the candidate learns nonsense from them."""
    before = live()
    kind = registry.find("transitions")
    score = kind.score

    def score_shuffled(self, histories):
        order = np.random.default_rng(3).permutation(self.n_courses_)
        found = score(self, histories)
        return found[:, order] if self.window == 2 else found

    monkeypatch.setattr(kind, "score", score_shuffled)
    AlgorithmSetting.objects.filter(name="transitions").update(params={"window": 2})

    run = retrain(TrainingRun.objects.create())

    assert live() == before
    assert "live" in missed(run.versions.get().manifest["verdict"])


def test_a_refused_candidate_is_not_trained_again_for_nothing(crowd):
    shuffle_labels()
    retrain(TrainingRun.objects.create())

    assert retrain(TrainingRun.objects.create()).status == "skipped"
    Gate.objects.create(least_kept=0)
    assert retrain(TrainingRun.objects.create()).status == "done"
    assert Version.objects.filter(status="candidate").count() == 1


def test_a_new_algorithm_that_spoils_the_blend_is_kept_back(crowd):
    AlgorithmSetting.objects.filter(name="popularity").update(is_enabled=True, weight=10)

    run = retrain(TrainingRun.objects.create())

    refused = run.versions.get()
    assert (refused.algorithm, refused.status) == ("popularity", "candidate")
    assert "blend" in missed(refused.manifest["verdict"])


def test_refused_candidates_do_not_push_out_what_one_can_roll_back_to(crowd):
    AlgorithmSetting.objects.update(params={})
    retrain(TrainingRun.objects.create(), is_forced=True)
    former = Version.objects.get(status="retired")
    shuffle_labels()
    for _ in range(4):
        retrain(TrainingRun.objects.create(), is_forced=True)

    assert Version.objects.filter(pk=former.pk).exists()
    assert Version.objects.filter(status="candidate").count() == 3
