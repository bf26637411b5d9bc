"""The tables of the catalogue and of learning."""

from courses.models.catalogue import Category, Course, CourseStatus, Language, Prerequisite, Skill
from courses.models.content import Choice, Lesson, LessonKind, Question, Section
from courses.models.learning import Enrolment, LessonProgress, QuizAttempt
from courses.models.opinions import DismissedCourse, Review, SavedCourse

__all__ = [
    "Category",
    "Choice",
    "Course",
    "CourseStatus",
    "DismissedCourse",
    "Enrolment",
    "Language",
    "Lesson",
    "LessonKind",
    "LessonProgress",
    "Prerequisite",
    "Question",
    "QuizAttempt",
    "Review",
    "SavedCourse",
    "Section",
    "Skill",
]
