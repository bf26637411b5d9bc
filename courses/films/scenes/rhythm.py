"""Three against two: two rings of beats under one hand, and the same beats on a grid."""

from math import cos, pi, sin

from courses.films.canvas import (
    BLUE,
    GREEN,
    INK,
    LINE,
    MIST,
    ORANGE,
    PEACH,
    SKY,
    Canvas,
    Point,
    chapter,
)

OUTER_BEATS, INNER_BEATS = 3, 2
STEPS = OUTER_BEATS * INNER_BEATS  # the squares of the grid: both rhythms fall on some of them
# Chapter by chapter: whether the upper row and the lower row are played.
PLAYED = ((True, False), (False, True), (True, True))
ROUNDS = 10  # in a chapter: one round takes two and a half seconds
MIDDLE = (128.0, 135.0)
OUTER, INNER = 92.0, 58.0
LEFT, RIGHT = 262.0, 448.0
ROWS = (104.0, 166.0)
GLOW = 0.1  # of a round


def draw(canvas: Canvas, moment: float) -> None:
    """A hand goes round; what it passes lights up, on the rings and on the grid."""
    number, share = chapter(moment, len(PLAYED))
    upper, lower = PLAYED[number]
    now = (share * ROUNDS) % 1
    if upper:
        _draw_ring(canvas, OUTER, OUTER_BEATS, now, ORANGE, PEACH)
    if lower:
        _draw_ring(canvas, INNER, INNER_BEATS, now, BLUE, SKY)
    canvas.line([MIDDLE, _on_ring(OUTER + 12, now)], INK, 2.5)
    canvas.dot(*MIDDLE, 5, INK)
    _draw_row(canvas, ROWS[0], OUTER_BEATS if upper else 0, now, ORANGE, PEACH)
    _draw_row(canvas, ROWS[1], INNER_BEATS if lower else 0, now, BLUE, SKY)
    x = LEFT + (RIGHT - LEFT) * now
    canvas.line([(x, ROWS[0] - 24), (x, ROWS[1] + 24)], GREEN, 2)


def _draw_ring(
    canvas: Canvas, radius: float, beats: int, now: float, strong: str, pale: str
) -> None:
    canvas.ring(*MIDDLE, radius, LINE, 3)
    corners = [_on_ring(radius, beat / beats) for beat in range(beats)]
    canvas.line([*corners, corners[0]], pale, 2)
    for beat, corner in enumerate(corners):
        light = _light(now, beat / beats)
        canvas.dot(*corner, 8 + 6 * light, pale)
        canvas.dot(*corner, 6.5 + 3 * light, strong)


def _draw_row(canvas: Canvas, row: float, beats: int, now: float, strong: str, pale: str) -> None:
    """Six squares; those on which a beat falls carry one, and swell when it sounds."""
    width = (RIGHT - LEFT) / STEPS
    for step in range(STEPS):
        left, is_beat = LEFT + step * width, beats > 0 and step % (STEPS // beats) == 0
        light = _light(now, step / STEPS) if is_beat else 0.0
        canvas.bar(left + 1, row - 14, left + width - 2, row + 14, pale if light else MIST)
        if is_beat:
            canvas.dot(left + width / 2 - 0.5, row, 7 + 5 * light, strong)


def _light(now: float, beat: float) -> float:
    """1 when the hand is on a beat, fading to 0 soon after."""
    return max(0.0, 1 - ((now - beat) % 1) / GLOW)


def _on_ring(radius: float, turn: float) -> Point:
    return (MIDDLE[0] + radius * sin(2 * pi * turn), MIDDLE[1] - radius * cos(2 * pi * turn))
