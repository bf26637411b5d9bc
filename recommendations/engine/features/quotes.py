"""Chooses the sentences of reviews that tell most of a course: what learners praise and miss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .sentiment import Judged, Language

Pole = Literal["praise", "miss"]

MOST = 3  # quotes of one pole in one language
TOLD = 0.25  # what a quoted sentence says at least
NAMED = 0.3  # how much louder a sentence is that says of what it speaks
LENGTHS = {"en": range(15, 161), "zh": range(6, 71)}  # characters that quote well
# A sentence against the stars of its own review is irony, or was misread.
STARS = {"praise": range(3, 6), "miss": range(1, 5)}

# What reviews speak of, the first that fits.
ASPECTS = {
    "sound": r"\b(?:sound|audio|mic(?:rophone)?|voice|volume|noise|hiss|echo|subtitles?|captions?|video|picture|screen|resolution)s?\b"
    r"|声音|音质|音量|音频|杂音|噪音|麦克风|字幕|画面|画质|视频",
    "currency": r"\b(?:outdated|out of date|up[ -]to[ -]date|deprecated|obsolete|old versions?|latest|dated|years old|current|update[ds]?|modern)\b"
    r"|过时|陈旧|老旧|旧版|版本|更新|最新|与时俱进",
    "exercises": r"\b(?:exercises?|practi[cs]e|projects?|quiz(?:zes)?|assignments?|homework|hands[ -]on|labs?|tests?|tasks?|solutions?)\b"
    r"|练习|作业|习题|测验|项目|实战|实操|动手|题目",
    "pace": r"\b(?:pace[ds]?|fast|slow(?:ly)?|rush\w*|hurr\w+|long|short|length|drag\w*|speed|quick(?:ly)?|repetitive|concise|to the point)\b"
    r"|节奏|语速|进度|太快|太慢|偏快|偏慢|拖沓|啰嗦|冗长|时长|篇幅|精炼|简洁",
    "structure": r"\b(?:structur\w+|organi[sz]ed|order|sequence|logical|disjointed|messy|builds? (?:up|on)|step by step|outline|chapters?)\b"
    r"|结构|条理|体系|顺序|循序渐进|由浅入深|混乱|凌乱|逻辑|章节|层次",
    "examples": r"\b(?:examples?|case stud\w+|real[ -](?:world|life)|practical|demos?|demonstrat\w+|applicable)\b"
    r"|例子|案例|举例|实例|示例|实用|贴近",
    "explanations": r"\b(?:expla\w+|clear(?:ly)?|clarity|unclear|confus\w+|understand\w*|follow|makes sense|taught|teach\w*|vague|jargon)\b"
    r"|讲解|讲得|解释|清楚|清晰|易懂|听得懂|听不懂|难懂|明白|透彻|深入浅出",
    "depth": r"\b(?:depth|deep\w*|shallow|superficial|basics?|advanced|thorough|detail\w*|comprehensive|content|material|surface|level)\b"
    r"|深度|深入|太浅|肤浅|皮毛|全面|详细|内容|干货|扎实|难度|基础",
    "teacher": r"\b(?:teacher|instructor|lecturer|tutor|professor|presenter|support|answers?|replies|responds?|forum|feedback)\b"
    r"|老师|讲师|教师|答疑|回复|助教|提问",
}  # fmt: skip
_ASPECTS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in ASPECTS.items()}


@dataclass(frozen=True)
class Told:
    """One judged review."""

    review: int
    stars: int
    judged: Judged


@dataclass(frozen=True)
class Quote:
    """A sentence of a review."""

    review: int
    language: Language
    pole: Pole
    aspect: str  # of ASPECTS, "" = none of them
    text: str
    score: float


def choose_quotes(reviews: Iterable[Told]) -> list[Quote]:
    """Up to three of each pole and language, each of another review and aspect, the loudest first."""
    found = sorted(_quotable(reviews), key=_loudness, reverse=True)
    chosen: list[Quote] = []
    for quote in found:
        beside = [one for one in chosen if (one.pole, one.language) == (quote.pole, quote.language)]
        is_new = all(one.aspect != quote.aspect and one.review != quote.review for one in beside)
        if is_new and len(beside) < MOST:
            chosen.append(quote)
    return chosen


def aspect_of(text: str) -> str:
    """What a sentence speaks of."""
    return next((name for name, pattern in _ASPECTS.items() if pattern.search(text)), "")


def _quotable(reviews: Iterable[Told]) -> Iterator[Quote]:
    for one in reviews:
        language = one.judged.language
        for part in one.judged.parts:
            pole: Pole = "praise" if part.score > 0 else "miss"
            fits = len(part.text) in LENGTHS.get(language, ())
            if fits and abs(part.score) >= TOLD and one.stars in STARS[pole]:
                aspect = aspect_of(part.text)
                yield Quote(one.review, language, pole, aspect, part.text, part.score)


def _loudness(quote: Quote) -> tuple[float, int]:
    """The latest review first among equals."""
    return abs(quote.score) + (NAMED if quote.aspect else 0), quote.review
