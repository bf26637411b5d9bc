"""Finds courses for a wish: by words and meaning, by links between courses, for this person."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Level
from recommendations.ask.evidence import evidence_for
from recommendations.ask.readers import Asker
from recommendations.ask.sifting import Constraint, sift
from recommendations.ask.types import Intent, Wish
from recommendations.sources.catalogue import Known, read_after, read_before
from recommendations.understanding.choice import in_force
from recommendations.understanding.retrieval import Found, FoundCourse, find

MOST_CARDS = 5
MOST_NEAR = 3  # where nothing fits, so many are named as near
ASKED_FOR = 24
FAVOUR = 0.3  # how much more the model's first course for somebody counts than its last
# Of the way from nonsense to the nearest course, how much others must have come to be suggested.
CLOSE = 0.7
WORDS_COUNT = 0.15  # in cosines, having the words of a comparison
LANGUAGES = {"en": "en", "zh": "zh-hans"}
LEVELS = list(Level)


@dataclass(frozen=True)
class Picks:
    """What an answer is made of."""

    courses: tuple[Known, ...] = ()
    fits: bool = True  # False: these only come nearest to what was asked
    gave_way: tuple[Constraint, ...] = ()
    theirs: tuple[Known, ...] = ()  # what fits and is theirs already
    anchor: Known | None = None  # the course that the question starts from
    linked: frozenset[int] = frozenset()  # of the courses, those that build on it, or it on them
    is_loose: bool = False  # nothing goes on from it: these are only near to it
    is_unclear: bool = False  # it has to be asked what was meant


def pick(wish: Wish, asker: Asker) -> Picks:
    """The courses for a wish, the best first."""
    match wish.intent:
        case Intent.AFTER | Intent.EASY | Intent.BEFORE | Intent.HARD:
            return _around(wish, asker)
        case Intent.COMPARE:
            return _to_compare(wish, asker)
    return _about(wish, asker) if wish.topic or wish.named else _for_them(wish, asker)


def anchor_of(wish: Wish, asker: Asker) -> Known | None:
    """The course that a question starts from: named, else what is most about its words."""
    if wish.named:
        return asker.catalogue.get(wish.named[0])
    if not wish.anchor or not evidence_for(wish.anchor, len(asker.catalogue)).is_enough:
        return None
    found = _search(wish.anchor, wish, asker)
    return next((asker.catalogue[one.course_id] for one in found.courses), None)


def _about(wish: Wish, asker: Asker) -> Picks:
    """Courses about a topic; those named come first."""
    named = [asker.catalogue[pk] for pk in wish.named if pk in asker.catalogue]
    topic = wish.topic or (named[0].title if named else "")
    found = _search(topic, wish, asker)
    fits = bool(named) or evidence_for(topic, len(asker.catalogue)).is_enough
    scores = {one.course_id: one.score for one in _close(found.courses)}
    ranked = [*named, *_ranked(scores, asker, {one.pk for one in named})]
    theirs = tuple(one for one in ranked if one.pk in asker.standing.enrolled)
    suited = [one for one in ranked if one.pk not in asker.unsuited or one in named]
    sifted = sift(suited, wish)
    most = MOST_CARDS if fits else MOST_NEAR
    return Picks(
        courses=sifted.courses[:most],
        fits=fits,
        gave_way=sifted.gave_way if fits else (),
        theirs=theirs[:MOST_NEAR] if fits else (),
    )


def _for_them(wish: Wish, asker: Asker) -> Picks:
    """Nothing is said of a topic: what suits this person best, within what is said."""
    sifted = sift(asker.popular(), wish)
    return Picks(sifted.courses[:MOST_CARDS], gave_way=sifted.gave_way)


def _around(wish: Wish, asker: Asker) -> Picks:
    """What comes after a course, or before it."""
    anchor = anchor_of(wish, asker)
    if anchor is None:
        return Picks(fits=False, is_unclear=not wish.anchor)
    is_up = wish.intent in (Intent.AFTER, Intent.EASY)
    around = read_after(anchor.pk) if is_up else read_before(anchor.pk)
    direct = [asker.catalogue[pk] for pk in around.direct if pk in asker.catalogue]
    found = _search(anchor.title, wish, asker).courses
    alike = {one.course_id: one.score for one in found}
    close = {one.course_id for one in _close(one for one in found if one.course_id != anchor.pk)}
    scores = {
        pk: count + (pk in alike) + asker.goes_with(anchor.pk).get(pk, 0.0)
        for pk, count in around.by_skill.items()
    }
    scores |= {pk: score for pk, score in alike.items() if pk not in scores}
    ranked = _ranked(scores, asker, {anchor.pk, *around.direct})
    onward = [one for one in ranked if _is_on_the_way(one, anchor, is_up=is_up)]
    rest = [one for one in onward if _goes_on(one, anchor, around.by_skill, alike)]
    direct.sort(key=lambda one: (one.language != anchor.language, -asker.favour.get(one.pk, 0.0)))
    # What comes before may be theirs already: that is worth knowing.
    hidden = asker.unsuited if is_up else asker.standing.dismissed
    left = [one for one in (*direct, *rest) if one.pk not in hidden]
    is_loose = is_up and not left
    if is_loose:
        left = [one for one in onward if one.pk in close and one.pk not in hidden][:MOST_NEAR]
    sifted = sift(left, wish)
    return Picks(
        sifted.courses[:MOST_CARDS],
        gave_way=sifted.gave_way,
        anchor=anchor,
        linked=frozenset(one.pk for one in direct),
        is_loose=is_loose,
    )


def _is_on_the_way(one: Known, anchor: Known, *, is_up: bool) -> bool:
    """Not easier than what it comes after, not harder than what it comes before."""
    mine, its = LEVELS.index(Level(one.level)), LEVELS.index(Level(anchor.level))
    return mine >= its if is_up else mine <= its


def _goes_on(one: Known, anchor: Known, skills: dict[int, int], alike: dict[int, float]) -> bool:
    """By the graph of skills or in the same category; never the same course in another language."""
    if one.pk in skills:
        return True
    is_other = one.level != anchor.level
    return one.pk in alike and one.category == anchor.category and is_other


def _to_compare(wish: Wish, asker: Asker) -> Picks:
    """Two courses, or what is most about the topic of the comparison."""
    named = [asker.catalogue[pk] for pk in wish.named if pk in asker.catalogue]
    if len(named) > 1:
        return Picks(tuple(named[:3]))
    if not wish.topic:
        return Picks(fits=False, is_unclear=True)
    fits = evidence_for(wish.topic, len(asker.catalogue)).is_enough
    found = _search(wish.topic, wish, asker).courses
    # The two that are most about it, in whatever language they are.
    scores = {one.course_id: (one.cosine or 0.0) + one.has_words * WORDS_COUNT for one in found}
    sifted = sift(_ranked(scores, asker, set()), wish)
    return Picks(sifted.courses[: 2 if fits else MOST_NEAR], fits=fits)


def _close(found: Iterable[FoundCourse]) -> list[FoundCourse]:
    """Those nearly as much about it as the nearest: a constraint must not bring up the rest."""
    found = list(found)
    best = max((one.cosine for one in found if one.cosine is not None), default=None)
    choice = in_force()
    if best is None or choice.id not in choice.floors:
        return found
    base = choice.floors[choice.id]["base"]
    least = base + CLOSE * (best - base)
    return [one for one in found if one.cosine is not None and one.cosine >= least]


def _search(topic: str, wish: Wish, asker: Asker) -> Found:
    language = wish.spoken or LANGUAGES[wish.language]
    return find(topic, language, user=asker.user, k=ASKED_FOR)


def _ranked(scores: dict[int, float], asker: Asker, without: Iterable[int]) -> list[Known]:
    """By score, and by what the models think of them for this person."""
    favour, known = asker.favour, asker.catalogue
    ids = [pk for pk in scores if pk in known and pk not in set(without)]
    weighed = {pk: scores[pk] * (1 + FAVOUR * favour.get(pk, 0.0)) for pk in ids}
    return [known[pk] for pk in sorted(ids, key=lambda pk: (-weighed[pk], pk))]
