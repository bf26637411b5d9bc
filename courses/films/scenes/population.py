"""Hares and lynxes: numbers that chase each other over time, and the loop that they draw."""

from functools import cache

import numpy as np

from courses.films.canvas import (
    GREEN,
    INK,
    LINE,
    MIST,
    ORANGE,
    PEACH,
    SAGE,
    Canvas,
    Point,
    chapter,
)

# Births of prey, hunting, births of predators per hunt, deaths of predators.
RATES = (1.1, 0.4, 0.1, 0.4)
STARTS = ((10.0, 5.0), (7.0, 3.0))
STEP, STEPS = 0.01, 3200
SKIP = 24  # of the steps, one in so many is drawn
LEFT, RIGHT, GROUND, HIGH = 30, 290, 176, 26
LOOP = (322.0, 176.0, 130.0, 150.0)  # left, bottom, width, height
ANIMALS = 44


def draw(canvas: Canvas, moment: float) -> None:
    """Left the two curves, right the loop, below as many dots as there are animals."""
    number, share = chapter(moment, 2)
    numbers = _numbers(number)
    now = max(2, int(share * (STEPS - 1)))
    prey, hunters = numbers[now]
    canvas.line([(LEFT, HIGH), (LEFT, GROUND), (RIGHT, GROUND)], LINE, 2)
    ages = np.append(np.arange(0, now + 1, SKIP), now)
    past = numbers[ages]
    for column, colour in ((0, GREEN), (1, ORANGE)):
        points = [_at(age, value) for age, value in zip(ages, past[:, column], strict=True)]
        canvas.line(points, colour, 2.5)
        canvas.dot(*points[-1], 4.5, colour)
    _draw_loop(canvas, past)
    _draw_animals(canvas, prey, 204, SAGE, GREEN)
    _draw_animals(canvas, hunters, 240, PEACH, ORANGE)


def _draw_loop(canvas: Canvas, past: np.ndarray) -> None:
    left, bottom, width, height = LOOP
    canvas.line([(left, bottom - height), (left, bottom), (left + width, bottom)], LINE, 2)
    rest = (left + width * 4.0 / 14, bottom - height * 2.75 / 9)
    canvas.dot(*rest, 3, LINE)
    points = [
        (left + width * float(prey) / 14, bottom - height * float(hunters) / 9)
        for prey, hunters in past
    ]
    canvas.line(points, INK, 2)
    canvas.dot(*points[-1], 5, INK)


def _draw_animals(canvas: Canvas, count: float, row: float, pale: str, strong: str) -> None:
    """One dot for a third of a unit, in two rows; the others wait as pale spots."""
    alive = count * 3
    for animal in range(ANIMALS):
        x, y = LEFT + 6 + (animal // 2) * 19.6, row + (animal % 2) * 15
        canvas.dot(x, y, 5, MIST)
        share = min(1.0, max(0.0, alive - animal))
        if share > 0.05:
            canvas.dot(x, y, 5.5 * share, strong if share == 1 else pale)


@cache
def _numbers(start: int) -> np.ndarray:
    """Prey and predators at every step, by the midpoint rule: [steps, 2]."""
    found = np.empty((STEPS, 2))
    found[0] = STARTS[start]
    for step in range(1, STEPS):
        half = found[step - 1] + STEP / 2 * _change(found[step - 1])
        found[step] = found[step - 1] + STEP * _change(half)
    return found


def _change(now: np.ndarray) -> np.ndarray:
    births, hunting, gain, deaths = RATES
    prey, hunters = now
    return np.array(
        [births * prey - hunting * prey * hunters, gain * prey * hunters - deaths * hunters]
    )


def _at(step: int, value: float) -> Point:
    return (LEFT + (RIGHT - LEFT) * step / STEPS, GROUND - (GROUND - HIGH) * float(value) / 14)
