"""Finds courses for a query: scored by rarity and place of its terms, tolerant of a typo."""

import math
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count
from rapidfuzz import process
from rapidfuzz.distance import OSA

from courses.models import SearchTerm
from courses.search.index import VOCABULARY_KEY
from courses.search.terms import is_chinese, query_terms

MOST_TERMS = 12
VOCABULARY_SECONDS = 600
CLOSE_MATCHES = 3
SHORTEST_WITH_TYPO = 4


@dataclass(frozen=True)
class Hits:
    """What a search found: scores by course id, best first, and how the query was read."""

    scores: dict[int, float] = field(default_factory=dict)
    # {what was typed: what was looked for instead}
    corrections: dict[str, str] = field(default_factory=dict)
    has_all: bool = True  # every term of the query, in these courses
    # Courses without the words of the query, that are about the same.
    by_meaning: frozenset[int] = frozenset()

    @property
    def course_ids(self) -> list[int]:
        """Ids of the courses, best first."""
        return list(self.scores)


def find_courses(query: str) -> Hits:
    """Courses that have every term of the query, else those that have the most of it.

    A term that no course has is read as the nearest ones that some course has: one letter
    off in words of four letters and more, two in words of eight and more.
    """
    terms = query_terms(query)[:MOST_TERMS]
    if not terms:
        return Hits()
    vocabulary = _vocabulary()
    alternatives = {term: _alternatives(term, vocabulary) for term in terms}
    corrections = {
        term: found[0] for term, found in alternatives.items() if found and found[0] != term
    }
    scores, most = _score(alternatives, vocabulary)
    return Hits(scores, corrections, most == len(terms))


def _alternatives(term: str, vocabulary: dict[str, int]) -> list[str]:
    """The term itself where a course has it, else the beginnings and near misses of it."""
    if term in vocabulary:
        return [term]
    if is_chinese(term):
        return []
    begun = [word for word in vocabulary if word.startswith(term)] if len(term) >= 3 else []
    if begun:
        return sorted(begun, key=lambda word: -vocabulary[word])[:CLOSE_MATCHES]
    if len(term) < SHORTEST_WITH_TYPO:
        return []
    most = 2 if len(term) >= 8 else 1
    close = process.extract(
        term, vocabulary.keys(), scorer=OSA.distance, score_cutoff=most, limit=CLOSE_MATCHES
    )
    return [word for word, _, _ in close]


def _score(
    alternatives: dict[str, list[str]], vocabulary: dict[str, int]
) -> tuple[dict[int, float], int]:
    """The courses that have the most terms, the best first, and how many terms that are."""
    wanted = {word: term for term, words in alternatives.items() for word in words}
    rows = SearchTerm.objects.of_words(wanted).values_list("course_id", "term", "weight")
    scores: dict[int, float] = defaultdict(float)
    matched: dict[int, set[str]] = defaultdict(set)
    total = max(vocabulary.values(), default=1)
    for course_id, word, weight in rows:
        rarity = math.log1p(total / vocabulary.get(word, 1))
        scores[course_id] += rarity * math.log1p(weight)
        matched[course_id].add(wanted[word])
    most = max((len(found) for found in matched.values()), default=0)
    best = [course_id for course_id, found in matched.items() if len(found) == most]
    return {pk: scores[pk] for pk in sorted(best, key=lambda pk: (-scores[pk], pk))}, most


def _vocabulary() -> dict[str, int]:
    """How many courses have each term."""
    known: dict[str, int] | None = cache.get(VOCABULARY_KEY)
    if known is None:
        counts = SearchTerm.objects.values_list("term").annotate(courses=Count("pk")).order_by()
        known = dict(counts)
        cache.set(VOCABULARY_KEY, known, VOCABULARY_SECONDS)
    return known
