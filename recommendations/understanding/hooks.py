"""A changed text or file asks for new vectors: once for many changes, after the commit."""

from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from courses.models import Course, CourseStatus, Lesson, Review, Section
from recommendations.models import CourseReading, TextEncoder
from recommendations.requests import ask_for_senses, ask_for_vectors
from recommendations.sources.course_texts import Readings
from recommendations.understanding.choice import forget_choice

# Courses of this thread's transaction that wait for its commit.
_waiting: ContextVar[set[int]] = ContextVar("waiting_for_vectors")


@receiver(post_save, sender=Course, dispatch_uid="understanding.course")
def course_changed(instance: Course, **_: Any) -> None:
    """What a published course says of itself may have changed."""
    if instance.status == CourseStatus.PUBLISHED:
        _read_soon(instance.pk)
        if instance.cover:
            transaction.on_commit(ask_for_senses, robust=True)


@receiver((post_save, post_delete), sender=Section, dispatch_uid="understanding.section")
@receiver((post_save, post_delete), sender=Review, dispatch_uid="understanding.review")
def part_changed(instance: Section | Review, **_: Any) -> None:
    """So may its outline, and what others say of it: a deleted review is heard no longer."""
    _read_soon(instance.course_id)


@receiver((post_save, post_delete), sender=Lesson, dispatch_uid="understanding.lesson")
def lesson_changed(instance: Lesson, **_: Any) -> None:
    """And what it teaches."""
    section = Section.objects.of_lesson(instance).first()
    if section is not None:
        _read_soon(section.course_id)
    if instance.video:
        transaction.on_commit(ask_for_senses, robust=True)


@receiver(m2m_changed, sender=Course.skills.through, dispatch_uid="understanding.skills")
def skills_changed(instance: Any, action: str, **_: Any) -> None:
    """Names of skills are part of a course's texts."""
    if action.startswith("post_") and isinstance(instance, Course):
        _read_soon(instance.pk)


@receiver(post_save, sender=TextEncoder, dispatch_uid="understanding.encoder")
def encoder_chosen(**_: Any) -> None:
    """Another encoder: every course is read anew, search goes by words until it is."""
    forget_choice()
    transaction.on_commit(_start_over, robust=True)


def _start_over() -> None:
    forget_choice()
    ask_for_vectors()


def _read_soon(course_id: int) -> None:
    waiting = _waiting.get(None)
    if waiting is None:
        _waiting.set(waiting := set())
    waiting.add(course_id)
    transaction.on_commit(_note_waiting, robust=True)


def _note_waiting() -> None:
    waiting = _waiting.get(None)
    if waiting:
        Readings(CourseReading).of(waiting).update(changed_at=timezone.now())
        waiting.clear()
        ask_for_vectors()
