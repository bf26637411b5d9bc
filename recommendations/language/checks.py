"""Holds a sentence of a language model against the facts; what is in doubt is not shown.

The checks are stricter than truth asks: a good sentence that is refused costs nothing, as the
template is there, but an invented course would be believed.
"""

import re
from collections.abc import Collection, Iterable

from recommendations.language.facts import Facts, cleaned
from recommendations.language.types import Check
from recommendations.models import Outcome, Purpose

MOST_LETTERS = {Purpose.ROW_TITLE: 90}
MOST_LETTERS_OTHERWISE = 260
SHORTEST = 3  # a third of what the template takes: small models answer “4” now and then
MARKUP = re.compile(r"[<>{}`*#|\\\[\]\n\r\t]|https?:|www\.|__|&\w+;")
QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"|《([^》]*)》|「([^」]*)」|『([^』]*)』")
CHINESE = re.compile(r"[\u3400-\u9fff]")
LETTERS = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_][\w’'+#.-]*")
NUMBER = re.compile(r"\d+")
SENTENCE = re.compile(r"(?<=[.!?:;。！？：；…])\s*|^\s*|(?<=[“\"(–—])")
# Enough of each sentence in English is made of these; no other language has them all.
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the you to of and is in for this it your with that what as by from will can because "
        "after more next start here new now courses course learn learners week days",
    )
)
ALWAYS = frozenset({"i", "you", "english", "chinese"})
COUNTED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "fifty": 50,
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "dozen": 12, "half": -1,
    "twice": 2, "double": 2, "percent": -1, "hundreds": -1, "thousands": -1, "millions": -1,
}  # fmt: skip
COUNTED_ZH = re.compile(
    r"([两二三四五六七八九十百千万亿]+)(?=[多余几]?(?:个|天|周|月|年|门|节|课|人|位|名|小时|分钟|倍|次|步|成|名|%|学员))"
)
DIGITS_ZH = {digit: number for number, digit in enumerate("〇一二三四五六七八九十")} | {"两": 2}
LEAST_TITLE = 8  # letters: a course called “Python” must not forbid the word
LEAST_TITLE_ZH = 4


def check_of(facts: Facts, titles: Collection[str]) -> Check:
    """The check of a sentence about these facts; `titles` are all courses of the catalogue."""
    given = cleaned(facts)

    def check(text: str) -> Outcome | None:
        rest = _without(text, (*given.courses, *given.topics))
        if _is_misshapen(text, given):
            return Outcome.SHAPE
        if not _is_in_language(rest, given.language):
            return Outcome.TONGUE
        if _invents(text, rest, given, titles):
            return Outcome.INVENTED
        return None

    return check


def long_titles(titles: Iterable[str]) -> frozenset[str]:
    """Titles that are recognised wherever they stand, in small letters."""
    return frozenset(
        title.casefold()
        for title in titles
        if len(title) >= LEAST_TITLE or len(CHINESE.findall(title)) >= LEAST_TITLE_ZH
    )


def _is_misshapen(text: str, given: Facts) -> bool:
    most = MOST_LETTERS.get(Purpose(given.purpose), MOST_LETTERS_OTHERWISE)
    names = sum(map(len, given.must))
    marks = MARKUP.search(_without(text, given.courses))
    is_scrap = len(text) * SHORTEST < len(given.template) or not LETTERS.search(text)
    return is_scrap or len(text) > most + names or bool(marks) or not text.isprintable()


def _is_in_language(rest: str, language: str) -> bool:
    """Judged by what is left when given names are taken out, which may be in any language."""
    chinese, letters = len(CHINESE.findall(rest)), len(LETTERS.findall(rest))
    if language == "zh":
        return chinese * 2 > letters
    if chinese or any(ord(letter) > 0x24F for letter in LETTERS.findall(rest)):
        return False
    words = [word.casefold() for word in WORD.findall(rest)]
    return len(words) < 4 or sum(word in ENGLISH for word in words) * 6 >= len(words)


def _invents(text: str, rest: str, given: Facts, titles: Collection[str]) -> bool:
    allowed = {one.casefold() for one in (*given.courses, *given.topics)}
    quoted = ["".join(groups).strip(" .,!?。，！？") for groups in QUOTED.findall(text)]
    if any(one.casefold() not in allowed for one in quoted):
        return True
    if any(one.casefold() not in text.casefold() for one in given.must):
        return True
    if _has_other_numbers(rest, given) or _has_other_names(rest, given):
        return True
    plain = rest.casefold()
    return any(title in plain for title in titles)


def _has_other_numbers(rest: str, given: Facts) -> bool:
    known = {int(one) for one in NUMBER.findall(given.template)}
    known |= {int(one) for text in given.details for one in NUMBER.findall(text)}
    said = {int(one) for one in NUMBER.findall(rest)}
    said |= {COUNTED[word] for word in map(str.casefold, WORD.findall(rest)) if word in COUNTED}
    said |= {DIGITS_ZH.get(found, -1) for found in COUNTED_ZH.findall(rest)}
    return not said <= known


def _has_other_names(rest: str, given: Facts) -> bool:
    """A capital inside a sentence, or Latin letters in Chinese, name something: was it given?"""
    texts = (_without(given.template, given.courses), *given.topics, *given.details)
    words = (word for one in texts for word in WORD.findall(one))
    known = {word.casefold() for word in words} | ALWAYS
    if given.language == "zh":
        said = re.findall(r"[A-Za-z][A-Za-z+#.]*", rest)
    else:
        said = [
            word
            for part in SENTENCE.split(rest)
            if part
            for word in WORD.findall(part)[1:]
            if word[0].isupper()
        ]
    return any(word.casefold() not in known for word in said)


def _without(text: str, names: Iterable[str]) -> str:
    """The text with given names taken out, the longest first."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = re.sub(re.escape(name), " · ", text, flags=re.IGNORECASE)
    return text
