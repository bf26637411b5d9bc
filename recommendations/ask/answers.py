"""Answers a question by template: understood, looked up, put into sentences with their sources."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from recommendations.ask.finding import Picks, pick
from recommendations.ask.quoting import quotes_for
from recommendations.ask.readers import Asker
from recommendations.ask.reading import read
from recommendations.ask.types import Intent, Quote, Reply, Sentence, Wish, said
from recommendations.ask.wording import greeting, outside, sentences_of, time_of
from recommendations.sources.catalogue import Known

MOST_LETTERS = 500
SITE_LANGUAGES = {"en": "en", "zh": "zh-hans"}


def answer(
    question: str, asker: Asker, before: Wish | None = None, shown: tuple[int, ...] = ()
) -> Reply:
    """What the catalogue has to say; `before` and `shown` are of the answer before this one."""
    known = tuple(asker.catalogue[pk] for pk in shown if pk in asker.catalogue)
    wish = read(question, asker.catalogue, before, known)
    with translation.override(SITE_LANGUAGES[wish.language]):
        return reply_to(wish, asker)


def reply_to(wish: Wish, asker: Asker) -> Reply:
    """The answer to a wish, in the language that is on."""
    if wish.intent == Intent.GREET:
        return Reply(wish, greeting())
    if wish.intent == Intent.OUTSIDE:
        return Reply(wish, outside(), is_refusal=True)
    picks = pick(wish, asker)
    quotes = quotes_for(wish, picks, asker.catalogue)
    lead = _quoted(quotes)
    return Reply(
        wish=wish,
        sentences=(*lead, *sentences_of(wish, picks)),
        courses=tuple(one.pk for one in picks.courses),
        quotes=quotes,
        lead=len(lead),
        is_refusal=not (picks.fits or picks.is_unclear),
        facts={} if not picks.fits else _facts(picks),
    )


def _quoted(quotes: tuple[Quote, ...]) -> list[Sentence]:
    text = _("The lesson “{lesson}” of “{course}” says it in its own words, below.")
    return [said(text, lesson=quotes[0].source, course=quotes[0].course)] if quotes else []


def _facts(picks: Picks) -> dict[int, dict[str, Any]]:
    """True things about the courses of an answer, for whoever words it."""
    named = [*picks.courses, *([picks.anchor] if picks.anchor else [])]
    return {one.pk: facts_of(one) for one in named}


def facts_of(one: Known) -> dict[str, Any]:
    """What may be said of one course."""
    facts: dict[str, Any] = {
        "title": one.title,
        "level": one.level_name.lower(),
        "language": one.language_name,
        "length": time_of(one.minutes),
    }
    if one.ratings:
        facts["rating"] = f"{one.rating:.1f}"
    return facts
