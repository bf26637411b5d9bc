"""What follows on an answer: shorter, easier, in another language, without this, compare those."""

import re
from dataclasses import replace

from accounts.models import Level
from recommendations.ask.phrases import SPOKEN, WITHOUT
from recommendations.ask.types import Intent, Wish
from recommendations.sources.catalogue import Known

SHORTER = re.compile(
    r"\bshort(?:er|est)\b|\bless time\b|短一?(?:点|些)|更短|最短|时间少", re.IGNORECASE
)
LONGER = re.compile(r"\blonger\b|\bmore depth\b|长一?(?:点|些)|更长", re.IGNORECASE)
EASIER = re.compile(r"\b(?:easier|simpler|more basic|less advanced)\b|(?:简单|容易|浅)一?(?:点|些)|更(?:简单|容易)", re.IGNORECASE)  # fmt: skip
HARDER = re.compile(r"\b(?:harder|more advanced|more difficult|deeper)\b|(?:难|深)一?(?:点|些)|更(?:难|深)", re.IGNORECASE)  # fmt: skip
OTHERS = re.compile(r"\b(?:something|anything|what|show me|any) (?:else|others?)\b|\bothers?\b(?: ones)?\W*$|别的|其他的?(?:课|呢|$)|换(?:一批|几门|一些|个)", re.IGNORECASE)  # fmt: skip
THOSE = re.compile(
    r"\b(?:the )?(?P<one>first|second|third|fourth|fifth|last)(?: (?P<count>two|three|ones?))?\b"
    r"|\b(?:them|these|those|both)\b|(?P<zh>第[一二三四五]|前[两三]|最后一|这[两几]|它们)",
    re.IGNORECASE,
)
SMALL = re.compile(
    r"\b(?:the|a|an|ones?|please|something|but|and|any|only|just|show|me|course|courses|in|with)\b"
    r"|[的课门呢吗吧些点一]|课程|只要|有没有|有|我要|请",
    re.IGNORECASE,
)
MOST_LEFT = 3  # letters beside what refines: more of them are a question of its own
ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
ORDINALS_ZH = {"第一": 0, "第二": 1, "第三": 2, "第四": 3, "第五": 4, "最后一": -1}
COUNTS = {"two": 2, "three": 3}
COUNTS_ZH = {"前两": 2, "前三": 3}
LEVELS = list(Level)


def refined(text: str, wish: Wish, before: Wish, shown: tuple[Known, ...]) -> Wish | None:
    """The wish before with what this text changes of it; None where it is a question of its own."""
    if wish.intent == Intent.COMPARE and not wish.named:
        picked = picked_from(text, shown)
        return replace(wish, named=picked, topic="") if len(picked) > 1 else None
    if wish.intent in (Intent.EASY, Intent.HARD) and not wish.named and shown:
        picked = picked_from(text, shown) or (shown[0].pk,)
        return replace(wish, named=picked[:1], language=wish.language)
    if wish.named or wish.intent not in (Intent.FIND, Intent.LESSON):
        return None
    changed = _changed(text, wish, before, shown)
    return None if changed is None else replace(changed, language=wish.language, is_refined=True)


def picked_from(text: str, shown: tuple[Known, ...]) -> tuple[int, ...]:
    """The courses of the last answer that a text means: the first two, both, the second."""
    found = THOSE.search(text)
    if not found or not shown:
        return ()
    ids = [one.pk for one in shown]
    if found["zh"]:
        if found["zh"] in ORDINALS_ZH:
            return _at(ids, ORDINALS_ZH[found["zh"]])
        return tuple(ids[: COUNTS_ZH.get(found["zh"], 2)])
    if found["one"] is None:
        return tuple(ids[:2])
    count = COUNTS.get((found["count"] or "").lower())
    if count:
        return tuple(ids[-count:] if found["one"].lower() == "last" else ids[:count])
    return tuple(
        pk
        for word in re.findall("|".join(ORDINALS), text.lower())
        for pk in _at(ids, ORDINALS[word])
    )


def _at(ids: list[int], place: int) -> tuple[int, ...]:
    return (ids[place],) if -len(ids) <= place < len(ids) else ()


def _changed(text: str, wish: Wish, before: Wish, shown: tuple[Known, ...]) -> Wish | None:
    rest, now = text, before
    for pattern, change in (
        (SHORTER, _shorter), (LONGER, _longer), (EASIER, _easier), (HARDER, _harder),
        (OTHERS, _others),
    ):  # fmt: skip
        if pattern.search(rest):
            rest, now = pattern.sub(" ", rest), change(now, shown)
    for pattern, _code in SPOKEN:
        rest = pattern.sub(" ", rest)
    rest = WITHOUT.sub(" ", rest)
    is_changed = now is not before or wish.spoken or wish.without or wish.level or wish.most_minutes
    left = re.sub(r"\W", "", SMALL.sub(" ", rest)) if not (wish.level or wish.most_minutes) else ""
    is_own = len(left) > MOST_LEFT or (wish.topic and (wish.level or wish.most_minutes))
    if not is_changed or is_own:
        return None
    return replace(
        now,
        intent=Intent.FIND if before.intent == Intent.COMPARE else now.intent,
        spoken=wish.spoken or now.spoken,
        level=wish.level or now.level,
        most_minutes=wish.most_minutes or now.most_minutes,
        without=tuple(dict.fromkeys((*now.without, *wish.without))),
    )


def _shorter(wish: Wish, shown: tuple[Known, ...]) -> Wish:
    """Shorter than half of what was shown."""
    minutes = sorted(one.minutes for one in shown if one.minutes)
    return replace(wish, most_minutes=minutes[len(minutes) // 2] - 1 if minutes else 60)


def _longer(wish: Wish, shown: tuple[Known, ...]) -> Wish:
    return replace(wish, most_minutes=0, passed=_passed(wish, shown))


def _easier(wish: Wish, shown: tuple[Known, ...]) -> Wish:
    return replace(wish, level=_level(wish, shown, -1))


def _harder(wish: Wish, shown: tuple[Known, ...]) -> Wish:
    return replace(wish, level=_level(wish, shown, 1))


def _others(wish: Wish, shown: tuple[Known, ...]) -> Wish:
    return replace(wish, passed=_passed(wish, shown))


def _passed(wish: Wish, shown: tuple[Known, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*wish.passed, *(one.pk for one in shown))))


def _level(wish: Wish, shown: tuple[Known, ...], step: int) -> str:
    """A step from the level asked for, else from that of the first course shown."""
    level = wish.level or (shown[0].level if shown else Level.INTERMEDIATE)
    place = LEVELS.index(Level(level)) + step
    return LEVELS[max(0, min(place, len(LEVELS) - 1))]
