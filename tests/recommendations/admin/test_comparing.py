"""Two versions beside each other: figures with intervals, and what moved in learners' lists."""

import pytest

from accounts.models import User
from recommendations.admin.whole_pages import _columns
from recommendations.artefacts import read_judged
from recommendations.homepage.beside import keep_pages, pages_beside
from recommendations.models import AlgorithmSetting, ShownList, TrainingRun, Version
from recommendations.serving import comparison, live
from recommendations.serving.comparison import compare, kept_comparison, paired_intervals
from recommendations.training.retrain import retrain
from tests.recommendations.admin.conftest import client_of

LIST = "/admin/recommendations/version/"


@pytest.fixture
def two(trained):
    """The version before, and one of other knobs that serves."""
    AlgorithmSetting.objects.filter(name="ease").update(params={"l2": 5000})
    retrain(TrainingRun.objects.create())
    mine = Version.objects.filter(algorithm="ease")
    return mine.get(status="retired"), mine.get(status="live")


def address(version, other=None):
    query = f"?with={other.pk}" if other else ""
    return f"{LIST}{version.pk}/compare/{query}"


def test_the_page_shows_figures_and_the_lists_of_learners(staff, two):
    before, now = two

    page = staff.get(address(now, before))

    assert page.status_code == 200
    pairs = page.context["pairs"]
    assert len(pairs) == 16  # all that there are
    assert all(len(pair.before) == len(pair.after) > 0 for pair in pairs)
    row = next(row for row in page.context["table"]["rows"] if row[0] == "NDCG@10")
    old, new = (one.manifest["metrics"]["ndcg@10"] for one in two)
    assert row[3] == f"{new - old:+.4f}"
    low, high = (float(end) for end in row[4].replace("–", "").split())
    assert low <= new - old <= high


def test_intervals_are_of_pairs_where_both_sat_the_same_exam(staff, two):
    before, now = two

    page = staff.get(address(now, before))

    worth = [read_judged(one.path)["ndcg"] for one in two]
    assert before.manifest["asked"] == now.manifest["asked"]
    assert [len(one) for one in worth] == [16, 16]
    assert worth[1].mean() == pytest.approx(now.manifest["metrics"]["ndcg@10"], abs=1e-5)
    ends = paired_intervals(before, now)["ndcg"]
    assert f"{ends[0]:+.4f} – {ends[1]:+.4f}" in page.content.decode()
    assert page.context["is_paired"]

    before.manifest["asked"] = "another exam"
    before.save()
    assert not staff.get(address(now, before)).context["is_paired"]


def test_whole_pages_stand_side_by_side_and_say_what_moved(staff, eva, allow, two):
    before, now = two
    learner = User.objects.get(display_name="data0")
    pages = f"{LIST}{now.pk}/compare/pages/?with={before.pk}&learner={learner.pk}"

    shown = staff.get(pages)

    assert pages.replace("&", "&amp;") in staff.get(address(now, before)).content.decode()
    (_, old), (_, new) = shown.context["columns"]
    expected = pages_beside(learner, (before, now))
    assert [sum(len(row.cards) for row in rows) for rows in (old, new)] == [*map(len, expected)]
    assert {row.title for row in new} == {row for row, _position in expected[1].values()}
    assert not ShownList.objects.exists()
    assert allow(eva, "view_version").get(pages).status_code == 403
    User.objects.filter(pk=learner.pk).update(consents_to_personalisation=False)
    assert staff.get(pages).status_code == 404


def test_pages_that_need_a_worker_come_from_one(staff, two, monkeypatch):
    before, now = two
    learner = User.objects.get(display_name="data0")
    pages = f"{LIST}{now.pk}/compare/pages/?with={before.pk}&learner={learner.pk}"
    kept = live._libraries.copy()
    monkeypatch.setattr(live, "_libraries", set())
    assert "A worker computes the pages" in staff.get(pages).content.decode()

    monkeypatch.setattr(live, "_libraries", kept)
    keep_pages(learner.pk, before.pk, now.pk)
    monkeypatch.setattr(live, "_libraries", set())

    assert staff.get(pages).context["columns"] is not None


def test_moves_are_said_in_words(db):
    before = {1: ("Picked", 1), 2: ("Picked", 2), 3: ("New", 1), 4: ("New", 2)}
    after = {2: ("Picked", 1), 5: ("Picked", 2), 1: ("New", 1), 4: ("New", 2)}

    (_, old), (_, new) = _columns(before, after)

    assert [card.kind for row in old for card in row.cards] == ["same", "same", "gone", "same"]
    moved = [(card.moved, card.kind) for row in new for card in row.cards]
    assert moved == [("↑ 1", "up"), ("new", "new"), ("from Picked", "up"), ("", "same")]


def test_what_moved_is_marked(staff, two, monkeypatch):
    learner = User.objects.get(display_name="data0").pk
    lists = [{"learner": learner, "before": [1, 2], "after": [3, 1]}]
    monkeypatch.setattr("recommendations.admin.comparing.kept_comparison", lambda *_: lists)

    pair = staff.get(address(two[1])).context["pairs"][0]

    assert [card.kind for card in pair.after] == ["new", "down"]
    assert [card.kind for card in pair.before] == ["same", "gone"]
    assert pair.after[1].moved == "↓ 1"


def test_the_same_learners_are_drawn_each_time(two):
    before, now = two

    assert compare(before.pk, now.pk) == compare(before.pk, now.pk)


def test_what_a_web_process_may_not_load_is_compared_by_a_worker(staff, two, monkeypatch):
    before, now = two
    kept = live._libraries.copy()
    monkeypatch.setattr(live, "_libraries", set())

    page = staff.get(address(now))
    assert page.context["is_asked"]
    assert "A worker compares the lists" in page.content.decode()

    monkeypatch.setattr(live, "_libraries", kept)
    compare(before.pk, now.pk)
    monkeypatch.setattr(live, "_libraries", set())
    assert len(kept_comparison(before.pk, now.pk)) == 16
    assert not staff.get(address(now)).context["is_asked"]


def test_without_learners_the_page_says_so(staff, two, monkeypatch):
    monkeypatch.setattr(comparison.Sampled, "drawn", lambda *_args, **_options: [])

    assert "has done anything yet" in staff.get(address(two[1])).content.decode()


def test_a_version_links_to_its_comparison_and_only_viewers_see_it(staff, eva, allow, two):
    assert address(two[0]) in staff.get(f"{LIST}{two[0].pk}/change/").content.decode()
    assert client_of(eva).get(address(two[0])).status_code == 403
    assert allow(eva, "view_recommender").get(address(two[0])).status_code == 200


def test_the_page_reads_a_bounded_number_of_times(staff, two, django_assert_max_num_queries):
    with django_assert_max_num_queries(300):
        staff.get(address(two[1]))
