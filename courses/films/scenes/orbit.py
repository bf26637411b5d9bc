"""A planet on its ellipse: fast near the sun, slow far away, equal areas in equal times."""

from functools import cache
from math import cos, pi, sin, sqrt

from courses.films.canvas import (
    BLUE,
    GOLD,
    INK,
    LINE,
    MIST,
    ORANGE,
    PEACH,
    SAGE,
    SKY,
    WIDTH,
    Canvas,
    Point,
    chapter,
)

HALF_LENGTH = 128.0
MIDDLE = (WIDTH / 2, 135.0)
# How far from a circle the ellipse is, chapter by chapter.
SHAPES = (0.25, 0.5, 0.68)
TURNS = 2
SECTORS = 8


def draw(canvas: Canvas, moment: float) -> None:
    """Each chapter turns twice around; every eighth of a turn fills a sector."""
    number, share = chapter(moment, len(SHAPES))
    eccentricity = SHAPES[number]
    time = share * TURNS
    canvas.line(_path(eccentricity, 0, 1), LINE, 2)
    _draw_sectors(canvas, eccentricity, time)
    canvas.line(_path(eccentricity, max(0.0, time - 0.12), time), ORANGE, 3)
    sun = _sun(eccentricity)
    canvas.dot(*sun, 19, PEACH)
    canvas.dot(*sun, 14, GOLD)
    x, y = _planet(eccentricity, time)
    canvas.line([sun, (x, y)], SAGE, 1.5)
    canvas.dot(x, y, 9, BLUE)
    canvas.dot(x - 3, y - 3, 3, SKY)


def _draw_sectors(canvas: Canvas, eccentricity: float, time: float) -> None:
    sun = _sun(eccentricity)
    for sector in range(SECTORS):
        start, end = sector / SECTORS, min((sector + 1) / SECTORS, time)
        if end > start:
            arc = _path(eccentricity, start, end)
            canvas.shape([sun, *arc], MIST if sector % 2 else PEACH)
    canvas.line(_path(eccentricity, 0, min(1.0, time)), INK, 1.5)


def _sun(eccentricity: float) -> Point:
    return (MIDDLE[0] + HALF_LENGTH * eccentricity, MIDDLE[1])


def _path(eccentricity: float, start: float, end: float) -> list[Point]:
    count = max(2, int((end - start) * 90))
    times = [start + (end - start) * place / count for place in range(count + 1)]
    return [_planet(eccentricity, time) for time in times]


@cache
def _planet(eccentricity: float, time: float) -> Point:
    """Where the planet is after `time` turns: Kepler's equation, solved by Newton's method."""
    mean = 2 * pi * (time % 1)
    angle = pi
    for _ in range(12):
        error = angle - eccentricity * sin(angle) - mean
        angle -= error / (1 - eccentricity * cos(angle))
    height = HALF_LENGTH * sqrt(1 - eccentricity**2)
    return (MIDDLE[0] + HALF_LENGTH * cos(angle), MIDDLE[1] - height * sin(angle))
