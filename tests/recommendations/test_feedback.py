"""What learners say on a card: it shapes their page, reaches training, and is counted."""

import numpy as np
import pytest

from courses.models import Dismissal, DismissedCourse
from courses.shelf import dismiss_course, undo_dismiss
from recommendations.homepage.pages import page_of
from recommendations.homepage.provenance import sight_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import Row
from recommendations.sources.interactions import read_snapshot
from recommendations.sources.pasts import read_pasts
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import courses_in, recommended
from tracking.rollups import roll_up


@pytest.fixture
def mixed(ann, trained):
    """Ann did as much of one field as of the other, data a little more."""
    did_something(ann, trained.data[:3], signal=4.0)
    did_something(ann, trained.music[:3], signal=3.5)
    Row.objects.exclude(key__in=["picked", "new"]).update(is_on=False)
    Row.objects.filter(key="picked").update(maximum=4)
    return trained


def weights_of(learner):
    pasts = read_pasts((learner.pk, learner.pk), np.array([learner.pk], np.int64))
    return dict(zip(pasts.courses.tolist(), pasts.weights.tolist(), strict=True))


def learned_of(learner):
    interactions = read_snapshot().interactions
    row = interactions.learners.tolist().index(learner.pk)
    inside = slice(interactions.indptr[row], interactions.indptr[row + 1])
    courses = interactions.courses[interactions.indices[inside]].tolist()
    return dict(zip(courses, interactions.sequence_weights[inside].tolist(), strict=True))


@pytest.mark.parametrize("why", Dismissal.values)
def test_what_is_dismissed_in_any_way_is_not_suggested_until_taken_back(ann, mixed, why):
    course = mixed.data[4]
    assert course in recommended(page_of(ann))

    dismiss_course(ann, course, Dismissal(why))
    assert course not in recommended(page_of(ann))

    undo_dismiss(ann, course)
    refresh_learner(ann.pk)
    assert course in recommended(page_of(ann))


def test_less_like_this_lowers_its_like_at_once(ann, mixed):
    before = courses_in(page_of(ann), "picked")
    unwanted = next(course for course in before if course in mixed.data)

    dismiss_course(ann, unwanted, Dismissal.LESS)

    scores = {card.course: card.score for card in sight_of(ann).selection.rows[0].cards}
    best = {
        camp: max(scores.get(course.pk, 0) for course in courses)
        for camp, courses in (("data", mixed.data), ("music", mixed.music))
    }
    assert best["music"] > best["data"]
    assert courses_in(page_of(ann), "picked")[0] in mixed.music


def test_already_known_takes_nothing_from_its_like(ann, mixed):
    before = weights_of(ann)

    dismiss_course(ann, mixed.data[4], Dismissal.KNOWN)

    after = weights_of(ann)
    assert after.pop(mixed.data[4].pk) > 0  # what is known is a past as well
    assert after == pytest.approx(before, rel=1e-3)
    assert mixed.data[5] in recommended(page_of(ann))


def test_alike_courses_of_the_history_weigh_half_in_serving_and_in_training(ann, mixed):
    served, learned = weights_of(ann), learned_of(ann)

    dismiss_course(ann, mixed.data[4], Dismissal.LESS)

    for before, after in ((served, weights_of(ann)), (learned, learned_of(ann))):
        for course in mixed.data[:3]:
            assert after[course.pk] == pytest.approx(before[course.pk] / 2, rel=1e-3)
        for course in mixed.music[:3]:
            assert after[course.pk] == pytest.approx(before[course.pk], rel=1e-3)


@pytest.mark.parametrize("why", [Dismissal.DISLIKED, Dismissal.LESS])
def test_a_dislike_reaches_training_and_takes_from_what_was_liked(ann, mixed, why):
    course = mixed.data[0]
    before = learned_of(ann)[course.pk]

    dismiss_course(ann, course, why)
    roll_up()

    interactions = read_snapshot().interactions
    row = interactions.learners.tolist().index(ann.pk)
    column = interactions.courses.tolist().index(course.pk)
    assert interactions.negatives[row, column] > 0
    assert learned_of(ann).get(course.pk, 0.0) < before / 1.5


def test_a_mark_changes_what_is_trained_on(ann, mixed):
    before = read_snapshot().interactions.content_hash

    dismiss_course(ann, mixed.data[4], Dismissal.LESS)

    assert read_snapshot().interactions.content_hash != before


def test_the_trace_says_what_was_unwanted(ann, mixed):
    dismiss_course(ann, mixed.data[4], Dismissal.LESS)

    page = sight_of(ann).explained("en")

    cards = {card.course: card.html for row in page.rows for card in row.cards}
    assert "The learner asked for less of this kind: × 0.5." in cards[mixed.data[5]]
    assert DismissedCourse.objects.get().why == "less_wanted"
