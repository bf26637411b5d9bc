"""Dots are drawn from an urn, and the share of red ones settles as more are drawn."""

from functools import cache

import numpy as np

from courses.films.canvas import (
    INK,
    LINE,
    MIST,
    MUTED,
    RED,
    SAGE,
    SURFACE,
    Canvas,
    Point,
    between,
    chapter,
    ease,
)

TRUE_SHARE = 0.4
DRAWS = 80
URN = (96.0, 150.0, 66.0)  # x, y, radius
LEFT, RIGHT, GROUND, HIGH = 206, 450, 232, 44
FLIGHT = 0.7  # the part of a draw's time for which its dot flies


def draw(canvas: Canvas, moment: float) -> None:
    """Three samples of the same urn: each line is restless at first and calm at the end."""
    number, share = chapter(moment, 3)
    drawn = DRAWS * min(1.0, share * 1.08)
    _draw_urn(canvas, moment)
    _draw_chart(canvas)
    for earlier in range(number):
        canvas.line(_line(earlier, DRAWS), SAGE, 1.5)
    _draw_sample(canvas, number, drawn)


def _draw_urn(canvas: Canvas, moment: float) -> None:
    x, y, radius = URN
    canvas.bar(x - 26, y - radius - 22, x + 26, y - radius + 12, LINE)
    canvas.dot(x, y, radius + 5, LINE)
    canvas.dot(x, y, radius, MIST)
    for number, (along, angle, is_red) in enumerate(_dots()):
        turn = angle + 0.5 * np.sin(6 * moment * np.pi + number)
        spot = (x + along * np.cos(turn), y + along * np.sin(turn))
        _draw_dot(canvas, spot, 5.5, is_red=is_red)


def _draw_chart(canvas: Canvas) -> None:
    level = _at(0, TRUE_SHARE)[1]
    for place in range(LEFT, RIGHT, 12):
        canvas.line([(place, level), (place + 6, level)], MUTED, 1.5)
    canvas.line([(LEFT, HIGH), (LEFT, GROUND), (RIGHT, GROUND)], LINE, 2)


def _draw_sample(canvas: Canvas, number: int, drawn: float) -> None:
    whole = int(drawn)
    line = _line(number, whole)
    canvas.line(line, INK, 2.5)
    if line:
        canvas.dot(*line[-1], 5, INK)
    if whole < DRAWS:
        flight = ease((drawn - whole) / FLIGHT)
        start, end = (URN[0], URN[1] - URN[2] - 10), (LEFT + 2.0, 20.0)
        x, y = between(start, end, flight)
        spot = (x, y - 16 * np.sin(np.pi * flight))
        _draw_dot(canvas, spot, 6.5, is_red=_samples()[number][whole])
    for place, is_red in enumerate(_samples()[number][:whole]):
        _draw_dot(canvas, (LEFT + 2 + place * 3.1, 20), 1.6, is_red=is_red)


def _draw_dot(canvas: Canvas, spot: Point, radius: float, *, is_red: bool) -> None:
    canvas.dot(*spot, radius + 0.6, RED if is_red else MUTED)
    canvas.dot(*spot, radius, RED if is_red else SURFACE)


@cache
def _dots() -> list[tuple[float, float, bool]]:
    """A sunflower of dots, which fills the urn evenly: distance, angle, whether red."""
    red = np.random.default_rng(3).permutation(60) < 60 * TRUE_SHARE
    return [(7.4 * np.sqrt(place + 0.5), 2.39996 * place, bool(red[place])) for place in range(60)]


@cache
def _samples() -> np.ndarray:
    """Three runs of chance, kept because the first begins with 3, 6 and 4 red of ten."""
    return np.random.default_rng(2326).random((3, DRAWS)) < TRUE_SHARE  # [samples, draws]


def _line(number: int, count: int) -> list[Point]:
    means = np.cumsum(_samples()[number][:count]) / np.arange(1, count + 1)
    return [_at(place, float(mean)) for place, mean in enumerate(means)]


def _at(place: int, share: float) -> Point:
    return (LEFT + (RIGHT - LEFT) * place / (DRAWS - 1), GROUND - (GROUND - HIGH) * share)
