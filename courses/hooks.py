"""What follows when a course or its parts are saved: its search terms, its fragments' key."""

from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from courses.enrolment import count_learners
from courses.models import Category, Course, Enrolment, Lesson, Review, Section
from courses.progress import recompute_course
from courses.reviews import renew_rating
from courses.search.index import index_courses

# Courses of this thread's transaction that wait for its commit; what is left over after a
# rollback is indexed with the next commit, which changes nothing.
_waiting: ContextVar[set[int]] = ContextVar("waiting_for_index")


@receiver([post_save, post_delete], sender=Lesson, dispatch_uid="courses.lesson_changed")
def renew_counts_and_terms(instance: Lesson, **_: Any) -> None:
    """A lesson changed: count its course's lessons and minutes anew and index it."""
    section = Section.objects.of_lesson(instance).first()
    if section is not None:
        section.course.recount()
        _index_soon({section.course_id})


@receiver(post_save, sender=Course, dispatch_uid="courses.course_saved")
def renew_terms(instance: Course, **_: Any) -> None:
    """A course was saved: index it."""
    _index_soon({instance.pk})


@receiver(m2m_changed, sender=Course.skills.through, dispatch_uid="courses.skills_changed")
@receiver(m2m_changed, sender=Course.instructors.through, dispatch_uid="courses.people_changed")
def renew_terms_of_relation(instance: Any, action: str, **_: Any) -> None:
    """Skills or instructors changed: index the course and renew its fragments."""
    if action.startswith("post_") and isinstance(instance, Course):
        Course.objects.among([instance.pk]).update(updated_at=timezone.now())
        _index_soon({instance.pk})


@receiver(post_save, sender=Category, dispatch_uid="courses.category_saved")
def renew_courses_of_category(instance: Category, **_: Any) -> None:
    """A category got another name: its courses show and are found by the new one."""
    courses = Course.objects.in_category(instance.slug)
    courses.update(updated_at=timezone.now())
    _index_soon(set(courses.values_list("pk", flat=True)))


@receiver([post_save, post_delete], sender=Lesson, dispatch_uid="courses.lessons_changed")
def renew_progress(instance: Lesson, **_: Any) -> None:
    """A lesson was added or deleted: everyone on its course is a different share through it."""
    section = Section.objects.of_lesson(instance).first()
    if section is not None:
        recompute_course(section.course)


@receiver(post_delete, sender=Enrolment, dispatch_uid="courses.enrolment_deleted")
def count_one_learner_less(instance: Enrolment, **_: Any) -> None:
    """An enrolment was deleted, by staff or with its learner."""
    if instance.left_at is None:
        count_learners(instance.course_id, -1)


@receiver(post_delete, sender=Review, dispatch_uid="courses.review_deleted")
def renew_rating_without_review(instance: Review, **_: Any) -> None:
    """A review was deleted, by its author or by staff."""
    renew_rating(instance.course_id)


def _index_soon(course_ids: set[int]) -> None:
    """Index after the commit, when courses are as others see them; once for many changes."""
    waiting = _waiting.get(None)
    if waiting is None:
        _waiting.set(waiting := set())
    waiting.update(course_ids)
    transaction.on_commit(_index_waiting, robust=True)


def _index_waiting() -> None:
    waiting = _waiting.get(None)
    if waiting:
        ids = sorted(waiting)
        waiting.clear()
        index_courses(ids)
