"""The tables of the catalogue and of learning."""

from courses.models.catalogue import Category, Course, Prerequisite, Skill
from courses.models.choices import CourseStatus, Dismissal, Language
from courses.models.content import Choice, Lesson, LessonKind, Question, Section
from courses.models.learning import Enrolment, LessonProgress, QuizAttempt
from courses.models.opinions import DismissedCourse, Review, SavedCourse
from courses.models.search import SearchTerm

__all__ = [
    "Category",
    "Choice",
    "Course",
    "CourseStatus",
    "Dismissal",
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
    "SearchTerm",
    "Section",
    "Skill",
]
