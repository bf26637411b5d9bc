"""Faults that learners of other course sites met, as they would meet them in a browser here.

C1, C2, C3, C4, C5, C6, C7, C8 and C17; each part below says its number.
"""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courses.enrolment import enrol, leave
from courses.models import Course, Enrolment, Lesson, LessonProgress, Section
from courses.progress import open_lesson, recompute
from tests.conftest import make_course, make_person
from tests.courses.learning.builders import add_lesson, add_video, complete, lessons_of
from tracking.models import Event

HARD_TITLES = (
    "W" * 255,
    "学" * 120,
    "مقدمة في البرمجة with Python و SQL للمبتدئين",
    "<script>alert('title')</script>",
    "🚀🚀🚀",
)


def browser_of(person):
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 Firefox/140.0")
    client.force_login(person)
    return client


def text_of(response):
    return response.content.decode()


def act(browser, name, lesson, **form):
    return browser.post(reverse(name, args=[lesson.course_id, lesson.uid]), form, follow=True)


# C1


def test_two_tabs_that_enrol_both_say_so_and_it_counts_once(ann, python_course):
    tabs = browser_of(ann), browser_of(ann)
    address = reverse("enrol", args=[python_course.pk])

    pages = [tab.post(address, headers={"HX-Request": "true"}) for tab in tabs]

    assert all("You are on this course." in text_of(page) for page in pages)
    assert Enrolment.objects.count() == 1
    assert Event.objects.filter(verb="enrolled").count() == 1


def test_enrol_leave_enrol_keeps_everything_and_rewards_once(ann, python_course):
    browser = browser_of(ann)
    first = complete(ann, python_course, 1)

    browser.post(reverse("leave", args=[python_course.pk]))
    page = browser.post(reverse("enrol", args=[python_course.pk]), follow=True)

    again = Enrolment.objects.get()
    assert (again.enrolled_at, again.progress) == (first.enrolled_at, 50)
    assert "50 % of lessons done" in text_of(page)
    assert Event.objects.filter(verb="enrolled").count() == 1


# C2


def test_a_lesson_deleted_under_a_learner_leads_on_and_is_no_longer_counted(ann):
    course = make_course("Three", lessons=3)
    enrolment = complete(ann, course, 1)
    browser, lesson = browser_of(ann), lessons_of(course)[1]
    browser.get(lesson.get_absolute_url())
    lesson.delete()

    for page in (browser.get(lesson.get_absolute_url()), act(browser, "lesson_complete", lesson)):
        assert "This lesson was removed" in text_of(page)
        assert lessons_of(course)[1].get_absolute_url() in text_of(page)

    enrolment.refresh_from_db()
    assert enrolment.progress == 50


def test_a_lesson_added_to_a_completed_course_takes_nothing_back(ann, python_course):
    before = complete(ann, python_course, 1, 2)

    added = add_lesson(python_course, title="An afterthought")

    page = text_of(browser_of(ann).get(f"{reverse('my_learning')}?show=completed"))
    after = Enrolment.objects.get()
    assert after.completed_at == before.completed_at
    assert "1 new lesson" in page
    assert added.get_absolute_url() in page


# C3


def test_lessons_reordered_behind_an_open_page_are_not_mixed_up(ann):
    course = make_course("Three", lessons=3)
    enrol(ann, course)
    browser, lesson = browser_of(ann), lessons_of(course)[0]
    page = text_of(browser.get(lesson.get_absolute_url()))
    Lesson.objects.filter(pk=lesson.pk).update(order=9)

    assert reverse("lesson_complete", args=[course.pk, lesson.uid]) in page
    act(browser, "lesson_complete", lesson)

    done = LessonProgress.objects.exclude(completed_at=None)
    assert [progress.lesson for progress in done] == [lesson]


# C4


def test_progress_is_never_more_than_everything(ann):
    course = make_course("Four", lessons=4)
    enrolment = complete(ann, course, 1, 1, 2, 2, 3, 4, 4)
    Lesson.objects.filter(section__course=course, order__gt=1).delete()

    assert recompute(enrolment) == 100
    assert LessonProgress.objects.count() == 1


def test_the_database_itself_refuses_duplicates_and_impossible_progress(ann, python_course):
    enrolment = complete(ann, python_course, 1)
    lesson = lessons_of(python_course)[0]

    for impossible in (
        lambda: LessonProgress.objects.create(learner=ann, lesson=lesson),
        lambda: Enrolment.objects.create(learner=ann, course=python_course),
        lambda: Enrolment.objects.filter(pk=enrolment.pk).update(progress=101),
        lambda: Enrolment.objects.filter(pk=enrolment.pk).update(progress=-1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            impossible()


def test_progress_is_the_same_number_on_every_page(ann):
    course = make_course("Three", lessons=3)
    complete(ann, course, 1)
    browser = browser_of(ann)

    for address in (
        course.get_absolute_url(),
        reverse("my_learning"),
        lessons_of(course)[1].get_absolute_url(),
    ):
        assert 'max="100" value="33"' in text_of(browser.get(address)), address


# C5


@pytest.mark.parametrize(
    ("done", "label", "target"),
    [((), "Start the first lesson", 1), ((1,), "Continue", 2), ((1, 2, 3), "Review the course", 1)],
)
def test_the_button_says_what_it_does_and_leads_somewhere(ann, done, label, target):
    course = make_course("Three", lessons=3)
    enrolment = complete(ann, course, *done)
    if done == (1,):
        open_lesson(ann, lessons_of(course)[0])  # going back does not move the bookmark
    browser = browser_of(ann)
    shelf = "completed" if enrolment.completed_at else "in_progress"

    for address in (course.get_absolute_url(), f"{reverse('my_learning')}?show={shelf}"):
        page = text_of(browser.get(address))
        assert label in page
        assert f'href="{lessons_of(course)[target - 1].get_absolute_url()}"' in page
    assert browser.get(lessons_of(course)[target - 1].get_absolute_url()).status_code == 200


# C6


def test_the_position_survives_a_lost_page_and_late_reports(ann, python_course):
    enrol(ann, python_course)
    video, laptop, phone = add_video(python_course), browser_of(ann), browser_of(ann)
    moment = 1_700_000_000_000
    clock = {"sent_at": moment}

    act(laptop, "lesson_position", video, position="30", at=moment - 60_000, **clock)
    act(phone, "lesson_position", video, position="55", at=moment, **clock)
    act(laptop, "lesson_position", video, position="31", at=moment - 50_000, **clock)

    for browser in (laptop, phone):
        assert 'data-start="55.00"' in text_of(browser.get(video.get_absolute_url()))


def test_seeking_to_the_end_is_not_having_watched(ann, python_course):
    enrol(ann, python_course)
    video = add_video(python_course, seconds=100)

    answer = act(browser_of(ann), "lesson_position", video, position="100", parts="[[0, 100]]")

    progress = LessonProgress.objects.get()
    assert not answer.json()["is_done"]
    assert progress.furthest_position == 100
    assert progress.watched_seconds < 5


# C7


def test_a_course_with_a_single_five_does_not_lead_the_catalogue(db):
    praised, single = make_course("Much praised"), make_course("One friend")
    for course, ratings in ((praised, [5, 5, 4, 5, 5, 5, 5, 4, 5, 5]), (single, [5])):
        for number, rating in enumerate(ratings):
            learner = make_person(f"Learner{course.pk}x{number}")
            complete(learner, course, 1)
            address = reverse("write_review", args=[course.pk])
            for _ in range(2):  # sending it twice is editing it
                browser_of(learner).post(address, {"rating": rating})

    page = text_of(Client().get(f"{reverse('catalogue')}?sort=rating"))

    assert page.index("Much praised") < page.index("One friend")
    praised.refresh_from_db()
    assert (praised.rating_count, praised.rating_sum) == (10, 48)


# C8


def test_a_guest_and_a_learner_without_courses_get_pages_and_not_errors(ann, python_course):
    addresses = [reverse("my_learning"), reverse("saved"), python_course.get_absolute_url()]

    assert [browser_of(ann).get(address).status_code for address in addresses] == [200, 200, 200]
    guest = [Client().get(address, follow=True) for address in addresses]
    assert [page.status_code for page in guest] == [200, 200, 200]
    assert "Enrol" in text_of(guest[-1])


# C17


@pytest.mark.parametrize("title", HARD_TITLES)
def test_no_title_breaks_the_pages_of_learning(ann, title):
    course = make_course(title, lessons=1)
    Section.objects.filter(course=course).update(title=title)
    Lesson.objects.filter(section__course=course).update(title=title, body=f"# {title}\n\n{title}")
    complete(ann, course)
    browser = browser_of(ann)
    lesson = lessons_of(course)[0]

    for address in (course.get_absolute_url(), lesson.get_absolute_url(), reverse("my_learning")):
        page = browser.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in text_of(page)


def test_who_left_is_a_stranger_to_the_lessons_until_they_come_back(ann, python_course):
    complete(ann, python_course, 1)
    leave(ann, python_course)

    page = browser_of(ann).get(lessons_of(python_course)[0].get_absolute_url(), follow=True)

    assert page.redirect_chain[-1][0].startswith(python_course.get_absolute_url())
    assert "Come back" in text_of(page)
    assert Course.objects.get().enrolment_count == 0
