"""Rows: what fills them, what never shows, and what their reasons say."""

from datetime import timedelta

from django.utils import timezone, translation

from accounts.models import Interest
from courses.models import Course, DismissedCourse, Enrolment, SavedCourse
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import CachedPage, Row
from tests.conftest import make_course
from tests.recommendations.conftest import did_something


def row_of(page, key):
    return next((row for row in page.rows if row.key == key), None)


def courses_in(page, key):
    row = row_of(page, key)
    return [card.course for card in row.cards] if row else []


def recommended(page):
    mine = {"continue", "saved", "review"}
    return [card.course for row in page.rows if row.key not in mine for card in row.cards]


def enrol(learner, course, **fields):
    return Enrolment.objects.create(
        learner=learner, course=course, enrolled_at=timezone.now(), **fields
    )


def test_a_learner_gets_more_of_what_they_do(ann, trained):
    did_something(ann, trained.data[:3])

    picked = courses_in(page_of(ann), "picked")

    assert set(picked[:3]) <= set(trained.data)


def test_a_page_computed_in_the_request_is_stored_for_the_next(ann, trained):
    did_something(ann, trained.data[:3])

    first, second = page_of(ann), page_of(ann)

    assert (first.step, second.step) == ("computed", "cached")
    assert first.list_id == second.list_id


def test_no_course_stands_twice_on_a_page(ann, trained):
    """R17."""
    did_something(ann, trained.data[:3])

    courses = page_of(ann).courses

    assert len(courses) == len(set(courses))


def test_enrolled_finished_dismissed_and_own_courses_are_not_recommended(ann, trained):
    """R3."""
    one, two, three, four = trained.data[:4]
    did_something(ann, [trained.data[4]])
    enrol(ann, one)
    enrol(ann, two, completed_at=timezone.now())
    DismissedCourse.objects.create(learner=ann, course=three)
    four.instructors.add(ann)

    shown = set(recommended(page_of(ann)))

    assert shown.isdisjoint({one, two, three, four})
    assert trained.data[5] in shown


def test_an_unfinished_course_leads_the_page_and_the_next_stand_under_continue(ann, trained):
    """R3."""
    first = enrol(ann, trained.data[0], last_opened_at=timezone.now(), progress=50)
    second = enrol(ann, trained.data[1], last_opened_at=timezone.now() - timedelta(days=1))

    page = page_of(ann)

    assert page.hero.course == first.course
    assert courses_in(page, "continue") == [second.course]


def test_who_finished_everything_gets_a_page_to_review(ann, trained):
    """R11."""
    for course in Course.objects.all():
        enrol(ann, course, completed_at=timezone.now(), progress=100)

    page = page_of(ann)

    assert recommended(page) == []
    assert page.hero is not None


def test_the_row_because_names_the_course_finished_last(ann, trained):
    enrol(ann, trained.music[0], completed_at=timezone.now() - timedelta(days=2))
    enrol(ann, trained.data[0], completed_at=timezone.now())
    did_something(ann, [trained.music[0], trained.data[0]])
    Row.objects.exclude(key="because").update(is_on=False)

    row = row_of(page_of(ann), "because")

    assert row.title == "Because you finished “Data 0”"
    assert {card.course for card in row.cards} <= set(trained.data)


def test_a_reason_names_a_course_that_the_learner_knows(ann, trained):
    """R17."""
    did_something(ann, trained.data[:2])

    cards = row_of(page_of(ann), "picked").cards
    reasons = {card.reason for card in cards if card.reason_kind == "viewed"}

    assert reasons
    assert reasons <= {f"Because you looked at “{course.title}”" for course in trained.data[:2]}


def test_a_reason_never_names_a_deleted_course(ann, trained):
    did_something(ann, [trained.data[0], trained.data[1]])
    refresh_learner(ann.pk)
    trained.data[1].delete()

    page = page_of(ann)

    assert not [card for row in page.rows for card in row.cards if "Data 1" in card.reason]
    assert not [row for row in page.rows if "Data 1" in row.title]


def test_reasons_and_titles_are_in_the_language_of_the_reader(ann, trained):
    did_something(ann, trained.data[:2])
    Interest.objects.create(learner=ann, topic="music")
    Row.objects.filter(key="interest").update(order=0, may_move=False)

    with translation.override("zh-hans"):
        page = page_of(ann)

    assert row_of(page, "picked").title == "为你挑选"
    assert row_of(page, "interest").title == "music-zh精选"


def test_trending_counts_each_learner_once(ann, world):
    lone, loved = make_course("Lone"), make_course("Loved")
    Row.objects.filter(key="trending").update(maximum=20)
    did_something(world.learners[0], [lone], days_ago=0, signal=500)
    for learner in world.learners[:9]:
        did_something(learner, [loved], days_ago=0, signal=0.5)

    trending = courses_in(page_of(ann), "trending")

    assert trending.index(loved) < trending.index(lone)


def test_an_interest_has_a_row_of_its_own(ann, world):
    Interest.objects.create(learner=ann, topic="music")
    Row.objects.exclude(key="interest").update(is_on=False)

    row = row_of(page_of(ann), "interest")

    assert row.title == "Top in Music"
    assert {card.course for card in row.cards} == set(world.music)


def test_saved_courses_have_a_row_and_a_mark(ann, world):
    SavedCourse.objects.create(learner=ann, course=world.music[0])
    Row.objects.exclude(key="saved").update(is_on=False)

    row = row_of(page_of(ann), "saved")

    assert [card.course for card in row.cards] == [world.music[0]]
    assert row.cards[0].is_saved


def test_who_did_not_agree_gets_popular_and_new_courses_and_no_stored_page(cleo, trained):
    did_something(cleo, trained.data[:3])

    page = page_of(cleo)

    assert page.step == "popular"
    assert row_of(page, "picked") is None
    assert row_of(page, "because") is None
    assert len(recommended(page)) == 12
    assert not CachedPage.objects.filter(learner=cleo).exists()


def test_withdrawing_consent_deletes_the_stored_page(ann, trained):
    refresh_learner(ann.pk)
    ann.consents_to_personalisation = False
    ann.save()

    refresh_learner(ann.pk)

    assert not CachedPage.objects.filter(learner=ann).exists()


def test_courses_in_a_language_that_the_reader_reads_come_first(ann, world):
    Course.objects.filter(pk__in=[course.pk for course in world.music]).update(language="zh-hans")
    Row.objects.exclude(key="new").update(is_on=False)
    Row.objects.update(maximum=12)

    english = courses_in(page_of(ann), "new")
    ann.language = "zh-hans"
    ann.save()
    refresh_learner(ann.pk)
    chinese = courses_in(page_of(ann), "new")

    assert set(english[:6]) == set(world.data)
    assert set(chinese[:6]) == set(world.music)
    assert len(english) == len(chinese) == 12


def test_who_takes_courses_in_two_languages_reads_both(ann, world):
    Course.objects.filter(pk__in=[course.pk for course in world.music]).update(language="zh-hans")
    did_something(ann, [world.music[0]])
    Row.objects.exclude(key="new").update(is_on=False)

    shown = courses_in(page_of(ann), "new")

    newest = Course.objects.order_by("-published_at", "-pk")[: len(shown)]
    assert shown == list(newest)
