"""Writes the demo world's categories, skills, instructors and courses into the database."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Role, User
from courses.demo.parse import (
    CourseText,
    LessonText,
    read_courses,
    read_fields,
    read_names,
    read_skills,
)
from courses.films import FOLDER, SECONDS
from courses.models import (
    Category,
    Choice,
    Course,
    CourseStatus,
    Lesson,
    LessonKind,
    Prerequisite,
    Question,
    Section,
    Skill,
)

SOURCE = "demo"
# The day on which the course files were dated; the world is moved so that this day is today.
WRITTEN_ON = datetime(2026, 11, 24, tzinfo=ZoneInfo("UTC")).date()
NAMESPACE = uuid.UUID("6f0c3c4e-4a0e-5d52-9a3a-5f5d6c1b8a11")


def write_catalogue() -> list[Course]:
    """Write everything that is written, not simulated; a second call changes nothing."""
    texts = read_courses()
    categories = _write_categories()
    skills = _write_skills(texts)
    instructors = _write_instructors()
    courses = {text.slug: _write_course(text, categories) for text in texts}
    for text in texts:
        course = courses[text.slug]
        course.skills.set([skills[slug] for slug in text.facts["skills"]])
        course.instructors.set([instructors[slug] for slug in text.facts["instructors"]])
        for slug in text.facts["prerequisites"]:
            Prerequisite.objects.get_or_create(course=course, requires=courses[slug])
    return list(courses.values())


def _write_categories() -> dict[str, Category]:
    found: dict[str, Category] = {}
    for order, field in enumerate(read_fields()):
        parent = _write_category(field, order, None)
        for child_order, child in enumerate(field["children"]):
            found[child["slug"]] = _write_category(child, child_order, parent)
    return found


def _write_category(entry: dict[str, str], order: int, parent: Category | None) -> Category:
    names = {"name_en": entry["en"], "name_zh": entry["zh"], "order": order, "parent": parent}
    return Category.objects.update_or_create(slug=entry["slug"], defaults=names)[0]


def _write_skills(texts: Iterable[CourseText]) -> dict[str, Skill]:
    names = read_skills()
    slugs = sorted({slug for text in texts for slug in text.facts["skills"]})
    return {
        slug: Skill.objects.update_or_create(
            slug=slug, defaults={"name_en": names[slug]["en"], "name_zh": names[slug]["zh"]}
        )[0]
        for slug in slugs
    }


def _write_instructors() -> dict[str, User]:
    people = read_names("people")
    demo_accounts = {entry.get("teaches"): entry["email"] for entry in people["sign_ins"]}
    return {
        slug: User.objects.get_or_create(
            email=demo_accounts.get(slug, f"{slug}@instructors.example"),
            defaults={"display_name": name, "role": Role.INSTRUCTOR, "password": "!"},
        )[0]
        for slug, name in people["instructors"].items()
    }


def moved(day: date) -> datetime:
    """A day of the files, moved so that the world is as old as it was when it was written."""
    shift = timezone.now().date() - WRITTEN_ON
    return datetime.combine(day + shift, time(6), tzinfo=ZoneInfo("UTC"))


def _write_course(text: CourseText, categories: dict[str, Category]) -> Course:
    facts = text.facts
    lessons = [lesson for section in text.sections for lesson in section.lessons]
    course, is_new = Course.objects.update_or_create(
        external_id=f"{SOURCE}:{text.slug}",
        defaults={
            "title": facts["title"],
            "subtitle": facts["subtitle"],
            "description": text.description,
            "outcomes": facts["outcomes"],
            "language": facts["language"],
            "level": facts["level"],
            "category": categories[facts["category"]],
            "status": CourseStatus.PUBLISHED,
            "published_at": moved(text.published),
            "duration_minutes": sum(lesson.minutes for lesson in lessons),
            "lesson_count": len(lessons),
        },
    )
    if is_new:
        _write_lessons(course, text)
    return course


def _write_lessons(course: Course, text: CourseText) -> None:
    for order, section_text in enumerate(text.sections, start=1):
        section = Section.objects.create(course=course, title=section_text.title, order=order)
        drafts = enumerate(section_text.lessons, start=1)
        lessons = Lesson.objects.bulk_create(
            _lesson(section, draft, number, f"{text.slug}/{order}/{number}")
            for number, draft in drafts
        )
        for lesson, draft in zip(lessons, section_text.lessons, strict=True):
            _write_questions(lesson, draft)


def _lesson(section: Section, draft: LessonText, order: int, key: str) -> Lesson:
    return Lesson(
        uid=uuid.uuid5(NAMESPACE, key),
        section=section,
        kind=LessonKind(draft.kind),
        title=draft.title,
        body=draft.body,
        video=f"{FOLDER}/{draft.film}.webm" if draft.film else "",
        video_seconds=SECONDS if draft.film else 0,
        duration_minutes=draft.minutes,
        order=order,
    )


def _write_questions(lesson: Lesson, draft: LessonText) -> None:
    questions = Question.objects.bulk_create(
        Question(lesson=lesson, prompt=entry.prompt, explanation=entry.explanation, order=order)
        for order, entry in enumerate(draft.questions, start=1)
    )
    Choice.objects.bulk_create(
        Choice(question=question, text=text, is_correct=is_right, order=order)
        for question, entry in zip(questions, draft.questions, strict=True)
        for order, (text, is_right) in enumerate(entry.choices, start=1)
    )
