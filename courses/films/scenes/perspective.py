"""One vanishing point: a road, posts and a cube, whose lines all run to the same spot."""

from courses.films.canvas import (
    BLUE,
    GREEN,
    HEIGHT,
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
    ease,
)

HORIZON = 104.0
LENS = 190.0  # the distance of the eye from the sheet
EYE_HEIGHT = 70.0
POSTS, GAP, NEAREST = 12, 110.0, 100.0
Spot = tuple[float, float, float]  # right of the eye, above the road, away from the eye


def draw(canvas: Canvas, moment: float) -> None:
    """First the walk along the road, then the eye moves sideways, then the cube turns up."""
    number, share = chapter(moment, 3)
    walked = moment * 2600
    vanishing = (WIDTH / 2 + (120 * _swing(share) if number == 1 else 0), HORIZON)
    _draw_ground(canvas, vanishing)
    _draw_road(canvas, vanishing, walked)
    if number < 2:
        _draw_posts(canvas, vanishing, walked)
    if number > 0:
        _draw_cube(canvas, vanishing, share if number == 2 else 0.0)
    canvas.dot(*vanishing, 4, ORANGE)


def _swing(share: float) -> float:
    """There, to the other side, and back: 0 → 1 → -1 → 0."""
    if share < 0.25:
        return ease(share * 4)
    if share < 0.75:
        return 1 - 2 * ease((share - 0.25) * 2)
    return ease((share - 0.75) * 4) - 1


def _seen(vanishing: Point, spot: Spot) -> Point:
    x, height, away = spot
    scale = LENS / away
    return (vanishing[0] + x * scale, vanishing[1] + (EYE_HEIGHT - height) * scale)


def _draw_ground(canvas: Canvas, vanishing: Point) -> None:
    canvas.shape([(0, HORIZON), (WIDTH, HORIZON), (WIDTH, HEIGHT), (0, HEIGHT)], MIST)
    canvas.line([(0, HORIZON), (WIDTH, HORIZON)], SAGE, 1.5)
    for foot in range(-600, 1081, 140):
        canvas.line([vanishing, (foot, HEIGHT)], "#d6e2dc", 1)


def _draw_road(canvas: Canvas, vanishing: Point, walked: float) -> None:
    sides = [_seen(vanishing, (x, 0, 62)) for x in (-74, 74)]
    canvas.shape([vanishing, *sides], LINE)
    for side in sides:
        canvas.line([vanishing, side], INK, 2)
    for number in range(24):
        away = 66 + number * 60 - walked % 60
        dash = [
            _seen(vanishing, (x, 0, max(62.0, end)))
            for x, end in ((-3, away), (3, away), (3, away + 26), (-3, away + 26))
        ]
        canvas.shape(dash, "#ffffff")


def _draw_posts(canvas: Canvas, vanishing: Point, walked: float) -> None:
    for number in reversed(range(POSTS)):
        away = NEAREST + number * GAP - walked % GAP
        if away < 66:
            continue
        for x in (-108, 108):
            foot, head = (_seen(vanishing, (x, height, away)) for height in (0, 84))
            canvas.line([foot, head], GREEN, max(1.0, 700 / away))
            canvas.dot(*head, max(1.2, 620 / away), ORANGE)


def _draw_cube(canvas: Canvas, vanishing: Point, share: float) -> None:
    """A cube at the roadside; in the last chapter it crosses the road and rises over the horizon."""
    left = 90 - 260 * ease(share * 1.1)
    low = 62 * ease(share * 2 - 0.9)
    near, far, size = 170.0, 240.0, 80.0
    spots = [(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    front = [_seen(vanishing, (left + x * size, low + y * size, near)) for x, y in spots]
    back = [_seen(vanishing, (left + x * size, low + y * size, far)) for x, y in spots]
    for corner in front:
        canvas.line([corner, vanishing], PEACH, 1.2)
    _draw_sides(canvas, front, back)
    canvas.shape(front, SKY)
    canvas.line([*front, front[0]], INK, 2)


def _draw_sides(canvas: Canvas, front: list[Point], back: list[Point]) -> None:
    """The faces that the eye can see: those that look towards the vanishing point's side."""
    for start, end in ((0, 1), (1, 2), (2, 3), (3, 0)):
        face = [front[start], front[end], back[end], back[start]]
        if _is_seen(face):
            canvas.shape(face, BLUE if start % 2 else "#5d84b4")
            canvas.line([*face, face[0]], INK, 1.5)


def _is_seen(face: list[Point]) -> bool:
    """Whether the corners run clockwise on the sheet, which they do for a face in view."""
    pairs = zip(face, [*face[1:], face[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) > 0
