"""The search: by words and by meaning, fused by the places that a course has in both lists.

Reciprocal-rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009) needs no common scale.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from courses.models import Course
from courses.search.find import Hits, find_courses
from courses.search.meaning import courses_about
from courses.search.questions import content_of

HALF = 20  # places; how quickly later ones count less (the paper's 60 is for lists of thousands)
SOME_WORDS = 0.5  # what a course counts by words that has only some of them
EXACT = 1.0  # above all sums of two shares


def search(query: str) -> Hits:
    """Courses for a query, the best first: exact titles, then by words and meaning together."""
    words = by_words(query)
    near = courses_about(query)
    if not near:
        return words
    scores: dict[int, float] = defaultdict(float)
    for ranked, weight in ((words.scores, 1.0 if words.has_all else SOME_WORDS), (near, 1.0)):
        for place, course in enumerate(ranked, start=1):
            scores[course] += weight / (HALF + place)
    for course in _titled(query, words.scores):
        scores[course] += EXACT
    ordered = {pk: scores[pk] for pk in sorted(scores, key=lambda pk: (-scores[pk], pk))}
    alone = frozenset(scores.keys() - words.scores.keys())
    return Hits(ordered, words.corrections, words.has_all, alone)


def by_words(query: str) -> Hits:
    """Courses with the words of a query; of a question, with those that it is about."""
    hits = find_courses(query)
    content = content_of(query)
    return hits if hits.has_all or content == query else find_courses(content)


def _titled(query: str, course_ids: Iterable[int]) -> list[int]:
    """Courses whose title is the query itself."""
    asked = _plain(query)
    titles = Course.objects.among(course_ids).values_list("pk", "title")
    return [pk for pk, title in titles if _plain(title) == asked]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
