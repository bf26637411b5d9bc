"""Two waves and their sum: in step, out of step, and beating when their pitches differ."""

import numpy as np

from courses.films.canvas import (
    BLUE,
    GREEN,
    LINE,
    ORANGE,
    PEACH,
    SKY,
    Canvas,
    Point,
    chapter,
    ease,
)

LEFT, RIGHT = 30, 450
ROWS = (52, 118, 208)
HEIGHT_OF_ONE = 24
SWAY = 1.3  # turns of the phase in a chapter, so that waves travel
PLACES = np.linspace(0, 1, 150)


def draw(canvas: Canvas, moment: float) -> None:
    """Chapter one slides the phase, chapter two lowers a pitch, chapter three lets it beat."""
    number, share = chapter(moment, 3)
    shift, pitch = _difference(number, share)
    travel = 2 * np.pi * SWAY * share
    first = np.sin(2 * np.pi * 9 * PLACES - travel * 4)
    second = np.sin(2 * np.pi * 9 * pitch * PLACES - travel * 4 * pitch + shift)
    for row in ROWS:
        canvas.line([(LEFT, row), (RIGHT, row)], LINE, 1)
    _draw_envelope(canvas, pitch, shift, travel)
    _draw_wave(canvas, ROWS[0], first, SKY, BLUE)
    _draw_wave(canvas, ROWS[1], second, PEACH, ORANGE)
    canvas.line(_points(ROWS[2], first + second), GREEN, 3)
    _draw_dot(canvas, ROWS[2], first + second, GREEN)


def _difference(number: int, share: float) -> tuple[float, float]:
    """The phase between the waves, and the pitch of the second relative to the first."""
    if number == 0:
        return 2 * np.pi * ease(share * 1.1), 1.0
    if number == 1:
        return 0.0, 1.0 - 0.25 * ease(share)
    return 0.0, 0.75 + 0.17 * ease(share * 2)


def _draw_wave(canvas: Canvas, row: float, wave: np.ndarray, pale: str, strong: str) -> None:
    points = _points(row, wave)
    canvas.line(points, pale, 5)
    canvas.line(points, strong, 2)
    _draw_dot(canvas, row, wave, strong)


def _draw_dot(canvas: Canvas, row: float, wave: np.ndarray, colour: str) -> None:
    """A cork on the water: it goes up and down, the wave goes by."""
    canvas.dot(LEFT, row - HEIGHT_OF_ONE * float(wave[0]), 5, colour)


def _draw_envelope(canvas: Canvas, pitch: float, shift: float, travel: float) -> None:
    """How loud the sum is: half the difference of the two waves' angles decides."""
    difference = 2 * np.pi * 9 * (1 - pitch) * PLACES - travel * 4 * (1 - pitch) - shift
    loud = 2 * np.abs(np.cos(difference / 2))
    outline = _points(ROWS[2], loud) + _points(ROWS[2], -loud)[::-1]
    canvas.shape(outline, "#eef3f0")


def _points(row: float, wave: np.ndarray) -> list[Point]:
    xs = LEFT + (RIGHT - LEFT) * PLACES
    return list(zip(xs.tolist(), (row - HEIGHT_OF_ONE * wave).tolist(), strict=True))
