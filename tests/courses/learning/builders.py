"""Courses and deeds that the tests of learning share."""

from courses.enrolment import enrol
from courses.models import Choice, Lesson, LessonKind, Question
from courses.progress import complete_lesson

VIDEO_SECONDS = 100


def lessons_of(course):
    return list(Lesson.objects.of_course(course).select_related("section__course"))


def complete(learner, course, *numbers):
    """Enrol and complete the lessons with these numbers, counted from 1."""
    enrolment = enrol(learner, course)
    for number in numbers:
        complete_lesson(learner, lessons_of(course)[number - 1])
    enrolment.refresh_from_db()
    return enrolment


def add_lesson(course, kind=LessonKind.TEXT, **fields):
    section = course.sections.last()
    order = Lesson.objects.of_course(course).count() + 1
    fields = {"title": f"Lesson {order}", "order": order} | fields
    return Lesson.objects.create(section=section, kind=kind, **fields)


def add_video(course, seconds=VIDEO_SECONDS):
    return add_lesson(
        course,
        LessonKind.VIDEO,
        video="films/waves.webm",
        video_seconds=seconds,
        duration_minutes=2,
    )


def add_quiz(course):
    """A quiz of two questions; the second has two right answers."""
    quiz = add_lesson(course, LessonKind.QUIZ, title="Check yourself")
    one = Question.objects.create(lesson=quiz, prompt="2 + 2?", explanation="Count.", order=1)
    several = Question.objects.create(
        lesson=quiz, prompt="Which are even?", explanation="Halve them.", order=2
    )
    for question, choices in ((one, "3- 4+ 5-"), (several, "6+ 7- 8+")):
        for order, choice in enumerate(choices.split()):
            Choice.objects.create(
                question=question, text=choice[0], is_correct=choice[1] == "+", order=order
            )
    return quiz


def choices_of(quiz, *texts):
    """Answers {question: choices} that pick the choices with these texts."""
    return {
        question.pk: [c.pk for c in question.choices.all() if c.text in texts]
        for question in quiz.questions.all()
    }
