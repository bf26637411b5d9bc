"""Staff see how each card came to its place, and why a course that is not there is not."""

import pytest
from django.core.cache import cache

from courses.models import Course, DismissedCourse
from recommendations.homepage.provenance import sight_of, sight_of_history
from recommendations.homepage.trace import Tracer
from recommendations.models import Row, Rule
from recommendations.serving import local
from recommendations.serving.local import explain_locally
from tests.conftest import make_course
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import enrol


@pytest.fixture
def active(trained):
    """A learner with a past, in a world with live models."""
    return trained.learners[0]


def traced(sight, key="picked"):
    """The trace of each card of a row, first card first."""
    row = next(row for row in sight.desk.rows if row.key == key)
    shown = next(one for one in sight.page.rows if one.key == key)
    filled = next(one for one in sight.selection.rows if one.key == key)
    cards = {card.course: card for card in filled.cards}
    tracer = Tracer(sight.desk, sight.draft(), sight.pasts)
    return [tracer.trace(row, cards[card.course.pk], []) for card in shown.cards]


def said_of(learner, course):
    [absence] = sight_of(learner).absences(course.title)
    return absence.reason or dict(absence.rows)


def test_what_algorithms_add_sums_to_the_fused_score(active):
    first = traced(sight_of(active))[0]

    assert {voice.algorithm for voice in first.voices} >= {"ease", "item_knn"}
    assert sum(voice.share for voice in first.voices) == pytest.approx(first.fused, rel=1e-4)
    assert first.fused_place == 1


def test_the_score_of_a_card_is_that_of_its_trace(active):
    sight = sight_of(active)

    for card, trace in zip(sight.selection.rows[1].cards, traced(sight), strict=False):
        if trace.ruled is not None:
            assert card.score == pytest.approx(trace.ruled, rel=1e-3)


def test_a_trace_names_the_rules_and_what_they_did(active, trained):
    rule = Rule.objects.create(kind="bury", level="beginner", reason="too easy")

    trace = traced(sight_of(active))[0]

    assert trace.rules == [(rule, 0.25)]
    assert trace.ruled == pytest.approx(trace.fused / 4)


def test_a_trace_says_what_was_passed_over(active):
    dismissed = sight_of(active).page.rows[0].cards[0].course
    DismissedCourse.objects.create(learner=active, course=dismissed)

    trace = traced(sight_of(active))[0]

    assert any("the learner's already, or dismissed" in move for move in trace.moves)


def test_the_panel_shows_every_step(active):
    cards = next(row for row in sight_of(active).explained("en").rows if row.key == "picked").cards

    for step in ("Source", "Algorithms", "Together", "Rules", "Order", "Position", "Reason"):
        assert f"<b>{step}</b>" in cards[0].html


def test_a_course_that_is_there_is_said_to_be_there(active):
    shown = sight_of(active).page.rows[0].cards[0].course

    assert said_of(active, shown).startswith("It is on the page")


def test_why_a_course_may_show_nowhere(active, trained):
    one, two, three, four, five = trained.data[:3] + trained.music[:2]
    enrol(active, one)
    DismissedCourse.objects.create(learner=active, course=two)
    three.instructors.add(active)
    Course.objects.filter(pk=four.pk).update(status="draft")
    Rule.objects.create(kind="block", course=five, reason="rights ended")

    assert said_of(active, one).startswith("The learner is enrolled in it")
    assert said_of(active, two) == "The learner does not want to see it."
    assert said_of(active, three) == "The learner teaches it."
    assert said_of(active, four) == "It is not published."
    assert said_of(active, five) == "Blocked by the rule “Block: Music 1” (rights ended)."


def test_why_a_course_is_not_in_each_row(active, trained):
    Row.objects.exclude(key__in=["picked", "trending", "new"]).update(is_on=False)
    Row.objects.update(minimum=1, maximum=1)
    Row.objects.filter(key="new").update(category=trained.data[0].category)
    stranger = make_course("Zither for one", category=trained.music[0].category)

    said = said_of(active, stranger)

    assert said == {
        "Picked for you": "No model suggests it to this learner.",
        "Trending this week": "Nobody was active in it this week.",
        "Newest courses": "The row is limited to another category or language.",
    }


def test_a_course_further_down_is_told_its_place(active, trained):
    Row.objects.exclude(key="picked").update(is_on=False)
    Row.objects.update(minimum=1, maximum=1)
    shown = sight_of(active).page.courses
    others = [course for course in trained.data if course not in shown]

    said = [said_of(active, course)["Picked for you"] for course in others]

    assert "Ranked at place 2; the row shows 1." in said


def test_a_course_that_a_limit_holds_back_is_told_so(active, trained):
    Row.objects.exclude(key="picked").update(is_on=False)
    Rule.objects.create(kind="limit", most=1, counted="category", reason="variety")
    Row.objects.update(minimum=1)
    shown = sight_of(active).page.courses

    said = {
        said_of(active, course)["Picked for you"]
        for course in trained.data + trained.music
        if course not in shown
    }

    assert said == {"Held back by “Limit: at most 1 of one category in each row”."}


def test_words_that_no_title_holds_find_nothing(active):
    assert sight_of(active).absences("xyzzy") == []
    assert sight_of(active).absences("") == []


def test_a_made_up_history_shapes_a_page(trained):
    sight = sight_of_history([course.pk for course in trained.music[:3]], [], "en")

    shown = [card.course for row in sight.page.rows for card in row.cards]
    assert set(shown).isdisjoint(trained.music[:3])
    assert sight.page.rows[0].cards[0].course in trained.music[3:]
    assert traced(sight)[0].voices


def test_a_learner_who_did_not_agree_is_explained_without_their_past(cleo, trained):
    did_something(cleo, trained.data[:3])

    sight = sight_of(cleo)

    assert all(
        "Algorithms" not in card.html for row in sight.explained("en").rows for card in row.cards
    )


def test_what_the_ranker_adds_is_asked_of_a_worker_and_shown_with_its_sum(
    active, trained, dan, client
):
    """The web process never loads trees; a worker's answer is kept for it."""
    client.force_login(dan)
    course = trained.music[0]
    page = f"/admin/see-as/{active.pk}/ranker/{course.pk}/"
    waiting = client.get(page)
    assert waiting.status_code == 200
    assert waiting.context["told"] is None

    assert explain_locally(active.pk, course.pk)["rows"] == []
    assert "do not judge this course" in client.get(page).content.decode()
    rows = [["follows_last", 1.0, 0.5], ["blend score", float("nan"), -0.1], ["", 0.0, 0.25]]
    cache.set(local._key(active.pk, course.pk), {"version": 1, "rows": rows, "worth": 0.65})
    table = client.get(page).context["table"]

    assert table["rows"][0] == ["follows_last", "1", "+0.5000"]
    assert table["rows"][-1][-1] == "+0.6500"
    assert client.get(f"/admin/see-as/{dan.pk}/ranker/{course.pk}/").status_code == 404
