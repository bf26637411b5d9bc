"""What the page shows of a conversation: turns with cards, quotes, ways to go on, offers."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Level
from courses.models import Category, Course
from courses.shelf import saved_ids
from recommendations.ask.answers import SITE_LANGUAGES
from recommendations.ask.finding import LANGUAGES
from recommendations.ask.readers import Asker
from recommendations.ask.talk import Turn
from recommendations.ask.types import Intent, Quote, Reply, Sentence
from recommendations.ask.wishes import Offer, offers_for
from recommendations.homepage.cards import card_bodies
from recommendations.sources.catalogue import Known


@dataclass(frozen=True)
class Card:
    """A course of an answer."""

    course: Course
    body: SafeString
    position: int


@dataclass(frozen=True)
class TurnShown:
    """One turn as it is drawn; only the latest has cards and ways to go on."""

    question: str
    language: str  # of the answer, as HTML names it
    sentences: Sequence[Sentence]
    quotes: Sequence[Quote]
    is_refusal: bool
    is_generated: bool
    cards: Sequence[Card] = ()
    chips: Sequence[str] = ()
    offers: Sequence[Offer] = ()
    list_id: uuid.UUID = field(default_factory=uuid.uuid4)


def shown(turn: Turn, asker: Asker, *, is_latest: bool) -> TurnShown:
    """A turn ready to be drawn; what may not be seen any more is left out."""
    turn = turn.still_true(asker.catalogue)
    reply = turn.reply
    plain = TurnShown(
        question=turn.question,
        language="zh-Hans" if reply.wish.language == "zh" else "en",
        sentences=reply.sentences,
        quotes=reply.quotes,
        is_refusal=reply.is_refusal,
        is_generated=reply.is_generated,
    )
    if not is_latest:
        return plain
    ways = {"cards": cards_of(reply), "chips": chips_for(reply, asker)}
    return TurnShown(**plain.__dict__ | ways | {"offers": offers_for(reply, asker)})


def cards_of(reply: Reply) -> list[Card]:
    """The cards of an answer, in its order: two queries."""
    found = Course.objects.published().among(reply.courses).with_card_data()
    courses = {one.pk: one for one in found}
    bodies = card_bodies(courses.values())
    there = [pk for pk in reply.courses if pk in courses and pk in bodies]
    return [Card(courses[pk], bodies[pk], place) for place, pk in enumerate(there, start=1)]


def chips_for(reply: Reply, asker: Asker) -> list[str]:
    """Questions that may follow, in the language of this one; each would change something."""
    wish = reply.wish
    known = [asker.catalogue[pk] for pk in reply.courses if pk in asker.catalogue]
    if reply.is_refusal or not known or wish.intent in (Intent.GREET, Intent.OUTSIDE):
        return []
    with translation.override(SITE_LANGUAGES[wish.language]):
        return [text for text, is_useful in _ways(known, wish.intent) if is_useful]


def _ways(known: list[Known], intent: Intent) -> list[tuple[str, bool]]:
    levels, languages = {one.level for one in known}, {one.language for one in known}
    minutes = [one.minutes for one in known if one.minutes]
    if intent == Intent.COMPARE:
        return [(_("What comes after the first?"), True)]
    return [
        (_("Shorter"), len(minutes) > 1 and min(minutes) < max(minutes)),
        (_("Easier"), levels != {Level.BEGINNER}),
        (_("Harder"), levels != {Level.ADVANCED}),
        (_("In English"), "en" not in languages or len(languages) > 1),
        (_("In Chinese"), "zh-hans" not in languages or len(languages) > 1),
        (_("Something else"), True),
        (_("Compare the first two"), len(known) > 1),
    ]


def examples(asker: Asker) -> list[str]:
    """Questions to begin with, about what there is; none where there is nothing yet."""
    names = {pk: one.name for pk, one in Category.objects.by_id().items()}
    mine = LANGUAGES[(get_language() or "en")[:2]]
    read = [one for one in asker.catalogue.values() if one.language == mine]
    counts = Counter(names[one.category] for one in read if one.category in names)
    topics = [name for name, _count in counts.most_common(3)]
    if len(topics) < 3:
        return []
    first = max(read, key=lambda one: (one.enrolments, -one.pk))
    return [
        _("Two evenings a week, I want to get into {topic}").format(topic=topics[0]),
        _("What comes after “{course}”?").format(course=first.title),
        _("Something short about {topic}").format(topic=topics[1]),
        _("I am a beginner. Which course on {topic} is for me?").format(topic=topics[2]),
    ]


def context_of(turns: Sequence[Turn], asker: Asker) -> dict[str, Any]:
    """What the templates of turns need, the latest turn first."""
    drawn = [shown(turn, asker, is_latest=turn is turns[-1]) for turn in turns]
    return {"turns": drawn[::-1], "saved_ids": saved_ids(asker.user)}
