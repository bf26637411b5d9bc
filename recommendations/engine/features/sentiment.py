"""How pleased a text is, sentence by sentence, in English and in Chinese.

English is weighed by VADER (Hutto & Gilbert, ICWSM 2014) with words of our own about courses;
Chinese by such words alone where a text has any, else by SnowNLP's classifier of reviews. Both
libraries are imported by whoever judges: workers, never a page. `opinions.judge_all` adds what is
learnt from examples.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from .opinion_words import CHINESE, CHINESE_PATTERNS, ENGLISH, PHRASES

Language = Literal["en", "zh", ""]
Label = Literal["positive", "mixed", "negative"]
Weigh = Callable[[str], float]

NOTHING = 0.05  # a score nearer to 0 is no opinion, as VADER's authors have it
CLEAR = 0.2  # what both poles of a contrast reach at least
BALANCED = 0.45  # the weaker pole beside the stronger one, from which on a text is mixed
DECIDED = 0.1  # a text's score nearer to 0 is mixed
HALF = 15.0  # VADER's: sums of weights become scores as x / √(x² + 15)
GUESS = 0.5  # how loud a classifier's guess is beside words that are known
REVERSED = -0.74  # VADER's: "not good" is less bad than "bad"

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_FOREIGN = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")  # kana and Hangul
_ENDS = re.compile(r"(?<=[。！？!?；;…\n])|(?<=\.)(?=\s)")
_CONTRASTS = {
    "en": re.compile(
        r"(?=\b(?:but|however|although|though|except|unfortunately|yet|while|whereas|despite)\b)",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?=但是?|不过|可是|然而|只是|只可惜|可惜|尽管|虽然|虽说|美中不足|(?<=[，,])就是|(?<=[，,])却)"
    ),
}
# What joins a side to the one before it, and is no part of what it says.
_LEADING = re.compile(
    r"^(?:but|however|yet|while|whereas|但是?|不过|可是|然而|只是|就是|却)(?![a-z])[,，]?",
    re.IGNORECASE,
)
_COMMAS = re.compile(r"[,，、;；:：()（）—–]+")
_NOT = re.compile(
    r"(?:不|没有?|无|毫无|并非|不是|谈不上|算不上|称不上|缺乏|缺少|难以|不够|不太|不怎么|没那么|没什么|不会|并不)"
    r"(?:很|太|那么|特别|够|是|怎么|什么|有|算|觉得|感到|任何|多少|再|能|会|得)?$"
)
_VERY = re.compile(r"(?:很|非常|特别|太|十分|极其|极|超级?|真的?|相当|实在|最|格外|超乎)$")
_SLIGHTLY = re.compile(r"(?:有点儿?|有些|略|稍微?|比较|还算)$")


@dataclass(frozen=True)
class Part:
    """A stretch of a text, literally as it stands there, and what its pieces say."""

    text: str
    told: tuple[float, ...]  # −1 to 1, a piece each; those without an opinion are left out

    @property
    def score(self) -> float:
        """The mean of what it says; 0 = nothing, or praise and blame at once."""
        has_both = min(self.told, default=0) < 0 < max(self.told, default=0)
        return 0.0 if has_both or not self.told else sum(self.told) / len(self.told)


@dataclass(frozen=True)
class Judged:
    """A whole text."""

    language: Language
    score: float
    label: Label
    parts: tuple[Part, ...]  # sentences, or, where one holds both poles, its sides
    has_opinion: bool


def judge(text: str) -> Judged:
    """What a text says; one in neither language, or without an opinion, is 0 and mixed."""
    language = language_of(text)
    if not language:
        return Judged("", 0.0, "mixed", (), has_opinion=False)
    weigh = _english if language == "en" else _chinese_weigher(text)
    parts = tuple(_parts(text, weigh, _CONTRASTS[language]))
    told = [score for part in parts for score in part.told]
    score = sum(told) / len(told) if told else 0.0
    label = _label(score, told, is_contrast=has_contrast(text))
    return Judged(language, score, label, parts, has_opinion=bool(told))


def language_of(text: str) -> Language:
    """By the letters: a Chinese character says as much as three Latin ones."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if _FOREIGN.search(text) or han + latin == 0:
        return ""
    return "zh" if 3 * han >= latin else "en"


def has_contrast(text: str) -> bool:
    """Whether a text holds a word such as "but"."""
    language = language_of(text)
    return bool(language and _CONTRASTS[language].search(text))


def _label(score: float, told: list[float], *, is_contrast: bool) -> Label:
    praise = sum(one for one in told if one > 0)
    blame = -sum(one for one in told if one < 0)
    both = max(told, default=0) >= CLEAR and min(told, default=0) <= -CLEAR
    weaker, stronger = min(praise, blame), max(praise, blame)
    if (is_contrast and both) or weaker > BALANCED * stronger or abs(score) < DECIDED:
        return "mixed"
    return "positive" if score > 0 else "negative"


def sentences(text: str) -> list[str]:
    """The sentences of a text as they stand there."""
    return [one.strip() for one in _ENDS.split(text) if one and one.strip()]


def _parts(text: str, weigh: Weigh, contrast: re.Pattern[str]) -> Iterator[Part]:
    """Whole sentences; in the place of one that holds both poles, its sides."""
    for sentence in sentences(text):
        sides = [_part(one, weigh) for one in contrast.split(sentence) if one.strip()]
        told = tuple(score for side in sides for score in side.told)
        if min(told, default=0) < 0 < max(told, default=0):
            yield from sides
        else:
            yield Part(sentence, told)


def _part(side: str, weigh: Weigh) -> Part:
    scores = (weigh(piece) for piece in _COMMAS.split(side) if piece.strip())
    return Part(_bare(side), tuple(one for one in scores if abs(one) > NOTHING))


def _bare(side: str) -> str:
    """Without the word of contrast and the commas at its ends."""
    return _LEADING.sub("", side.strip(" ,，、\n")).strip(" ,，、\n")


def _english(piece: str) -> float:
    for pattern, word in PHRASES:
        piece = pattern.sub(word, piece)
    return float(_vader(with_ours=True).polarity_scores(piece)["compound"])


def _chinese_weigher(text: str) -> Weigh:
    return _chinese if _known_words().search(text) else _guess


def _chinese(piece: str) -> float:
    total = 0.0
    for found in _known_words().finditer(piece):
        word, before = found.group(), piece[: found.start()]
        weight = CHINESE[word] if word in CHINESE else _pattern_weight(word)
        if _NOT.search(before):
            weight *= REVERSED
        elif _VERY.search(before):
            weight *= 1.3
        elif _SLIGHTLY.search(before):
            weight *= 0.8
        total += weight
    return total / math.sqrt(total * total + HALF)


def _guess(piece: str) -> float:
    return GUESS * (2 * snownlp_chance(piece) - 1)


def _pattern_weight(words: str) -> float:
    return next(
        weight for pattern, weight in CHINESE_PATTERNS.items() if re.fullmatch(pattern, words)
    )


@cache
def _known_words() -> re.Pattern[str]:
    """Patterns first, then the longest words."""
    words = sorted(map(re.escape, CHINESE), key=len, reverse=True)
    return re.compile("|".join([*CHINESE_PATTERNS, *words]))


@cache
def _vader(*, with_ours: bool) -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    if with_ours:
        analyser.lexicon.update(ENGLISH)
    return analyser


def snownlp_chance(text: str) -> float:
    """The classifier's chance that a text is pleased."""
    from snownlp import sentiment

    return float(sentiment.classify(text))


def judge_plainly(text: str) -> tuple[float, Label]:
    """Score and label as the libraries alone have them: the yardstick of `judge`.

    The mean over sentences; VADER's authors call what is nearer to 0 than 0.05 neutral, of
    SnowNLP's chances those between 0.4 and 0.6 say neither.
    """
    language = language_of(text)
    told = [_plain(sentence, language) for sentence in sentences(text)] if language else []
    score = sum(told) / len(told) if told else 0.0
    least = 0.05 if language == "en" else 0.2
    label: Label = "positive" if score >= least else "negative" if score <= -least else "mixed"
    return score, label


def _plain(sentence: str, language: Language) -> float:
    if language == "en":
        return float(_vader(with_ours=False).polarity_scores(sentence)["compound"])
    return 2 * snownlp_chance(sentence) - 1
