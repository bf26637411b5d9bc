"""The sentences of answers, by template: each names the courses and lessons that it comes from."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations.ask.finding import Picks
from recommendations.ask.sifting import longest
from recommendations.ask.types import Intent, Sentence, Source, Wish, said
from recommendations.sources.catalogue import Known

HOUR = 60
NAMED = 3
PAIR = 2


def source_of(one: Known) -> Source:
    """A course as a source."""
    address = reverse("course", args=[one.pk, one.slug] if one.slug else [one.pk])
    return Source("course", one.pk, one.title, address, one.pk, one.language)


def greeting() -> tuple[Sentence, ...]:
    """What to ask here."""
    return (
        said(_("Hello. Say what you want to learn, and how much time you have.")),
        said(_("Or name a course: what comes after it, or what to know before it.")),
    )


def outside() -> tuple[Sentence, ...]:
    """Nothing that this page answers."""
    return (
        said(_("That is nothing that can be answered here.")),
        said(_("Ask about courses of this catalogue and what their lessons explain.")),
    )


def sentences_of(wish: Wish, picks: Picks) -> tuple[Sentence, ...]:
    """The answer in words."""
    if picks.is_unclear:
        return (said(_("Say which course you mean, or ask for some first.")),)
    if not picks.fits:
        return _refusal(wish, picks)
    if not picks.courses:
        return _nothing_left(wish, picks)
    match wish.intent:
        case _ if picks.anchor and picks.is_loose:
            text = _("No course builds on “{course}”. Near to it: {courses}.")
            first = [_listing(text, picks.courses, course=source_of(picks.anchor))]
        case Intent.AFTER | Intent.EASY | Intent.BEFORE | Intent.HARD if picks.anchor:
            first = _around(wish, picks, picks.anchor)
        case Intent.COMPARE:
            return tuple(_compared(picks.courses))
        case _:
            first = _found(wish, picks)
    return (*_gave_way(picks), *first, *_pace(wish, picks), *_theirs(picks))


def _refusal(wish: Wish, picks: Picks) -> tuple[Sentence, ...]:
    """Said plainly, and what comes nearest is said to be only near."""
    if wish.intent in (Intent.AFTER, Intent.BEFORE, Intent.EASY, Intent.HARD) and not picks.courses:
        return (said(_("We don't have a course of that name.")),)
    missing = said(_("We don't have that: no course in the catalogue is about it."))
    if not picks.courses:
        return (missing, said(_("Nothing comes near enough to be named.")))
    near = ngettext(
        "The nearest, which may well be something else, is {courses}.",
        "The nearest, which may well be something else, are {courses}.",
        len(picks.courses),
    )
    return (missing, _listing(near, picks.courses))


def _nothing_left(wish: Wish, picks: Picks) -> tuple[Sentence, ...]:
    if picks.theirs:
        text = _("Everything that fits is on your list of courses already: {courses}.")
        return (_listing(text, picks.theirs),)
    if picks.anchor and wish.intent in (Intent.BEFORE, Intent.HARD):
        text = _("You can start “{course}” as it is: no course has to come before it.")
        return (said(text, course=source_of(picks.anchor)),)
    if picks.anchor:
        text = _("No course in the catalogue goes on from “{course}”.")
        return (said(text, course=source_of(picks.anchor)),)
    return (said(_("There is nothing more of that in the catalogue.")),)


def _found(wish: Wish, picks: Picks) -> list[Sentence]:
    first, *others = picks.courses
    text = _("“{course}” fits best: {level}, in {language}, {time}.")
    if wish.named and first.pk in wish.named:
        text = _("Yes, there is “{course}”: {level}, in {language}, {time}.")
    sentences = [said(text, course=source_of(first), **_facts(first))]
    if others:
        more = ngettext("So does {courses}.", "So do {courses}.", len(others[:NAMED]))
        if wish.named:
            more = _("Near to it: {courses}.")
        sentences.append(_listing(more, others[:NAMED]))
    return sentences


def _around(wish: Wish, picks: Picks, anchor: Known) -> list[Sentence]:
    first, *others = picks.courses
    is_up = wish.intent in (Intent.AFTER, Intent.EASY)
    if first.pk in picks.linked:
        up = _("“{course}” builds on “{anchor}”: {level}, in {language}, {time}.")
        down = _("“{anchor}” builds on “{course}”: {level}, in {language}, {time}.")
    else:
        up = _("After “{anchor}”, “{course}” goes on: {level}, in {language}, {time}.")
        down = _("Before “{anchor}”, “{course}” prepares you: {level}, in {language}, {time}.")
    known = {"course": source_of(first), "anchor": source_of(anchor)}
    sentences = [said(up if is_up else down, **known, **_facts(first))]
    if others:
        sentences.append(_listing(_("You could also take {courses}."), others[:NAMED]))
    return sentences


def _compared(courses: Sequence[Known]) -> list[Sentence]:
    text = _("“{course}”: {level}, in {language}, {time}.")
    sentences = [said(text, course=source_of(one), **_facts(one)) for one in courses]
    timed = sorted((one for one in courses if one.minutes), key=lambda one: one.minutes)
    if len(timed) > 1 and timed[0].minutes < timed[-1].minutes:
        are_two = len(courses) == PAIR
        text = _("“{course}” is the shorter one.") if are_two else _("“{course}” is the shortest.")
        sentences.append(said(text, course=source_of(timed[0])))
    rated = sorted((one for one in courses if one.ratings), key=lambda one: -one.rating)
    if len(rated) > 1 and f"{rated[0].rating:.1f}" != f"{rated[1].rating:.1f}":
        text = _("Learners rate “{course}” highest: {rating} of 5.")
        rating = f"{rated[0].rating:.1f}"
        sentences.append(said(text, course=source_of(rated[0]), rating=rating))
    return sentences


def _gave_way(picks: Picks) -> list[Sentence]:
    """What was asked for and is not to be had."""
    texts = {
        "spoken": _("None of these courses is in that language."),
        "level": _("None is at that level."),
        "minutes": _("None is that short; these are, the shortest first."),
    }
    return [said(texts[name]) for name in picks.gave_way]


def _pace(wish: Wish, picks: Picks) -> list[Sentence]:
    """How long the first course takes with the time that somebody has."""
    first = picks.courses[0]
    if not wish.weekly_minutes or not first.minutes or longest(wish) < first.minutes:
        return []
    weeks = max(1, -(-first.minutes // wish.weekly_minutes))
    text = ngettext(
        "With your time, “{course}” takes about a week.",
        "With your time, “{course}” takes about {weeks} weeks.",
        weeks,
    )
    return [said(text, course=source_of(first), weeks=weeks)]


def _theirs(picks: Picks) -> list[Sentence]:
    if not picks.theirs:
        return []
    return [_listing(_("You are on {courses} already."), picks.theirs)]


def _facts(one: Known) -> dict[str, str]:
    return {
        "level": one.level_name.lower(),
        "language": one.language_name,
        "time": time_of(one.minutes),
    }


def time_of(minutes: int) -> str:
    """A length in words."""
    if not minutes:
        return _("of unknown length")
    if minutes < 2 * HOUR:
        return ngettext("{n} minute", "{n} minutes", minutes).replace("{n}", str(minutes))
    hours = f"{minutes / HOUR:.1f}".removesuffix(".0")
    return _("{n} hours").replace("{n}", hours)


def _listing(text: str, courses: Sequence[Known], **others: Source) -> Sentence:
    """A sentence with a list of courses in place of {courses}."""
    marked = _("“{course}”")
    places = [marked.replace("course", f"c{number}") for number in range(len(courses))]
    listed = _(" and ").join([_(", ").join(places[:-1]), places[-1]]) if places[1:] else places[0]
    named = {f"c{number}": source_of(one) for number, one in enumerate(courses)}
    return said(text.replace("{courses}", listed), **named, **others)
