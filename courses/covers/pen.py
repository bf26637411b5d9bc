"""Writes SVG shapes with attributes only, in whole units, so that a cover stays small."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin

WIDTH, HEIGHT = 320, 200
Point = tuple[float, float]


def attributes(values: dict[str, object]) -> str:
    """Attributes as SVG writes them; underscores stand for hyphens."""
    return "".join(f' {name.replace("_", "-")}="{_short(value)}"' for name, value in values.items())


def circle(x: float, y: float, r: float, **look: object) -> str:
    """A circle."""
    return f"<circle{attributes({'cx': x, 'cy': y, 'r': r, **look})}/>"


def rect(x: float, y: float, width: float, height: float, **look: object) -> str:
    """A rectangle."""
    return f"<rect{attributes({'x': x, 'y': y, 'width': width, 'height': height, **look})}/>"


def path(d: str, **look: object) -> str:
    """A path."""
    return f"<path{attributes({'d': d, **look})}/>"


def group(shapes: list[str], **look: object) -> str:
    """Shapes that share a look."""
    return f"<g{attributes(look)}>{''.join(shapes)}</g>"


def polygon(points: Sequence[Point]) -> str:
    """The way around some points."""
    return "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points) + "Z"


def smooth(points: Sequence[Point]) -> str:
    """A soft line through the middles between points."""
    (x, y), *rest = points
    d = f"M{_short(x)} {_short(y)}"
    for (ax, ay), (bx, by) in pairwise(rest):
        d += f"Q{_short(ax)} {_short(ay)} {_short((ax + bx) / 2)} {_short((ay + by) / 2)}"
    return d


def around(x: float, y: float, r: float, turn: float) -> Point:
    """The point at a distance from another; `turn` is a share of a full circle."""
    return x + r * cos(2 * pi * turn), y + r * sin(2 * pi * turn)


def _short(value: object) -> str:
    """Numbers with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
