"""Asks the questions of the evaluation set, and holds the answers against what a good one has."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import Resolver404, resolve

from courses.demo.parse import read_courses
from courses.models import Course, Lesson
from recommendations.ask.answers import answer
from recommendations.ask.evidence import evidence_for
from recommendations.ask.generated import LIMITS, Worded, may_be_generated
from recommendations.ask.readers import Asker
from recommendations.ask.reading import read
from recommendations.ask.types import Reply, Sentence
from recommendations.engine.features.passages import passages_of
from recommendations.models import LanguageModel

FILE = Path(__file__).parent.parent / "management" / "labelled" / "questions.yaml"
HELD = FILE.with_name("evidence.yaml")
AT = 5
Z = 1.96  # 95 %
QUOTED = re.compile(r"“[^”]+”|《[^》]+》")


@dataclass(frozen=True)
class Question:
    """A labelled question; courses by their ids."""

    key: str
    language: str
    text: str
    expects: tuple[int, ...] = ()
    refuses: bool = False
    quotes: int = 0  # the course of which a lesson must be quoted


@dataclass(frozen=True)
class Marks:
    """What became of one question."""

    question: Question
    said: str
    is_hit: bool
    is_refused: bool
    faults: tuple[str, ...]  # of the ground that the answer stands on
    quotes_right: bool = True
    is_generated: bool = False
    outcome: str = ""


@dataclass
class Share:
    """A share with its 95 % interval (Wilson, 1927)."""

    right: int = 0
    of: int = 0
    missed: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For printing."""
        share = self.right / self.of if self.of else 0.0
        return {
            "share": round(share, 4),
            "right": self.right,
            "of": self.of,
            "ci": wilson(self.right, self.of),
            "missed": self.missed,
        }


class Bodies(models.QuerySet[Lesson]):
    """Lessons of published courses."""

    def published(self, pk: int) -> Lesson | None:
        """The one of this id."""
        shown = self.filter(section__course__status="published")
        return shown.filter(pk=pk).select_related("section").first()


def read_questions() -> list[Question]:
    """The evaluation set over the demo catalogue. Raises LookupError where that is not there."""
    title_of = {text.slug: text.facts["title"] for text in read_courses()}
    pk_of = dict(Course.objects.published().values_list("title", "pk"))
    missing = [slug for slug, title in title_of.items() if title not in pk_of]
    if missing:
        raise LookupError(f"The demo catalogue is not whole; {missing[0]} is not there.")
    ids = {slug: pk_of[title] for slug, title in title_of.items()}
    return [
        Question(
            key=one["id"],
            language=one["language"],
            text=one["ask"],
            expects=tuple(ids[slug] for slug in one.get("expects", ())),
            refuses=bool(one.get("refuses")),
            quotes=ids.get(one.get("quotes", ""), 0),
        )
        for one in yaml.safe_load(FILE.read_text("utf-8"))
    ]


def examine(
    questions: Iterable[Question],
    model: LanguageModel | None = None,
    note: Callable[[Marks], None] = lambda _marks: None,
) -> list[Marks]:
    """Ask each as a visitor who was never here before."""
    found = []
    for question in questions:
        found.append(marks_of(question, model))
        note(found[-1])
    return found


def marks_of(question: Question, model: LanguageModel | None) -> Marks:
    """Ask one question."""
    asker = Asker(AnonymousUser())
    reply, outcome = answer(question.text, asker), ""
    if model is not None and may_be_generated(reply):
        limits = replace(LIMITS, seconds=model.seconds)
        worded = Worded(question.text, reply, asker, model, limits)
        list(worded)
        reply, outcome = worded.reply, str(worded.outcome)
    shown = set(reply.courses[:AT])
    return Marks(
        question=question,
        said=" ".join(one.text for one in reply.sentences),
        is_hit=not reply.is_refusal and bool(shown & set(question.expects)),
        is_refused=reply.is_refusal,
        faults=tuple(faults_of(reply, asker)),
        quotes_right=not question.quotes
        or any(one.source.course_id == question.quotes for one in reply.quotes),
        is_generated=reply.is_generated,
        outcome=outcome,
    )


def figures(marks: Sequence[Marks]) -> dict[str, Any]:
    """The shares of some answers."""
    shares = {
        name: Share()
        for name in ("hit@5", "grounded", "refusals_right", "answers_where_due", "quotes_right")
    }
    for one in marks:
        _count(shares["grounded"], one, is_right=not one.faults)
        if one.question.refuses:
            _count(shares["refusals_right"], one, is_right=one.is_refused)
        else:
            _count(shares["hit@5"], one, is_right=one.is_hit)
            _count(shares["answers_where_due"], one, is_right=not one.is_refused)
        if one.question.quotes:
            _count(shares["quotes_right"], one, is_right=one.quotes_right)
    return {name: share.as_dict() for name, share in shares.items()} | {
        "generated": sum(one.is_generated for one in marks),
        "outcomes": dict(Counter(one.outcome for one in marks if one.outcome)),
    }


def _count(share: Share, one: Marks, *, is_right: bool) -> None:
    share.of += 1
    share.right += is_right
    if not is_right:
        share.missed.append(one.question.key)


def weigh_evidence() -> dict[str, Any]:
    """How often the evidence tells what the catalogue has from what it has not."""
    asker = Asker(AnonymousUser())
    found: dict[str, Any] = {}
    for name, texts in yaml.safe_load(HELD.read_text("utf-8")).items():
        share = Share()
        for text in texts:
            topic = read(text, asker.catalogue).topic or text
            is_right = evidence_for(topic, len(asker.catalogue)).is_enough == (name == "has")
            share.of, share.right = share.of + 1, share.right + is_right
            share.missed += [] if is_right else [text]
        found[name] = share.as_dict()
    return found


def faults_of(reply: Reply, asker: Asker) -> list[str]:
    """What of an answer has no ground: empty where every claim is linked to what it comes from."""
    found = [f"card {pk} is not shown to them" for pk in reply.courses if pk not in asker.catalogue]
    for sentence in reply.sentences:
        found += _faults_of_sentence(sentence, asker)
    if reply.courses and not any(one.sources for one in reply.sentences):
        found.append("no sentence is linked")
    for quote in reply.quotes:
        lesson = Bodies(Lesson).published(quote.source.pk)
        passages = passages_of(lesson.body) if lesson else []
        if not any(quote.text in passage for passage in passages):
            found.append(f"“{quote.text[:40]}” does not stand in its lesson")
    return found


def _faults_of_sentence(sentence: Sentence, asker: Asker) -> list[str]:
    titles = {one.title for one in sentence.sources}
    # A title may hold marks of its own, so that only whole titles are compared.
    text = sentence.text
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(title, "")
    found = [f"{name} is not linked" for name in QUOTED.findall(text)]
    for one in sentence.sources:
        known = asker.catalogue.get(one.course_id)
        if known is None or (one.kind == "course" and known.title != one.title):
            found.append(f"“{one.title}” is not in the catalogue")
        try:
            resolve(one.url)
        except Resolver404:
            found.append(f"{one.url} leads nowhere")
    return found


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) where nobody was asked."""
    if not of:
        return 0.0, 1.0
    share, z = right / of, Z * Z
    middle = (share + z / (2 * of)) / (1 + z / of)
    half = Z * math.sqrt(share * (1 - share) / of + z / (4 * of * of)) / (1 + z / of)
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)
