"""The picture of a path: skills from the ground up, each joined to what it builds on.

One skill a line, what is required above; arcs on the left join them. So it is as narrow as a
phone, and it grows downwards.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from courses.graph import Links, below, in_order

LINE = 44  # units of the picture, as all below
TOP = 26
DOTS_AT = 96
NAMES_AT = 116
WIDTH = 344
REACH = 84  # how far left the longest arc goes
NAME_UNITS = 31  # about as many Latin letters as fit; a Chinese one counts twice
MOST = 24  # skills in one picture


@dataclass(frozen=True)
class Dot:
    """A skill in the picture."""

    name: str
    short: str
    state: str  # known, next, ahead or missing
    y: int
    builds_on: tuple[str, ...]


@dataclass(frozen=True)
class Arc:
    """A line from what is required down to what builds on it."""

    path: str
    state: str


@dataclass(frozen=True)
class Picture:
    """Dots and arcs, with the size of it all."""

    dots: list[Dot]
    arcs: list[Arc]
    height: int
    left_out: int = 0
    width: int = WIDTH
    dots_at: int = DOTS_AT
    names_at: int = NAMES_AT


def draw(
    links: Links,
    aimed: Collection[int],
    states: Mapping[int, str],
    names: Mapping[int, str],
    turns: Mapping[int, int],
) -> Picture:
    """The aimed skills and all below them; below what is known, nothing is drawn.

    `turns` says in which step a skill comes: among what builds on nothing else, that is the order.
    """
    known = {skill for skill, state in states.items() if state == "known"}
    inside = below(links, aimed, known=known)
    edge = {one for skill in inside for one in links.get(skill, ())} | set(aimed)
    rank = _ranks(links, inside | edge, turns)
    order = [one for one in in_order(links, inside | edge, rank) if one in names]
    shown = order[-MOST:]
    place = {skill: TOP + LINE * number for number, skill in enumerate(shown)}
    drawn = {
        skill: sorted((one for one in links.get(skill, ()) if one in place), key=place.__getitem__)
        if skill in inside
        else []
        for skill in shown
    }
    dots = [
        Dot(
            names[skill],
            shortened(names[skill]),
            states.get(skill, "ahead"),
            place[skill],
            tuple(names[one] for one in drawn[skill]),
        )
        for skill in shown
    ]
    arcs = [
        Arc(_arc(place[one], place[skill], len(shown)), states.get(one, "ahead"))
        for skill in shown
        for one in drawn[skill]
    ]
    height = 2 * TOP + LINE * (len(shown) - 1) if shown else 0
    return Picture(dots, arcs, height, left_out=len(order) - len(shown))


def _ranks(links: Links, skills: Collection[int], turns: Mapping[int, int]) -> dict[int, float]:
    """The turn of each skill; one that has none stands before the first that builds on it."""
    rank = {skill: float(turns.get(skill, len(turns) + 1)) for skill in skills}
    for skill in skills:
        for one in links.get(skill, ()):
            if one in rank and one not in turns:
                rank[one] = min(rank[one], rank[skill] - 0.5)
    return rank


def shortened(name: str) -> str:
    """A name that fits on its line."""
    units = 0
    for number, letter in enumerate(name):
        units += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if units > NAME_UNITS:
            return name[:number].rstrip() + "…"
    return name


def _arc(start: int, end: int, lines: int) -> str:
    """Straight down to the next line, else a bow whose width grows with its length."""
    if end - start == LINE:
        return f"M{DOTS_AT} {start}V{end}"
    share = (end - start) / (LINE * max(2, lines - 1))
    bow = DOTS_AT - round(REACH * (0.25 + 0.75 * share) * 4 / 3)
    return f"M{DOTS_AT} {start}C{max(bow, -12)} {start} {max(bow, -12)} {end} {DOTS_AT} {end}"
