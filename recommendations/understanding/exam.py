"""Asks the search what people look for, and counts: by words, by meaning, by both together."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from courses.demo.parse import read_courses
from courses.models import Course
from courses.search.find import find_courses
from courses.search.fuse import search
from recommendations.understanding.meaning import courses_about

FILE = Path(__file__).parent.parent.parent / "courses" / "demo" / "world" / "searches.yaml"
AT = 5

Way = Callable[[str], list[int]]
WAYS: dict[str, Way] = {
    "words": lambda query: list(find_courses(query).scores),
    "meaning": lambda query: list(courses_about(query)),
    "both": lambda query: list(search(query).scores),
}


@dataclass(frozen=True)
class Question:
    """A query, the courses that it means, and the one whose own title it may be."""

    query: str
    wanted: tuple[int, ...]
    itself: int | None = None


def read_questions() -> dict[str, list[Question]]:
    """The labelled searches over the demo catalogue; raises LookupError where it is not there."""
    said = yaml.safe_load(FILE.read_text("utf-8"))
    title_of = {text.slug: text.facts["title"] for text in read_courses()}
    pk_of = dict(Course.objects.values_list("title", "pk"))
    missing = [slug for slug, title in title_of.items() if title not in pk_of]
    if missing:
        raise LookupError(f"The demo catalogue is not whole; {missing[0]} is not there.")
    known = {slug: (title, pk_of[title]) for slug, title in title_of.items()}
    pairs = [(one, other) for pair in said["pairs"] for one, other in (pair, reversed(pair))]
    return {
        "titles": [
            Question(known[one][0], (known[other][1],), known[one][1]) for one, other in pairs
        ],
        "topics": [
            Question(query, tuple(known[slug][1] for slug in slugs))
            for query, slugs in said["topics"].items()
        ],
        "nothing": [Question(str(query), ()) for query in said["nothing"]],
    }


def examine(questions: dict[str, list[Question]]) -> dict[str, dict[str, float]]:
    """By way: recall at 5 and mean reciprocal rank, silence about nothing, milliseconds."""
    return {name: _examine(way, questions) for name, way in WAYS.items()}


def _examine(way: Way, questions: dict[str, list[Question]]) -> dict[str, float]:
    way("warm")
    seconds: list[float] = []
    figures: dict[str, float] = {}
    for name in ("titles", "topics"):
        places = [_place(_timed(way, one, seconds), one) for one in questions[name]]
        figures[f"{name}_recall_at_{AT}"] = statistics.mean(place <= AT for place in places)
        figures[f"{name}_mrr"] = statistics.mean(1 / place for place in places)
    silent = [not _timed(way, one, seconds) for one in questions["nothing"]]
    figures["silent_about_nothing"] = statistics.mean(silent)
    figures["median_ms"] = 1000 * statistics.median(seconds)
    return {name: round(figure, 4) for name, figure in figures.items()}


def _place(found: list[int], question: Question) -> float:
    """Where the first wanted course stands; endless where none does."""
    shown = [pk for pk in found if pk != question.itself]
    return next((n for n, pk in enumerate(shown, start=1) if pk in question.wanted), float("inf"))


def _timed(way: Way, question: Question, seconds: list[float]) -> list[int]:
    started = time.perf_counter()
    found = way(question.query)
    seconds.append(time.perf_counter() - started)
    return found
