"""Reads the course files of the demo world: front matter, description, sections, lessons, quizzes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

WORLD = Path(__file__).resolve().parent / "world"
LESSON_HEADING = re.compile(
    r"## (?P<title>.+?) \{(?P<kind>\w+) (?P<minutes>\d+)(?: (?P<film>[\w-]+))?\}"
)
QUIZ_MARKS = {"? ", "+ ", "- ", "> "}


class CourseFileError(ValueError):
    """A course file that cannot be read; the text names the file and what is wrong."""


@dataclass
class QuestionText:
    """A question with its choices: (text, is right)."""

    prompt: str
    choices: list[tuple[str, bool]] = field(default_factory=list)
    explanation: str = ""


@dataclass
class LessonText:
    """One lesson as written."""

    title: str
    kind: str
    minutes: int
    film: str
    lines: list[str] = field(default_factory=list)
    questions: list[QuestionText] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The lesson's Markdown; of a quiz, what stands before its questions."""
        return "\n".join(self.lines).strip()


@dataclass
class SectionText:
    """One section as written."""

    title: str
    lessons: list[LessonText] = field(default_factory=list)


@dataclass
class CourseText:
    """One course as written; `facts` is its front matter."""

    slug: str
    facts: dict[str, Any]
    description: str
    sections: list[SectionText]

    @property
    def published(self) -> date:
        """The day it was published, in the calendar of the files."""
        day: date = self.facts["published"]
        return day


def read_fields() -> list[dict[str, Any]]:
    """The fields and their categories."""
    fields: list[dict[str, Any]] = yaml.safe_load((WORLD / "fields.yaml").read_text("utf-8"))
    return fields


def read_skills() -> dict[str, dict[str, str]]:
    """The English and Chinese name of each skill; most English ones are their slugs in words."""
    return {
        slug: {"en": slug.replace("-", " ").capitalize()}
        | (names if isinstance(names, dict) else {"zh": names})
        for slug, names in read_names("skills").items()
    }


def read_names(name: str) -> dict[str, Any]:
    """A mapping such as `skills.yaml` or `people.yaml`."""
    names: dict[str, Any] = yaml.safe_load((WORLD / f"{name}.yaml").read_text("utf-8"))
    return names


def read_courses() -> list[CourseText]:
    """Every course of the world, ordered by file."""
    return [read_course(path) for path in sorted(WORLD.glob("*/*.md"))]


def read_course(path: Path) -> CourseText:
    """Read one course file; raises CourseFileError when its form is wrong."""
    try:
        _, front, text = path.read_text("utf-8").split("---\n", 2)
        facts = yaml.safe_load(front)
    except (ValueError, yaml.YAMLError) as error:
        raise CourseFileError(f"{path.name}: the front matter cannot be read ({error})") from error
    description, sections = _split_sections(text, path)
    if not all(section.lessons for section in sections) or not sections:
        raise CourseFileError(f"{path.name}: a section without a lesson")
    return CourseText(path.stem, facts, description, sections)


def _split_sections(text: str, path: Path) -> tuple[str, list[SectionText]]:
    sections: list[SectionText] = []
    description: list[str] = []
    body = description
    for line in _lines_outside_code(text):
        heading = LESSON_HEADING.match(line)
        if line.startswith("# "):
            sections.append(SectionText(line[2:].strip()))
            body = []
        elif heading and sections:
            lesson = _lesson(heading)
            sections[-1].lessons.append(lesson)
            body = lesson.lines
        elif line.startswith("## "):
            raise CourseFileError(f"{path.name}: {line!r} has no {{kind minutes}}")
        else:
            body.append(line)
    for section in sections:
        for lesson in section.lessons:
            _finish(lesson)
    return "\n".join(description).strip(), sections


def _lines_outside_code(text: str) -> Iterator[str]:
    """Lines of the text; inside a code fence a leading # is hidden from the heading tests."""
    is_code = False
    for line in text.split("\n"):
        is_code ^= line.startswith("```")
        yield f"\0{line}" if is_code and line.startswith("#") else line


def _lesson(heading: re.Match[str]) -> LessonText:
    film = heading["film"] or ""
    return LessonText(heading["title"], heading["kind"], int(heading["minutes"]), film)


def _finish(lesson: LessonText) -> None:
    """Bring hidden code lines back, and take a quiz's questions out of its text."""
    lines = [line.removeprefix("\0") for line in lesson.lines]
    is_quiz = lesson.kind == "quiz"
    lesson.lines = [line for line in lines if not (is_quiz and line[:2] in QUIZ_MARKS)]
    for line in lines if is_quiz else ():
        mark, rest = line[:2], line[2:].strip()
        if mark == "? ":
            lesson.questions.append(QuestionText(rest))
        elif mark in {"+ ", "- "}:
            lesson.questions[-1].choices.append((rest, mark == "+ "))
        elif mark == "> ":
            lesson.questions[-1].explanation = rest
