"""A ball steps down a loss curve: with timid steps, with bold ones, with steps that shrink."""

from functools import cache

import numpy as np

from courses.films.canvas import (
    GREEN,
    HEIGHT,
    INK,
    MIST,
    ORANGE,
    PEACH,
    SAGE,
    WIDTH,
    Canvas,
    Point,
    chapter,
    ease,
)

# How far a step goes for a slope of one, and what that is multiplied by after each step.
MANNERS = ((0.07, 1.0), (0.8, 1.0), (1.05, 0.85))
STEPS = 14
START = -2.0
SCALE = (100.0, 95.0)  # of the sheet, right and up, for one
SLOPE_WIDTH = 0.5


def draw(canvas: Canvas, moment: float) -> None:
    """Three chapters, one for each manner of stepping."""
    number, share = chapter(moment, len(MANNERS))
    _draw_hill(canvas)
    steps = _walk(*MANNERS[number])
    place = min(share * (STEPS + 1), STEPS - 1e-6)
    step, progress = int(place), ease((place % 1) * 1.6)
    for done in steps[: step + 1]:
        canvas.dot(*_on_paper(done), 5, MIST)
        canvas.dot(*_on_paper(done), 3.5, ORANGE)
    here = steps[step] + (steps[step + 1] - steps[step]) * progress
    _draw_slope(canvas, steps[step], 1 - progress)
    x, y = _on_paper(here)
    canvas.dot(x, y - 9, 9, ORANGE)
    canvas.dot(x - 3, y - 12, 2.5, PEACH)


def _loss(x: float) -> float:
    """A wide bowl with a ripple: one deep valley and one shallow."""
    return 0.32 * x * x + 0.3 * float(np.cos(3 * x + 0.7))


def _slope(x: float) -> float:
    return 0.64 * x - 0.9 * float(np.sin(3 * x + 0.7))


@cache
def _walk(rate: float, shrink: float) -> list[float]:
    steps = [START]
    for number in range(STEPS):
        step = rate * shrink**number * _slope(steps[-1])
        steps.append(float(np.clip(steps[-1] - step, START, -START)))
    return steps


def _on_paper(x: float) -> Point:
    return (WIDTH / 2 + x * SCALE[0], 214 - _loss(x) * SCALE[1])


@cache
def _hill() -> list[Point]:
    return [_on_paper(x) for x in np.linspace(-2.5, 2.5, 160)]


def _draw_hill(canvas: Canvas) -> None:
    canvas.shape([*_hill(), (WIDTH, HEIGHT), (0, HEIGHT)], MIST)
    canvas.line(_hill(), GREEN, 3)


def _draw_slope(canvas: Canvas, x: float, strength: float) -> None:
    """The tangent at the place where the last step began."""
    reach = SLOPE_WIDTH * strength / (1 + abs(_slope(x)))
    right, up = _on_paper(x)
    ends = [(right + a * SCALE[0], up - _slope(x) * a * SCALE[1]) for a in (-reach, reach)]
    canvas.line(ends, INK if strength > 0.5 else SAGE, 2)
