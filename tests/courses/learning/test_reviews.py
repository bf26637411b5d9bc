"""Reviews (C7): one for each learner, and a mean that one enthusiast does not move."""

import pytest

from courses.enrolment import enrol
from courses.models import Course, Review
from courses.reviews import ReviewRefusedError, delete_review, reviews_of, write_review
from courses.tasks import renew_means
from tests.conftest import make_course, make_person
from tests.courses.learning.builders import complete
from tracking.models import Event


def rated(course):
    course.refresh_from_db()
    return course.rating_count, course.rating_sum


def learners_rate(course, *ratings):
    for number, rating in enumerate(ratings):
        learner = make_person(f"Learner{course.pk}x{number}")
        complete(learner, course, 1)
        write_review(learner, course, rating)


def test_editing_a_review_changes_it_and_counts_it_once(ann, python_course):
    complete(ann, python_course, 1)

    write_review(ann, python_course, 2, "Dry.")
    write_review(ann, python_course, 4, "  It grows on you. ")

    review = Review.objects.get()
    assert (review.rating, review.text) == (4, "It grows on you.")
    assert rated(python_course) == (1, 4)
    assert Event.objects.filter(verb="reviewed").count() == 1


def test_a_review_needs_a_completed_lesson(ann, python_course):
    enrol(ann, python_course)

    with pytest.raises(ReviewRefusedError, match="at least one lesson"):
        write_review(ann, python_course, 5)

    assert rated(python_course) == (0, 0)


def test_instructors_do_not_review_their_own_course(ben, python_course):
    complete(ben, python_course, 1)
    python_course.instructors.add(ben)

    with pytest.raises(ReviewRefusedError, match="teach"):
        write_review(ben, python_course, 5)


@pytest.mark.parametrize("stars", [-1, 0, 6])
def test_stars_go_from_one_to_five(ann, python_course, stars):
    complete(ann, python_course, 1)

    with pytest.raises(ReviewRefusedError, match="one to five"):
        write_review(ann, python_course, stars)


def test_a_deleted_review_leaves_the_numbers(ann, python_course):
    complete(ann, python_course, 1)
    write_review(ann, python_course, 5)

    delete_review(ann, python_course)

    assert rated(python_course) == (0, 0)


def test_a_single_five_does_not_lead(python_course):
    praised, single = make_course("Much praised"), make_course("One friend")
    learners_rate(praised, 5, 5, 5, 4, 5, 5, 5, 5, 4, 5, 5, 5)
    learners_rate(single, 5)

    praised.refresh_from_db()
    single.refresh_from_db()
    assert praised.rating > single.rating


def test_when_all_ratings_are_equal_more_of_them_never_hurt(db):
    many, few = make_course("Many"), make_course("Few")
    learners_rate(many, 5, 5, 5, 5, 5, 5)
    learners_rate(few, 5)

    many.refresh_from_db()
    few.refresh_from_db()
    assert 0 < few.rating <= many.rating <= 5


def test_every_mean_follows_the_mean_of_the_site_at_night(db, django_assert_num_queries):
    early, later = make_course("Early"), make_course("Later")
    learners_rate(early, 5, 5)
    learners_rate(later, *[1] * 12)
    early.refresh_from_db()
    before = early.rating

    with django_assert_num_queries(2):
        renew_means()

    renewed = Course.objects.get(pk=early.pk)
    assert renewed.rating < before - 0.1
    assert renewed.updated_at > early.updated_at


def test_a_mean_that_reads_the_same_leaves_its_cards_alone(db):
    make_course("Not rated yet")
    learners_rate(make_course("Rated"), 4)
    before = dict(Course.objects.values_list("pk", "updated_at"))

    renew_means()

    assert dict(Course.objects.values_list("pk", "updated_at")) == before


def test_means_are_renewed_every_night(settings):
    assert renew_means.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_the_course_page_shows_ones_own_review_apart(ann, cleo, python_course):
    for person, stars in ((ann, 5), (cleo, 2)):
        complete(person, python_course, 1)
        write_review(person, python_course, stars)

    seen = reviews_of(python_course, ann)

    assert seen.own.learner == ann
    assert [review.learner for review in seen.others] == [cleo]
    assert [(bar.stars, bar.percent) for bar in seen.bars] == [
        (5, 50),
        (4, 0),
        (3, 0),
        (2, 50),
        (1, 0),
    ]
