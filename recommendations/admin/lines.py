"""Lines with bands, and points: drawn on the server as SVG in the colours of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 200
COLOURS = 8  # the style sheet has so many, told apart by dashes as well
Number = float | None


@dataclass(frozen=True)
class Point:
    """One value with its limits, where it has any."""

    label: str
    value: Number
    low: Number = None
    high: Number = None
    text: str = ""  # what pointing at it says; else the label


@dataclass(frozen=True)
class Line:
    """One series as it is drawn."""

    name: str
    colour: int
    path: str
    band: str
    dots: list[tuple[float, float, str]]


@dataclass(frozen=True)
class Lines:
    """Several series over the same places."""

    lines: list[Line]
    labels: list[str]
    top: str
    bottom: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(line.dots for line in self.lines)


@dataclass(frozen=True)
class Dot:
    """One point of a scatter."""

    x: float
    y: float
    name: str
    text: str
    colour: int


@dataclass(frozen=True)
class Scatter:
    """Points in a box, with what its edges mean."""

    dots: list[Dot]
    left: str
    right: str
    bottom: str
    top: str
    width: int = WIDTH
    height: int = 320


def lines_of(series: Mapping[str, Sequence[Point]], *, is_share: bool = True) -> Lines:
    """Series of one length, drawn from 0 up to the highest value."""
    values = [
        value
        for points in series.values()
        for point in points
        for value in (point.value, point.high)
        if value is not None
    ]
    highest = max(values, default=0.0) or 1.0
    lines = [
        _line(name, number % COLOURS, points, highest)
        for number, (name, points) in enumerate(series.items())
    ]
    first = next(iter(series.values()), ())
    step = max(1, len(first) // 4)
    labels = [point.label for point in first[::step]]
    top = f"{100 * highest:.3g} %" if is_share else f"{highest:.3g}"
    return Lines(lines, labels, top, "0")


def scatter_of(points: Sequence[tuple[str, float, float, int]]) -> Scatter:
    """Points (name, x, y, colour) in a box that just holds them."""
    shape = Scatter([], "", "", "", "")
    if not points:
        return shape
    xs, ys = [point[1] for point in points], [point[2] for point in points]
    spans = (min(xs), max(xs)), (min(ys), max(ys))
    dots = [
        Dot(
            _within(x, *spans[0], shape.width),
            round(shape.height - _within(y, *spans[1], shape.height), 1),
            name,
            f"{x:.3g} / {y:.3g}",
            colour % COLOURS,
        )
        for name, x, y, colour in points
    ]
    left, right, bottom, top = (f"{edge:.3g}" for span in spans for edge in span)
    return Scatter(dots, left, right, bottom, top)


def _within(value: float, low: float, high: float, size: int) -> float:
    """A place from 6 % to 94 % of the size; in the middle where all are alike."""
    share = (value - low) / (high - low) if high > low else 0.5
    return round(size * (0.06 + 0.88 * share), 1)


def _line(name: str, colour: int, points: Sequence[Point], highest: float) -> Line:
    step = WIDTH / max(len(points) - 1, 1)

    def at(place: int, value: float) -> str:
        height = HEIGHT - HEIGHT * min(max(value, 0.0), highest) / highest
        return f"{place * step:.1f},{height:.1f}"

    known = [(place, point) for place, point in enumerate(points) if point.value is not None]
    path = " ".join(at(place, point.value or 0.0) for place, point in known)
    limited = [(place, one.low, one.high) for place, one in known if one.low is not None]
    upper = [at(place, high or 0.0) for place, _low, high in limited]
    lower = [at(place, low or 0.0) for place, low, _high in reversed(limited)]
    dots = [
        (*_pair(at(place, point.value or 0.0)), point.text or point.label) for place, point in known
    ]
    return Line(name, colour, path, " ".join(upper + lower), dots)


def _pair(text: str) -> tuple[float, float]:
    x, _comma, y = text.partition(",")
    return float(x), float(y)
