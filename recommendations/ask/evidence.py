"""Whether the catalogue has what a question is about, or only what comes nearest.

Two things speak for it: how near the nearest course lies by meaning, against what nonsense comes
to (the floors of the encoder), and how much of the question's own words, the rarer the weightier,
one course has. The weights were fitted on questions of our own about the demo catalogue, none of
which is in the evaluation set (docs/ask.md).
"""

import math
from collections import defaultdict
from dataclasses import dataclass

from courses.models import SearchTerm
from courses.search.questions import content_of
from courses.search.terms import query_terms
from recommendations.understanding.choice import in_force
from recommendations.understanding.index import nearest
from recommendations.understanding.queries import vector_of

MOST_TERMS = 16
COVERAGE_WEIGHT, ENOUGH = 0.77, 1.61
# Without vectors words decide alone; those in titles, subtitles and skills twice.
STRONG_WEIGHT, ENOUGH_WORDS = 0.9, 0.56
CERTAIN = 0.99  # every word stands in the title, subtitle and skills of one course
STRONG = 3.0  # what a word weighs in a subtitle, a skill or a title at least
HALF_A_COURSE = 0.5  # a word that no course has counts as rarer than any


@dataclass(frozen=True)
class Evidence:
    """What speaks for an answer out of the catalogue."""

    # 0 = as near as anything is, 1 = as near as nonsense comes; None = no vectors are there.
    nearness: float | None
    coverage: float  # of the words of a question, the share that one course has, 0 to 1
    strong: float  # the same by titles, subtitles and skills alone

    @property
    def is_enough(self) -> bool:
        """Whether the catalogue has it."""
        if self.strong >= CERTAIN:
            return True
        if self.nearness is None:
            return self.coverage + STRONG_WEIGHT * self.strong > ENOUGH_WORDS
        return self.nearness + COVERAGE_WEIGHT * self.coverage > ENOUGH


def evidence_for(topic: str, courses: int) -> Evidence:
    """Weigh a topic against a catalogue of so many courses."""
    coverage, strong = _coverage(topic, courses)
    return Evidence(_nearness(topic), coverage, strong)


def _nearness(topic: str) -> float | None:
    choice = in_force()
    floors = choice.floors.get(choice.id)
    if floors is None or floors["text"] <= floors["base"]:
        return None
    near = []
    for text in {topic, content_of(topic)}:
        vector = vector_of(text)
        found = [] if vector is None else nearest(vector, 1, "text", encoder=choice.id)
        near += [cosine for _course, cosine in found]
    if not near:
        return None
    return (max(near) - floors["base"]) / (floors["text"] - floors["base"])


def _coverage(topic: str, courses: int) -> tuple[float, float]:
    terms = query_terms(content_of(topic))[:MOST_TERMS]
    has: dict[int, dict[str, float]] = defaultdict(dict)
    counts: dict[str, int] = defaultdict(int)
    rows = SearchTerm.objects.of_words(terms).values_list("course_id", "term", "weight")
    for course, term, weight in rows:
        has[course][term] = weight
        counts[term] += 1
    rarity = {term: math.log1p(courses / max(counts.get(term, 0), HALF_A_COURSE)) for term in terms}
    total = sum(rarity.values())
    if not total:
        return 0.0, 0.0
    most = max((sum(rarity[term] for term in found) for found in has.values()), default=0.0)
    strong = max((_strong(found, rarity) for found in has.values()), default=0.0)
    return most / total, strong / total


def _strong(found: dict[str, float], rarity: dict[str, float]) -> float:
    return sum(rarity[term] for term, weight in found.items() if weight >= STRONG)
