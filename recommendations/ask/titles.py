"""Finds the courses that a question names: between marks, word for word, or nearly so."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from courses.search.terms import HAN
from recommendations.sources.catalogue import Catalogue

MARKED = re.compile(r"《([^》]{1,200})》|“([^”]{2,200})”|\"([^\"]{2,200})\"|「([^」]{1,200})」")
NEGATED = r"(?:\b(?:not|no|without|except)|不要|除了|不想[学要看]|别)[\s“\"《「]*"
NEAR = 82  # of 100: some letters off
WHOLE = 88  # a question that is hardly more than a title with typing errors
LEAST_LETTERS, LEAST_HAN = 9, 4  # of a title that is recognised anywhere: “Python” is a word too


def marked_titles(text: str, catalogue: Catalogue) -> list[int]:
    """Courses named between marks, in their order."""
    found = ("".join(groups) for groups in MARKED.findall(text))
    near = (nearest_title(one, catalogue) for one in found)
    return list(dict.fromkeys(pk for pk in near if pk))


def titles_within(text: str, catalogue: Catalogue) -> list[int]:
    """Courses whose whole title stands in a text, by their place in it."""
    asked = _plain(text)
    places: dict[int, tuple[int, int]] = {}
    for one in catalogue.values():
        title = _plain(one.title)
        place = asked.find(title) if _is_telling(title) else -1
        if place >= 0:
            places[one.pk] = (place, place + len(title))
    longest = {
        pk: span
        for pk, span in places.items()
        if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in places.values())
    }
    return sorted(longest, key=lambda pk: longest[pk])


def negated_titles(text: str, catalogue: Catalogue, named: Iterable[int]) -> tuple[list[int], str]:
    """Those of the courses named that are not wanted, and the text without them."""
    refused = []
    for pk in named:
        pattern = rf"{NEGATED}{re.escape(catalogue[pk].title)}[”\"》」]?"
        text, count = re.subn(pattern, " ", text, flags=re.IGNORECASE)
        refused += [pk] if count else []
    return refused, text


def nearest_title(name: str, catalogue: Catalogue) -> int:
    """The course that a name means: nearly its title, or the beginning of it; 0 where none is."""
    asked = _plain(name)
    titles = {one.pk: _plain(one.title) for one in catalogue.values()}
    if not asked:
        return 0
    found = process.extractOne(asked, titles, scorer=fuzz.ratio, score_cutoff=NEAR)
    if found:
        return int(found[2])
    begins = [one.pk for one in catalogue.values() if _begins(one.title, asked)]
    return begins[0] if len(begins) == 1 else 0


def mistyped_title(text: str, catalogue: Catalogue) -> int:
    """The course whose title a whole question is, but for typing errors; 0 where there is none."""
    titles = {one.pk: _plain(one.title) for one in catalogue.values()}
    asked = _plain(text)
    if len(asked) < LEAST_HAN:
        return 0
    found = process.extractOne(asked, titles, scorer=fuzz.ratio, score_cutoff=WHOLE)
    return int(found[2]) if found else 0


def without_titles(text: str, catalogue: Catalogue, named: Iterable[int]) -> str:
    """The text without the titles that it names, and the marks around them."""
    text = MARKED.sub(" ", text)
    for pk in named:
        text = re.sub(re.escape(catalogue[pk].title), " ", text, flags=re.IGNORECASE)
    return text


def _begins(title: str, asked: str) -> bool:
    """A title is known by what stands before its first comma, too."""
    head = re.split(r"[，,：:;；]", title)[0]
    is_long = len(asked) >= 2 * LEAST_HAN
    return _plain(head) == asked or (is_long and _plain(title).startswith(asked))


def _is_telling(title: str) -> bool:
    return len(title) >= LEAST_LETTERS or len(re.findall(rf"[{HAN}]", title)) >= LEAST_HAN


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[,;:.?!、。]", " ", plain).split())
