"""Interest on interest against a straight line: first one rate, then three side by side."""

from functools import cache

import numpy as np

from courses.films.canvas import (
    BLUE,
    GREEN,
    LINE,
    MUTED,
    ORANGE,
    PEACH,
    SKY,
    Canvas,
    Point,
    chapter,
    ease,
)

YEARS = 40
LEFT, RIGHT, GROUND, HIGH = 44, 446, 236, 28
RATES = ((0.03, SKY), (0.05, BLUE), (0.07, ORANGE))
# What the top of the sheet stands for, as a multiple of the first sum.
TOP = 16.0


def draw(canvas: Canvas, moment: float) -> None:
    """Years pass from left to right; a bar for each year, a dot where we are."""
    number, share = chapter(moment, 2)
    years = YEARS * ease(share * 1.15)
    for height in range(4):
        y = GROUND - (GROUND - HIGH) * height / 4
        canvas.line([(LEFT, y), (RIGHT, y)], LINE, 1)
    if number == 0:
        _draw_difference(canvas, years)
    else:
        for rate, colour in RATES:
            _draw_growth(canvas, rate, years, colour)
    canvas.line([(LEFT, GROUND), (RIGHT, GROUND)], MUTED, 2)


def _draw_difference(canvas: Canvas, years: float) -> None:
    """Bars of a growing sum: below what the line would have given, above what interest added."""
    step = (RIGHT - LEFT) / YEARS
    for year in range(int(years) + 1):
        x = LEFT + year * step
        plain, grown = _height(1 + 0.07 * year), _height(1.07**year)
        canvas.bar(x + 1, grown, x + step - 1.5, plain - 1, PEACH)
        canvas.bar(x + 1, plain, x + step - 1.5, GROUND, SKY)
    straight = [_at(year, 1 + 0.07 * year) for year in (0, years)]
    canvas.line(straight, BLUE, 2.5)
    _draw_growth(canvas, 0.07, years, ORANGE)
    canvas.dot(*straight[1], 4, BLUE)


def _draw_growth(canvas: Canvas, rate: float, years: float, colour: str) -> None:
    passed = [_at(year, (1 + rate) ** year) for year in np.arange(0, years, 0.5)]
    here = _at(years, (1 + rate) ** years)
    canvas.line([*passed, here], colour, 3)
    canvas.dot(*here, 6, colour)
    canvas.dot(*here, 2.5, GREEN if colour == BLUE else "#ffffff")


@cache
def _height(value: float) -> float:
    return GROUND - (GROUND - HIGH) * value / TOP


def _at(year: float, value: float) -> Point:
    return (LEFT + (RIGHT - LEFT) * year / YEARS, _height(value))
