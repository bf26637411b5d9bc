"""What the public data sets say of their courses, in the words of our catalogue."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from accounts.models import Level
from courses.models import Language
from recommendations.engine.data.readers.dataset import facts_by_course, read_triples

# Where a data set names nothing, neither do we.
_LEVELS = {"intermediate": Level.INTERMEDIATE, "esperto": Level.ADVANCED}
_LANGUAGES = {
    "english": Language.ENGLISH, "chinese": Language.CHINESE, "spanish": "es", "portuguese": "pt",
    "arabic": "ar", "german": "de", "french": "fr", "italian": "it", "russian": "ru", "thai": "th",
    "turkish": "tr", "hindi": "hi", "vietnamese": "vi", "japanese": "ja", "korean": "ko",
    "polish": "pl", "indonesian": "id", "dutch": "nl", "hebrew": "he", "romanian": "ro",
}  # fmt: skip
MOST_TOPICS = 40


@dataclass(frozen=True)
class PublicCourse:
    """A course of a data set; `key` is its number there."""

    key: int
    title: str
    language: str
    level: str = Level.BEGINNER
    field: str = ""
    category: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A data set: what it is called in public, and how its courses are read."""

    label: str
    learner_name: str
    note: str
    read_courses: Callable[[Path], list[PublicCourse]]


def _coco_courses(folder: Path) -> list[PublicCourse]:
    """Udemy's courses: the slug is the title, the graph knows field, category, level, language."""
    courses = _rows(folder / "i2kg_map.txt")
    names = [row["name"] for row in _rows(folder / "e_map.txt")]
    facts = facts_by_course(read_triples(folder / "kg_final.txt", header=True), len(courses))

    def named(relation: int, number: int) -> list[str]:
        return [names[tail] for tail in facts[relation].get(number, ())]

    made = []
    for number, row in enumerate(courses):
        fields = named(0, number)
        made.append(
            PublicCourse(
                key=int(row["pid"]),
                title=_title(row["name"]),
                language=_LANGUAGES.get("".join(named(3, number)[:1]), Language.ENGLISH),
                level=_LEVELS.get("".join(named(2, number)[:1]), Level.BEGINNER),
                field=_title(fields[0]) if fields else "",
                category=_title(fields[-1]) if len(fields) > 1 else "",
                topics=tuple(named(1, number)[:MOST_TOPICS]),
            )
        )
    return made


def _mooccubex_courses(folder: Path) -> list[PublicCourse]:
    """XuetangX's courses: the data set has numbers only, so numbers are what we show."""
    count = 3_321  # entities 0 to 3320 of the graph are courses
    facts = facts_by_course(read_triples(folder / "kg_final.txt", header=False), count)
    made = []
    for number in range(count):
        fields = facts[0].get(number, ())
        concepts = facts[2].get(number, ())
        made.append(
            PublicCourse(
                key=number,
                title=f"XuetangX course {number}",
                language=Language.CHINESE,
                field=f"XuetangX field {fields[0]}" if fields else "",
                topics=tuple(f"concept {concept}" for concept in concepts[:MOST_TOPICS]),
            )
        )
    return made


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _title(slug: str) -> str:
    """`data-and-analytics` as a title: Data and analytics."""
    words = slug.replace("-", " ").strip()
    return words[:1].upper() + words[1:]


SOURCES = {
    "mooccubex": Source(
        "MOOCCubeX (XuetangX)",
        "XuetangX learner",
        "the data set has no course names and no timestamps, only each learner's order: moments "
        "are made up from it, one enrolment a day up to the end of 2020",
        _mooccubex_courses,
    ),
    "coco_udemy": Source(
        "COCO (Udemy)",
        "Udemy learner",
        "course titles are the slugs of the data set; timestamps are real",
        _coco_courses,
    ),
}
