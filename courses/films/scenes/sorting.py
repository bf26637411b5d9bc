"""Bars are put in order twice: by insertion, one after another, then by merging halves."""

from functools import cache

import numpy as np

from courses.films.canvas import (
    BLUE,
    GREEN,
    LINE,
    ORANGE,
    SAGE,
    SKY,
    Canvas,
    chapter,
    ease,
    mixed,
)

COUNT = 20
LEFT, GROUND, STEP = 40.0, 232.0, 20.0

# The order of the bars, and the places that are being looked at.
State = tuple[tuple[int, ...], tuple[int, ...]]


def draw(canvas: Canvas, moment: float) -> None:
    """Bars slide to where the next step puts them."""
    number, share = chapter(moment, 2)
    states = _insertion() if number == 0 else _merging()
    place = min(0.999999, share * 1.06) * (len(states) - 1)
    step, slide = int(place), ease((place % 1) * 1.5)
    (before, _), (after, looked_at) = states[step], states[step + 1]
    canvas.line([(LEFT - 8, GROUND + 3), (LEFT + COUNT * STEP + 4, GROUND + 3)], LINE, 2)
    tall, pale = (GREEN, SAGE) if number == 0 else (BLUE, SKY)
    for value in range(COUNT):
        start, end = before.index(value), after.index(value)
        x = LEFT + STEP * (start + (end - start) * slide)
        colour = ORANGE if end in looked_at else mixed(pale, tall, value / (COUNT - 1))
        # The bar that moves far is lifted a little, so that the eye follows it.
        lift = 10 * np.sin(np.pi * slide) if abs(end - start) > 1 else 0.0
        canvas.bar(x, GROUND - 14 - value * 9.4 - lift, x + STEP - 4, GROUND - lift, colour)


@cache
def _shuffled() -> tuple[int, ...]:
    return tuple(int(value) for value in np.random.default_rng(7).permutation(COUNT))


@cache
def _insertion() -> list[State]:
    """Every insertion in one slide, with a look at the bar before it moves."""
    order = list(_shuffled())
    states: list[State] = [(tuple(order), ())]
    for place in range(1, COUNT):
        states.append((tuple(order), (place,)))
        value = order.pop(place)
        target = sum(other < value for other in order[:place])
        order.insert(target, value)
        states.append((tuple(order), (target,)))
    return [*states, (tuple(order), ())]


@cache
def _merging() -> list[State]:
    """Runs of one, two, four … are merged, bar by bar."""
    order = list(_shuffled())
    states: list[State] = [(tuple(order), ())]
    width = 1
    while width < COUNT:
        for start in range(0, COUNT, 2 * width):
            end = min(start + 2 * width, COUNT)
            order[start:end] = sorted(order[start:end])
            states.append((tuple(order), tuple(range(start, end))))
        width *= 2
    return [*states, (tuple(order), ()), (tuple(order), ())]
