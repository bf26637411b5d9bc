"""What the catalogue has to say on a question: courses, and passages of lessons to quote.

By words and by meaning together, as the search; only what the asking person may see.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from courses.models import Course
from courses.search.fuse import HALF, SOME_WORDS, by_words
from courses.search.questions import content_of
from courses.search.terms import query_terms, terms_of
from recommendations.engine.types import Floats
from recommendations.models import Passage
from recommendations.sources.course_texts import Passages
from recommendations.understanding.choice import InForce, in_force
from recommendations.understanding.index import nearest
from recommendations.understanding.meaning import about
from recommendations.understanding.queries import vector_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

MOST_COURSES = 50
MOST_PASSAGES = 60
QUOTED = 10  # the first passages speak for their courses
QUOTED_WEIGHT = 0.7
MOST_TERMS = 6
MOST_READ = 300  # passages that have a word of the question
OWN_LANGUAGE = 1.15  # how much more something counts in the language of who asks


@dataclass(frozen=True)
class FoundCourse:
    """A course that fits a question; scores compare within one answer only."""

    course_id: int
    score: float
    cosine: float | None  # None where it was found by words alone
    has_words: bool


@dataclass(frozen=True)
class FoundPassage:
    """A few sentences of a lesson, word for word, with where they stand."""

    course_id: int
    lesson_id: int
    lesson_title: str
    text: str
    language: str
    score: float
    cosine: float | None


@dataclass(frozen=True)
class Found:
    """What there is; without both, nothing of the catalogue is like the question."""

    courses: tuple[FoundCourse, ...] = ()
    passages: tuple[FoundPassage, ...] = ()
    by_meaning: bool = False  # whether vectors were there to ask


def find(query: str, language: str = "", *, user: "User | AnonymousUser", k: int = 8) -> Found:
    """At most `k` courses and `k` passages, the best first.

    `language` is a code of `courses.models.Language`: what is in it comes first among equals.
    """
    choice = in_force()
    vector = vector_of(query) if choice.id in choice.floors else None
    passages = _passages(query, language, vector, choice, user)
    quoted = list(dict.fromkeys(passage.course_id for passage in passages[:QUOTED]))
    courses = _courses(query, language, vector, choice, user, quoted)
    return Found(tuple(courses[:k]), tuple(passages[:k]), vector is not None)


def _courses(
    query: str,
    language: str,
    vector: Floats | None,
    choice: InForce,
    user: "User | AnonymousUser",
    quoted: Sequence[int],
) -> list[FoundCourse]:
    """Courses by their words, by what they are about, and by what their lessons say."""
    words = by_words(query)
    near = {} if vector is None else about(vector, choice, MOST_COURSES)
    is_noise = vector is not None and not near and not words.has_all
    # Some of the words stand somewhere, but nothing is about them.
    worded = [] if is_noise else list(words.scores)[:MOST_COURSES]
    weight = 1.0 if words.has_all or not near else SOME_WORDS
    scores = _fused((worded, weight), (list(near), 1.0), (quoted, QUOTED_WEIGHT))
    seen = Course.objects.published().visible_to(user).among(scores)
    spoken = dict(seen.values_list("pk", "language"))
    found = [
        FoundCourse(
            course_id=pk,
            score=scores[pk] * (OWN_LANGUAGE if spoken[pk] == language else 1.0),
            cosine=near.get(pk),
            has_words=pk in words.scores,
        )
        for pk in spoken
    ]
    return sorted(found, key=lambda one: (-one.score, one.course_id))


def _passages(
    query: str,
    language: str,
    vector: Floats | None,
    choice: InForce,
    user: "User | AnonymousUser",
) -> list[FoundPassage]:
    """Passages that are near the question, or have its words."""
    near = {} if vector is None else _near_passages(vector, choice)
    terms = query_terms(content_of(query))[:MOST_TERMS]
    seen = Course.objects.published().visible_to(user)
    shelf = Passages(Passage).within(seen).with_lessons()
    rows = {row.pk: row for row in [*shelf.named(near), *shelf.saying(terms)[:MOST_READ]]}
    ranked = _by_words(terms, rows.values())
    scores = _fused((ranked, 1.0), (list(near), 1.0))
    found = [
        FoundPassage(
            course_id=row.course_id,
            lesson_id=row.lesson_id,
            lesson_title=row.lesson.title,
            text=row.text,
            language=row.language,
            score=scores[row.pk] * (OWN_LANGUAGE if row.language == language else 1.0),
            cosine=near.get(row.pk),
        )
        for row in rows.values()
        if row.pk in scores
    ]
    return sorted(found, key=lambda one: (-one.score, one.lesson_id, one.text))


def _near_passages(vector: Floats, choice: InForce) -> dict[int, float]:
    floor = choice.floors[choice.id]["passage"]
    near = nearest(vector, MOST_PASSAGES, "passage", encoder=choice.id)
    return {pk: cosine for pk, cosine in near if cosine > floor}


def _by_words(terms: Sequence[str], rows: Iterable[Passage]) -> list[int]:
    """Passages that have at least half of the terms, those with the most first."""
    counts = {row.pk: len(set(terms) & set(terms_of(row.text))) for row in rows}
    enough = [pk for pk, count in counts.items() if terms and 2 * count >= len(terms)]
    return sorted(enough, key=lambda pk: (-counts[pk], pk))[:MOST_PASSAGES]


def _fused(*lists: tuple[Sequence[int], float]) -> dict[int, float]:
    """Reciprocal ranks of several lists, summed."""
    scores: dict[int, float] = defaultdict(float)
    for ranked, weight in lists:
        for place, pk in enumerate(ranked, start=1):
            scores[pk] += weight / (HALF + place)
    return dict(scores)
