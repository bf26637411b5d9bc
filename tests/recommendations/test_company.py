"""Rows of the people around a learner: by consent, without names, gone at once when it ends."""

import pytest

from accounts.consent import answer_consent
from accounts.following import allow_followers, block, follow, unfollow
from accounts.models import User
from accounts.personal_data import erase
from recommendations.homepage.pages import page_of
from recommendations.models import Alike, Row
from recommendations.sources.alike import find_alike
from tests.conftest import make_course
from tests.recommendations.conftest import did_something, make_learner
from tests.recommendations.test_homepage import courses_in, enrol, row_of


@pytest.fixture
def mei(db) -> User:
    """A learner who lets others follow her, on two courses."""
    learner = make_learner("Mei")
    allow_followers(learner, is_allowed=True)
    return learner


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    """Does something, and what follows from its commit."""

    def do(deed, *people, **options):
        with django_capture_on_commit_callbacks(execute=True):
            deed(*people, **options)

    return do


def test_what_followed_learners_study_has_a_row_without_their_names(ann, mei, world, at_once):
    enrol(mei, world.music[0])
    assert row_of(page_of(ann), "followed") is None

    at_once(follow, ann, mei)
    row = row_of(page_of(ann), "followed")

    assert [card.course for card in row.cards] == [world.music[0]]
    assert row.cards[0].reason == "1 learner whom you follow studies it"
    assert "Mei" not in str(row)


@pytest.mark.parametrize("end", ["blocked", "closed", "left", "unfollowed", "withdrew"])
def test_the_row_is_gone_at_once(ann, mei, world, at_once, end):
    enrol(mei, world.music[0])
    at_once(follow, ann, mei)
    assert row_of(page_of(ann), "followed")

    match end:
        case "blocked":
            at_once(block, mei, ann)
        case "closed":
            at_once(allow_followers, mei, is_allowed=False)
        case "left":
            at_once(erase, mei)
        case "withdrew":
            at_once(answer_consent, mei, is_granted=False)
        case _:
            at_once(unfollow, ann, mei)

    assert row_of(page_of(ann), "followed") is None


def test_courses_of_followed_instructors_have_a_row(ann, ben, world, at_once):
    course = make_course("By Ben")
    course.instructors.add(ben)
    Row.objects.filter(key="picked").update(is_on=False)
    enrol(ben, world.music[0])

    at_once(follow, ann, ben)

    page = page_of(ann)
    assert courses_in(page, "taught") == [course]
    assert row_of(page, "followed") is None  # what an instructor studies is their own


@pytest.mark.parametrize(("people", "is_told"), [(4, False), (5, True)])
def test_fewer_than_five_learners_alike_are_never_told(ann, world, people, is_told):
    Row.objects.exclude(key="alike").update(is_on=False)
    Row.objects.filter(key="alike").update(minimum=1)
    for number in range(people):
        other = make_learner(f"alike{number}")
        for course in (world.data[0], world.data[1], world.music[5]):
            enrol(other, course)
    for course in world.data[:2]:
        enrol(ann, course)
    did_something(ann, world.data[:2])

    find_alike()

    assert courses_in(page_of(ann), "alike") == ([world.music[5]] if is_told else [])
    if is_told:
        assert row_of(page_of(ann), "alike").cards[0].reason == "5 learners like you"
        erase(ann)
        assert not Alike.objects.filter(learner_id=ann.pk).exists()
