"""Passages of lessons that answer a question, quoted word for word with where they stand."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from courses.search.questions import content_of
from courses.search.terms import query_terms, terms_of
from recommendations.ask.finding import LANGUAGES, Picks
from recommendations.ask.types import Intent, Quote, Source, Wish
from recommendations.ask.wording import source_of
from recommendations.engine.types import Floats
from recommendations.models import Passage
from recommendations.sources.catalogue import Catalogue
from recommendations.understanding.choice import in_force
from recommendations.understanding.queries import vector_of
from recommendations.understanding.vectors import from_bytes

MOST_QUOTES = 2
NEARLY = 0.85  # a second lesson is quoted where it has nearly as much to say
ENOUGH = 0.45  # worth of a passage: half of the question's words, or as near as nonsense never is
OWN_LANGUAGE = 1.1
SENTENCE_END = re.compile(r"[。！？…][”’」』）]*|[.!?][”’\")]*(?=\s|$)")


class Shelf(models.QuerySet[Passage]):
    """Passages to quote from."""

    def of_courses(self, ids: Iterable[int]) -> "Shelf":
        """All passages of these courses, with their lessons."""
        mine = self.filter(course_id__in=list(ids)).order_by("pk")
        return mine.select_related("lesson__section").defer("lesson__body")


@dataclass(frozen=True)
class Worth:
    """A passage, and how well it answers."""

    passage: Passage
    text: str  # the whole sentences at its beginning
    worth: float


def quotes_for(wish: Wish, picks: Picks, catalogue: Catalogue) -> tuple[Quote, ...]:
    """What lessons of the courses found say to a question; nothing where none says much."""
    if wish.intent != Intent.LESSON or not picks.fits:
        return ()
    courses = [one.pk for one in (*picks.courses, *picks.theirs)]
    passages = list(Shelf(Passage).of_courses(courses))
    ranked = sorted(_weighed(wish, passages), key=lambda one: (-one.worth, one.passage.pk))
    best: dict[int, Worth] = {}
    for one in ranked:
        if one.worth >= max(ENOUGH, NEARLY * ranked[0].worth):
            best.setdefault(one.passage.course_id, one)
    return tuple(_quote(one, catalogue) for one in list(best.values())[:MOST_QUOTES])


def quotable(text: str) -> str:
    """The whole sentences that a passage begins with: no rest of a table or a formula."""
    kept: list[str] = []
    for line in text.split("\n"):
        ends = [found.end() for found in SENTENCE_END.finditer(line)]
        if ends:
            kept.append(line[: ends[-1]])
        if not ends or ends[-1] < len(line.rstrip()):
            break
    return "\n".join(kept)


def _weighed(wish: Wish, passages: list[Passage]) -> list[Worth]:
    """By the question's words, those that fewer passages have counting more, and by meaning."""
    terms = query_terms(content_of(wish.topic))
    texts = [quotable(one.text) for one in passages]
    pairs = zip(passages, texts, strict=True)
    has = [set(terms) & set(terms_of(f"{one.lesson.title} {text}")) for one, text in pairs]
    counts = Counter(term for found in has for term in found)
    rarity = {term: math.log1p(len(passages) / max(counts[term], 0.5)) for term in terms}
    total = sum(rarity.values()) or 1.0
    cosines = _cosines(wish.topic, passages)
    found = []
    for one, text, mine, cosine in zip(passages, texts, has, cosines, strict=True):
        bonus = OWN_LANGUAGE if one.language == LANGUAGES[wish.language] else 1.0
        share = sum(rarity[term] for term in mine) / total
        found.append(Worth(one, text, bonus * (share + cosine) / 2 if text else 0.0))
    return found


def _cosines(topic: str, passages: list[Passage]) -> list[float]:
    """How near each lies, in units of what nonsense comes to; 0 where no vectors are there."""
    choice = in_force()
    floors = choice.floors.get(choice.id)
    vector: Floats | None = vector_of(topic) if floors else None
    if floors is None or vector is None or not floors["passage"]:
        return [0.0] * len(passages)
    found = []
    for one in passages:
        is_known = one.encoder == choice.id and one.vector
        own = from_bytes([bytes(one.vector)])[0] if is_known and one.vector else None
        fits = own is not None and len(own) == len(vector)
        found.append(float(own @ vector) / floors["passage"] if own is not None and fits else 0.0)
    return found


def _quote(one: Worth, catalogue: Catalogue) -> Quote:
    course, language, lesson = one.passage.course_id, one.passage.language, one.passage.lesson
    source = Source("lesson", lesson.pk, lesson.title, lesson.get_absolute_url(), course, language)
    return Quote(one.text, source, source_of(catalogue[course]), language)
