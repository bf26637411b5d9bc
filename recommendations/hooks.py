"""What makes pages stale (events of a learner, changes by staff), and what workers may load."""

from typing import Any
from uuid import UUID

from celery.signals import worker_process_init
from django.apps import AppConfig
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from accounts.following import company_changed
from accounts.models import Interest, User
from courses.models import (
    Category,
    Course,
    CourseStatus,
    DismissedCourse,
    LessonProgress,
    Review,
    SavedCourse,
)
from courses.models.learning import Enrolment
from courses.models.paths import LearningGoal
from recommendations.experiments.exposure import forget_learner, forget_visitor, give_exposures
from recommendations.homepage import firsts  # noqa: F401 - names its source of rows
from recommendations.homepage.defaults import ensure_defaults
from recommendations.homepage.digest import forget_digest
from recommendations.homepage.kept import forget_html
from recommendations.homepage.pages import visitor_key
from recommendations.models import (
    AlgorithmSetting,
    Arm,
    Arrangement,
    Experiment,
    Layer,
    Row,
    Rule,
    StaffChoice,
    Taste,
    Version,
)
from recommendations.paths.following import replan
from recommendations.permissions import ensure_groups
from recommendations.requests import (
    ask_for_all_pages,
    ask_for_opinions,
    ask_for_page,
    ask_for_places,
    ask_for_proposals,
    renew_page,
)
from recommendations.serving.live import allow_every_library
from recommendations.understanding.sentiment import forget_changed, forget_few
from tracking.hooks import events_recorded, visitor_joined
from tracking.visitors import visitor_refused

SHOWN = (SavedCourse, DismissedCourse, LessonProgress)
SHAPING = (
    AlgorithmSetting, Arrangement, Row, Rule, Version, Category, Experiment, Arm, Layer,
)  # fmt: skip


@receiver(post_migrate, dispatch_uid="recommendations.ensure_defaults")
def add_missing_defaults(sender: AppConfig, **_: Any) -> None:
    """A new site starts with rows, algorithms, and groups for staff."""
    if sender.name == "recommendations":
        ensure_defaults()
        ensure_groups()


@worker_process_init.connect(weak=False, dispatch_uid="recommendations.allow_every_library")
def let_workers_score_with_all(**_: Any) -> None:
    """A worker's own processes load what models need; the parent that forks them never does."""
    allow_every_library()


@receiver(events_recorded, dispatch_uid="recommendations.ask_for_pages")
def ask_for_pages_of_active(learner_ids: set[int], visitor_ids: set[UUID], **_: Any) -> None:
    """Whoever just did something gets a fresh page within seconds."""
    for learner_id in learner_ids:
        ask_for_page(learner_id)
    cache.delete_many([visitor_key(visitor_id) for visitor_id in visitor_ids])


@receiver((post_save, post_delete), dispatch_uid="recommendations.shaping_changed")
def ask_for_fresh_pages(sender: type, **_: Any) -> None:
    """A change of what shapes all pages makes them stale; workers refresh them in waves."""
    if sender in SHAPING:
        forget_digest()
        transaction.on_commit(_everything_is_stale, robust=True)


def _everything_is_stale() -> None:
    forget_digest()
    ask_for_all_pages()


@receiver(post_save, sender=Course, dispatch_uid="recommendations.published")
def take_in_new_course(instance: Course, **_: Any) -> None:
    """A course is suggested from the minute it is published, by what is said of it."""
    if instance.status == CourseStatus.PUBLISHED:
        transaction.on_commit(ask_for_places, robust=True)


@receiver(post_save, sender=Course, dispatch_uid="recommendations.drafted")
def look_for_proposals(instance: Course, **_: Any) -> None:
    """While a course is written, its people are offered a place for it in the catalogue."""
    if instance.status == CourseStatus.DRAFT and instance.description:
        transaction.on_commit(lambda: ask_for_proposals(instance.pk), robust=True)


@receiver(post_save, sender=Review, dispatch_uid="recommendations.review_written")
def weigh_written_review(instance: Review, **_: Any) -> None:
    """Words that were taken back are quoted no longer; what the others say is weighed anew."""
    forget_changed(instance)
    forget_few(instance.course_id)
    transaction.on_commit(lambda: ask_for_opinions(instance.course_id), robust=True)


@receiver(post_delete, sender=Review, dispatch_uid="recommendations.review_deleted")
def weigh_without_review(instance: Review, **_: Any) -> None:
    """Quotes of a deleted review go with it; too few others do not speak for learners."""
    forget_few(instance.course_id)
    transaction.on_commit(lambda: ask_for_opinions(instance.course_id), robust=True)


@receiver((post_save, post_delete), dispatch_uid="recommendations.shown_changed")
def forget_page_of(sender: type, instance: Any, **_: Any) -> None:
    """A saved course or a position in a film is part of the drawn page."""
    if sender in SHOWN:
        forget_html(instance.learner_id)


@receiver((post_save, post_delete), sender=Interest, dispatch_uid="recommendations.interest")
def ask_for_page_of_interested(instance: Interest, **_: Any) -> None:
    """New interests shape the very next page."""
    transaction.on_commit(lambda: renew_page(instance.learner_id), robust=True)


@receiver((post_save, post_delete), sender=Taste, dispatch_uid="recommendations.taste")
def renew_page_of_who_spoke(instance: Taste, **_: Any) -> None:
    """So does a learner's word on their profile."""
    transaction.on_commit(lambda: renew_page(instance.learner_id), robust=True)


@receiver(company_changed, dispatch_uid="recommendations.company")
def renew_pages_of_company(learner_ids: list[int], **_: Any) -> None:
    """Who follows, is blocked or may follow no longer sees it on the very next page."""
    for learner_id in learner_ids:
        renew_page(learner_id)


@receiver(post_save, sender=LearningGoal, dispatch_uid="recommendations.goal_set")
@receiver(post_save, sender=Enrolment, dispatch_uid="recommendations.path_went_on")
@receiver((post_save, post_delete), sender=DismissedCourse, dispatch_uid="recommendations.path")
def plan_path_anew(instance: Any, **_: Any) -> None:
    """A goal that was set, a course finished, known or unwanted: the learner's path follows."""
    if not isinstance(instance, Enrolment) or instance.completed_at is not None:
        transaction.on_commit(lambda: replan(instance.learner_id), robust=True)


@receiver(post_save, sender=User, dispatch_uid="recommendations.consent")
def follow_consent(instance: User, *, created: bool, **_: Any) -> None:
    """Who withdraws consent keeps no stored page; who gives it gets one."""
    if not created:
        if not instance.may_be_logged:
            forget_learner(instance.pk)
        forget_html(instance.pk)
        transaction.on_commit(lambda: ask_for_page(instance.pk), robust=True)


@receiver(visitor_joined, dispatch_uid="recommendations.keep_arms")
def keep_arms_at_sign_in(visitor_id: UUID, learner: User, **_: Any) -> None:
    """Whoever signs in stays in the arms of experiments that they saw as a visitor."""
    give_exposures(visitor_id, learner)


@receiver(visitor_refused, dispatch_uid="recommendations.forget_visitor")
def forget_who_refused(visitor_id: UUID, **_: Any) -> None:
    """Of a visitor who refuses after all, experiments and shown lists keep nothing."""
    forget_visitor(visitor_id)
    cache.delete(visitor_key(visitor_id))


@receiver((post_save, post_delete), sender=StaffChoice, dispatch_uid="recommendations.staff_choice")
def show_chosen_arm(instance: StaffChoice, **_: Any) -> None:
    """Staff who chose an arm for themselves see it on the next page."""
    forget_html(instance.person_id)
