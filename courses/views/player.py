"""The player: a lesson, its video's position, its quiz, and what comes after."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from courses import quizzes
from courses.access import Seat, seat_of
from courses.contents import Contents, contents_of
from courses.models import Lesson, LessonKind, LessonProgress
from courses.progress import complete_lesson, open_lesson, resume_point
from courses.resume import seconds_of
from courses.watching import BadReportError, read_report, watch
from tracking.views_log import log_view

LessonView = Callable[[HttpRequest, User, Seat, Lesson], HttpResponse]


def in_lesson(view: LessonView) -> Callable[[HttpRequest, int, UUID], HttpResponse]:
    """Give a view the lesson and the seat in front of it.

    Strangers are led to the course page to enrol; a lesson that is no longer in the course
    answers with a page that leads on.
    """

    @wraps(view)
    def enter(request: HttpRequest, course_id: int, uid: UUID) -> HttpResponse:
        seat = seat_of(request, course_id)
        if not seat.may_enter or not isinstance(request.user, User):
            return _ask_to_enrol(request, seat)
        lesson = Lesson.objects.of_course(seat.course).with_uid(uid)
        if lesson is None:
            return _show_removed(request, request.user, seat)
        if request.method == "POST" and not seat.is_recorded:
            messages.info(request, _("This is a preview: nothing was recorded."))
            return redirect(lesson)
        return view(request, request.user, seat, lesson)

    return enter


@require_safe
@in_lesson
def lesson(request: HttpRequest, person: User, seat: Seat, lesson: Lesson) -> HttpResponse:
    """Show a lesson; for who is on the course it counts as opened."""
    progress = None
    if seat.is_recorded and request.method == "GET":
        progress = open_lesson(person, lesson)
        log_view(request, lesson, surface="player")
    elif seat.enrolment is not None:
        progress = LessonProgress.objects.of(person).in_lesson(lesson)
    context = {
        "seat": seat,
        "course": seat.course,
        "lesson": lesson,
        "contents": contents_of(seat.course, person, lesson),
        "progress": progress,
        "start": seconds_of(lesson, progress),
    }
    if lesson.kind == LessonKind.QUIZ:
        context |= _quiz(person, lesson, is_again="again" in request.GET)
    return render(request, "courses/lesson.html", context)


@require_POST
@in_lesson
def complete(request: HttpRequest, person: User, seat: Seat, lesson: Lesson) -> HttpResponse:
    """Mark the lesson done and go on to the next one."""
    if _waits_for_answers(person, lesson):
        messages.warning(request, _("Answer the questions first; then the lesson is done."))
        return redirect(lesson)
    complete_lesson(person, lesson)
    return redirect(_after(seat, contents_of(seat.course, person, lesson)))


@require_POST
@in_lesson
def quiz(request: HttpRequest, person: User, seat: Seat, lesson: Lesson) -> HttpResponse:
    """Mark the answers; without an answer to each question the form comes back as it was."""
    questions = quizzes.questions_of(lesson)
    answers = quizzes.read_answers(questions, request.POST)
    if questions and all(answers.values()):
        quizzes.submit_quiz(person, lesson, answers, key=_key(request))
        return redirect(f"{lesson.get_absolute_url()}#quiz")
    context = {
        "seat": seat,
        "course": seat.course,
        "lesson": lesson,
        "contents": contents_of(seat.course, person, lesson),
        "asked": quizzes.asked(questions, answers, is_checked=True),
        "key": _key(request),
    }
    return render(request, "courses/lesson.html", context)


@require_POST
def position(request: HttpRequest, course_id: int, uid: UUID) -> HttpResponse:
    """Take a player's report; answers with the progress of lesson and course."""
    seat = seat_of(request, course_id)
    lesson = Lesson.objects.of_course(seat.course).with_uid(uid)
    if not seat.is_recorded or not isinstance(request.user, User):
        return JsonResponse({"error": _("Only learners of the course make progress.")}, status=403)
    if lesson is None:
        return JsonResponse({"error": _("This lesson was removed.")}, status=404)
    try:
        report = read_report(request.POST.dict(), now=timezone.now())
    except BadReportError as error:
        return JsonResponse({"error": str(error)}, status=400)
    progress = watch(request.user, lesson, report)
    enrolment = seat.course.enrolments.of(request.user)
    return JsonResponse(
        {"is_done": progress.is_done, "progress": enrolment.progress if enrolment else 0}
    )


@require_safe
def finished(request: HttpRequest, course_id: int) -> HttpResponse:
    """The end of a course: the date, a word of thanks, room for a review, and where to go next."""
    seat = seat_of(request, course_id)
    if seat.enrolment is None:
        return redirect(seat.course)
    if seat.enrolment.completed_at is None:
        point = resume_point(seat.enrolment)
        return redirect(point.lesson or seat.course)
    return render(
        request,
        "courses/finished.html",
        {"course": seat.course, "enrolment": seat.enrolment},
    )


def _ask_to_enrol(request: HttpRequest, seat: Seat) -> HttpResponse:
    messages.info(request, _("Enrol in the course to open its lessons."))
    back = urlencode({"next": request.path})
    return redirect(f"{seat.course.get_absolute_url()}?{back}#enrol")


def _show_removed(request: HttpRequest, person: User, seat: Seat) -> HttpResponse:
    contents = contents_of(seat.course, person)
    first = contents.entries[0].lesson if contents.entries else None
    point = resume_point(seat.enrolment) if seat.enrolment else None
    context = {"course": seat.course, "next_lesson": point.lesson if point else first}
    return render(request, "courses/lesson_removed.html", context, status=404)


def _quiz(person: User, lesson: Lesson, *, is_again: bool = False) -> dict[str, Any]:
    result = None if is_again else quizzes.last_result(person, lesson)
    if result is not None:
        return {"result": result}
    return {"asked": quizzes.asked(quizzes.questions_of(lesson)), "key": uuid.uuid4()}


def _waits_for_answers(person: User, lesson: Lesson) -> bool:
    if lesson.kind != LessonKind.QUIZ or lesson.attempts.by(person).exists():
        return False
    return bool(quizzes.questions_of(lesson))


def _key(request: HttpRequest) -> UUID:
    """The key of this attempt, from the form; a form without one is an attempt of its own."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _after(seat: Seat, contents: Contents) -> str:
    """The lesson after this one, else the first open one; the end of the course after the last."""
    left = [entry.lesson for entry in contents.entries if not entry.is_done]
    if not left:
        return reverse("course_finished", args=[seat.course.pk])
    return (contents.following or left[0]).get_absolute_url()
