"""A sheet of warm paper to draw on: shapes in film units, smoothed by drawing twice as large."""

from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 480, 270
SHARPNESS = 2  # drawn this many times larger, then reduced, which smooths every edge
MANY_POINTS = 60

PAPER = "#fbfaf7"
SURFACE = "#ffffff"
INK = "#1c1b1a"
MUTED = "#8d877d"
LINE = "#e0dbd0"
GREEN = "#2f5d50"
SAGE = "#a9c7bb"
MIST = "#e3ece7"
ORANGE = "#d9742b"
PEACH = "#f3cfae"
BLUE = "#2c4a76"
SKY = "#9ec5e8"
RED = "#8f3535"
GOLD = "#e0b34c"
PLUM = "#5a4580"

Point = tuple[float, float]


class Canvas:
    """One frame in the making; coordinates run from (0, 0) at the top left to (480, 270)."""

    def __init__(self, colour: str = PAPER) -> None:
        self.image = Image.new("RGB", (WIDTH * SHARPNESS, HEIGHT * SHARPNESS), colour)
        self._pen = ImageDraw.Draw(self.image)

    def line(self, points: Iterable[Point], colour: str, width: float = 2.0) -> None:
        """An open line through the points."""
        corners = _scaled(points)
        if len(corners) > 1:
            # A curve of many points bends so little at each that rounding it there is wasted.
            joint = "curve" if len(corners) < MANY_POINTS else None
            self._pen.line(corners, colour, max(1, round(width * SHARPNESS)), joint)

    def shape(self, points: Iterable[Point], colour: str) -> None:
        """A filled polygon."""
        corners = _scaled(points)
        if len(corners) > 2:
            self._pen.polygon(corners, colour)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle."""
        self._pen.ellipse(_around(x, y, radius), colour)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float = 2.0) -> None:
        """An empty circle."""
        self._pen.ellipse(_around(x, y, radius), None, colour, max(1, round(width * SHARPNESS)))

    def bar(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """A bar with rounded corners."""
        if right - left >= 1 and bottom - top >= 1:
            radius = SHARPNESS * min(4.0, (right - left) / 2, (bottom - top) / 2)
            corners = [value * SHARPNESS for value in (left, top, right, bottom)]
            self._pen.rounded_rectangle(corners, radius, colour)

    def cover(self, picture: Image.Image) -> None:
        """A picture of the size of the film, over everything."""
        self.image.paste(picture.resize(self.image.size, Image.Resampling.NEAREST))

    def paste(self, picture: Image.Image, left: float, top: float) -> None:
        """A picture with its own transparency, as large as it lies on the enlarged sheet."""
        mask = picture if picture.mode == "RGBA" else None
        self.image.paste(picture, (round(left * SHARPNESS), round(top * SHARPNESS)), mask)

    def fade(self, strength: float) -> None:
        """Let the paper shine through: 0 leaves the frame as it is, 1 empties it."""
        if strength > 0:
            empty = Image.new("RGB", self.image.size, PAPER)
            self.image = Image.blend(self.image, empty, min(1.0, strength))
            self._pen = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        """The frame in the size of the film."""
        return self.image.reduce(SHARPNESS)


# Draws a film at a moment, 0 (its first frame) to 1 (its last).
Scene = Callable[[Canvas, float], None]


def ease(share: float) -> float:
    """Clamp to [0, 1], with a gentle start and a gentle end."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


def chapter(moment: float, count: int) -> tuple[int, float]:
    """Which of `count` equal chapters a moment falls into, and how far into it, 0 to 1."""
    number = min(count - 1, int(moment * count))
    return number, moment * count - number


def between(start: Sequence[float], end: Sequence[float], share: float) -> Point:
    """The point that lies at a share of the way."""
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def mixed(first: str, second: str, share: float) -> str:
    """The colour between two colours given as #rrggbb."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * SHARPNESS, y * SHARPNESS) for x, y in points]


def _around(x: float, y: float, radius: float) -> list[float]:
    return [value * SHARPNESS for value in (x - radius, y - radius, x + radius, y + radius)]
