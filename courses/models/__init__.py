"""The tables of the catalogue and of learning."""

from courses.models.catalogue import Category, Course, Prerequisite, Skill
from courses.models.choices import CourseStatus, Dismissal, Language
from courses.models.content import Choice, Lesson, LessonKind, Question, Section
from courses.models.days import LearningDay
from courses.models.learning import Enrolment, LessonProgress, QuizAttempt
from courses.models.opinions import DismissedCourse, Review, SavedCourse
from courses.models.paths import LearningGoal, LearningPath, PathStep
from courses.models.search import SearchTerm
from courses.models.skill_graph import LinkOrigin, LinkStatus, SkillLink
from courses.models.tracing import TracingFit

__all__ = [
    "Category",
    "Choice",
    "Course",
    "CourseStatus",
    "Dismissal",
    "DismissedCourse",
    "Enrolment",
    "Language",
    "LearningDay",
    "LearningGoal",
    "LearningPath",
    "Lesson",
    "LessonKind",
    "LessonProgress",
    "LinkOrigin",
    "LinkStatus",
    "PathStep",
    "Prerequisite",
    "Question",
    "QuizAttempt",
    "Review",
    "SavedCourse",
    "SearchTerm",
    "Section",
    "Skill",
    "SkillLink",
    "TracingFit",
]
