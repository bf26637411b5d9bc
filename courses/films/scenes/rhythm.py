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

# Beats of the outer and the inner ring, chapter by chapter.
PATTERNS = ((2, 2), (3, 2), (4, 3))
ROUNDS = 10  # in a chapter: one round takes two and a half seconds
MIDDLE = (128.0, 135.0)
OUTER, INNER = 92.0, 58.0
LEFT, RIGHT = 262.0, 448.0
ROWS = (104.0, 166.0)
GLOW = 0.1  # of a round


def draw(canvas: Canvas, moment: float) -> None:
    """A hand goes round; what it passes lights up, on the rings and on the grid."""
    number, share = chapter(moment, len(PATTERNS))
    outer, inner = PATTERNS[number]
    now = (share * ROUNDS) % 1
    _draw_ring(canvas, OUTER, outer, now, ORANGE, PEACH)
    _draw_ring(canvas, INNER, inner, now, BLUE, SKY)
    canvas.line([MIDDLE, _on_ring(OUTER + 12, now)], INK, 2.5)
    canvas.dot(*MIDDLE, 5, INK)
    _draw_row(canvas, ROWS[0], outer, now, ORANGE, PEACH)
    _draw_row(canvas, ROWS[1], inner, now, BLUE, SKY)
    _draw_common(canvas, outer, inner)
    x = LEFT + (RIGHT - LEFT) * now
    canvas.line([(x, ROWS[0] - 34), (x, ROWS[1] + 34)], GREEN, 2)


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
    width = (RIGHT - LEFT) / beats
    for beat in range(beats):
        left = LEFT + beat * width
        light = _light(now, beat / beats)
        canvas.bar(left + 1, row - 18, left + width - 3, row + 18, pale if light else MIST)
        canvas.bar(left + 1, row - 18 - 5 * light, left + 9, row + 18 + 5 * light, strong)


def _draw_common(canvas: Canvas, outer: int, inner: int) -> None:
    """The finest steps that both rhythms can be counted in."""
    for step in range(outer * inner + 1):
        x = LEFT + (RIGHT - LEFT) * step / (outer * inner)
        is_beat = step % outer == 0 or step % inner == 0
        canvas.dot(x, (ROWS[0] + ROWS[1]) / 2, 3 if is_beat else 1.6, GREEN if is_beat else LINE)


def _light(now: float, beat: float) -> float:
    """1 when the hand is on a beat, fading to 0 soon after."""
    return max(0.0, 1 - ((now - beat) % 1) / GLOW)


def _on_ring(radius: float, turn: float) -> Point:
    return (MIDDLE[0] + radius * sin(2 * pi * turn), MIDDLE[1] - radius * cos(2 * pi * turn))
