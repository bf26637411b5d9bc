"""Has a language model word an answer: from the facts given alone, sentence by sentence, checked.

It is asked for JSON, so that each sentence says which courses it speaks of. A sentence is shown
as soon as it is whole and found good; when the whole answer is not, the template takes its place.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from recommendations.ask.readers import Asker
from recommendations.ask.types import Intent, Reply, Sentence, Source
from recommendations.ask.wording import source_of
from recommendations.language.asking import Streamed, stream
from recommendations.language.checks import check_of, long_titles
from recommendations.language.facts import INSTRUCTIONS, Facts, clean
from recommendations.language.fences import count
from recommendations.language.prompts import prompt_of
from recommendations.language.types import Answer, Ask, Check, Limits
from recommendations.models import LanguageModel, Outcome, Purpose

LIMITS = Limits(seconds=8.0, tokens=400, temperature=0.3)
MOST_SENTENCES = 6
MOST_SENT = 300  # letters of the question that a model sees
LEAST_NAME = 2  # letters of a part of a name
OBJECT = re.compile(r"\{[^{}]*\}")
# Nobody's address or number leaves the site, whoever typed it.
PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?:\+?\d[\d ()-]{6,}\d)|https?://\S+")
QUOTED = re.compile(r"“([^”]*)”|《([^》]*)》|\"([^\"]*)\"")


@dataclass(frozen=True)
class Given:
    """What a model is given for one answer, and what its sentences are held against."""

    reply: Reply
    courses: tuple[Source, ...]  # number 1 is the first
    titles: frozenset[str]  # of the whole catalogue

    @property
    def language(self) -> str:
        """In which to answer."""
        return self.reply.wish.language


def may_be_generated(reply: Reply) -> bool:
    """Refusals and greetings are never left to a model."""
    is_plain = reply.wish.intent in (Intent.GREET, Intent.OUTSIDE)
    return bool(reply.facts) and not reply.is_refusal and not is_plain


def given_for(reply: Reply, asker: Asker) -> Given:
    """The facts of an answer by template."""
    known = [asker.catalogue[pk] for pk in reply.facts if pk in asker.catalogue]
    titles = long_titles(one.title for one in asker.catalogue.values())
    return Given(reply, tuple(source_of(one) for one in known), titles)


def ask_for(given: Given, question: str, asker: Asker) -> Ask:
    """The question to the model: facts as data, nothing of the person."""
    reply = given.reply
    facts = [
        {"number": number, **reply.facts[one.pk], "title": clean(one.title)}
        for number, one in enumerate(given.courses, start=1)
    ]
    data: dict[str, Any] = {
        "question": scrubbed(question, asker),
        "answer_to_reword": [one.text for one in reply.sentences[reply.lead :]],
        "courses": facts,
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    system = prompt_of(Purpose.ASK, given.language)[0]
    fallback = " ".join(one.text for one in reply.sentences)
    return Ask(Purpose.ASK, given.language, system, text, fallback)


def scrubbed(question: str, asker: Asker) -> str:
    """A question without addresses, numbers of telephones and the name of who asks."""
    text = PERSONAL.sub("…", question)
    name = asker.learner.display_name if asker.learner else ""
    for part in (name, *name.split()):
        if len(part) >= LEAST_NAME:
            text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text[:MOST_SENT]


class Worded:
    """An iterator of sentences as a model says them; once it ended, `reply` is what holds."""

    def __init__(
        self,
        question: str,
        reply: Reply,
        asker: Asker,
        model: LanguageModel,
        limits: Limits | None = None,
    ) -> None:
        self.reply = reply
        self._limits = limits or LIMITS
        self.outcome = Outcome.OFF
        self._given = given_for(reply, asker)
        self._ask = ask_for(self._given, question, asker)
        self._model = model
        self._streamed: Streamed | None = None

    def __iter__(self) -> Iterator[Sentence]:
        if is_suspect(self._given):
            self.outcome = Outcome.SUSPECT
            count(self._ask, Answer(self._ask.fallback, Outcome.SUSPECT, self._model.name))
            return
        check = check_for(self._given)
        streamed = stream(self._ask, limits=self._limits, check=check, model=self._model)
        self._streamed = streamed
        text, shown = "", 0
        for piece in streamed:
            text += piece
            whole = sentences_in(text, self._given)
            yield from whole[shown:]
            shown = max(shown, len(whole))
        self.outcome = streamed.answer.outcome
        if streamed.answer.is_generated:
            said = (*self.reply.sentences[: self.reply.lead], *sentences_in(text, self._given))
            self.reply = replace(self.reply, sentences=said, is_generated=True)

    def close(self) -> None:
        """The reader has gone."""
        if self._streamed is not None:
            self._streamed.close()


def is_suspect(given: Given) -> bool:
    """Whether a title reads like instructions to a model: then none is asked."""
    return any(INSTRUCTIONS.search(one.title) for one in given.courses)


def check_for(given: Given) -> Check:
    """The check of a whole answer: its shape, the numbers of its courses, each sentence."""

    def check(text: str) -> Outcome | None:
        try:
            answer = json.loads(_unfenced(text))
        except ValueError:
            return Outcome.SHAPE
        said = answer.get("sentences") if isinstance(answer, dict) else None
        if not isinstance(said, list) or not 0 < len(said) <= MOST_SENTENCES:
            return Outcome.SHAPE
        outcomes = [fault_of(one, given) for one in said]
        if any(outcomes):
            return next(one for one in outcomes if one)
        told = [tuple(sorted(one["courses"])) for one in said]
        return Outcome.INVENTED if len(set(told)) < len(told) else None

    return check


def fault_of(one: Any, given: Given) -> Outcome | None:
    """What is wrong with one sentence: every one names the courses that it speaks of."""
    if not isinstance(one, dict) or not isinstance(one.get("text"), str):
        return Outcome.SHAPE
    numbers = one.get("courses")
    if not isinstance(numbers, list) or not numbers or not all(_is_number(n) for n in numbers):
        return Outcome.SHAPE
    if len(set(numbers)) < len(numbers) or not all(1 <= n <= len(given.courses) for n in numbers):
        return Outcome.INVENTED
    named = tuple(clean(given.courses[number - 1].title) for number in numbers)
    facts = Facts(
        Purpose.ASK,
        given.language,
        template="",  # one sentence stands in the place of none
        courses=named,
        must=named,
        details=_details(given, numbers),
    )
    text = one["text"].strip()
    fault = check_of(facts, given.titles)(text)
    is_linked = {source.pk for source in _linked(text, given.courses).sources} >= {
        given.courses[number - 1].pk for number in numbers
    }
    return fault or (None if is_linked else Outcome.SHAPE)


def sentences_in(text: str, given: Given) -> list[Sentence]:
    """The good sentences at the beginning of what a model has said so far."""
    found: list[Sentence] = []
    for match in OBJECT.finditer(text):
        try:
            one = json.loads(match[0])
        except ValueError:
            break
        if fault_of(one, given):
            break
        found.append(_linked(one["text"].strip(), given.courses))
    return found


def _linked(text: str, courses: Sequence[Source]) -> Sentence:
    """The sentence with its titles as sources."""
    by_title = {clean(one.title).casefold(): one for one in courses}
    parts: list[str | Source] = []
    end = 0
    for match in QUOTED.finditer(text):
        group = next(number for number in (1, 2, 3) if match[number] is not None)
        source = by_title.get(match[group].strip().casefold())
        if source is not None:
            parts += [text[end : match.start(group)], source]
            end = match.end(group)
    return Sentence(tuple(one for one in (*parts, text[end:]) if one != ""))


def _details(given: Given, numbers: Sequence[int]) -> tuple[str, ...]:
    facts = (given.reply.facts[given.courses[number - 1].pk] for number in numbers)
    true = [str(value) for one in facts for name, value in one.items() if name != "title"]
    return (*true, *(sentence.text for sentence in given.reply.sentences))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _unfenced(text: str) -> str:
    """Without the fence of Markdown that models like to put around JSON."""
    return re.sub(r"^```(?:json)?\s*|\s*```$", "", text.strip())
