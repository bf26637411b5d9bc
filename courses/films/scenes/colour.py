"""Light adds, pigment takes away, and a wheel puts the hues in a ring."""

import colorsys
from functools import cache
from math import cos, pi, sin

import numpy as np
from PIL import Image

from courses.films.canvas import HEIGHT, INK, LINE, SHARPNESS, WIDTH, Canvas, chapter, ease

DARK, BRIGHT = (16, 16, 18), (251, 250, 247)
LAMPS = ((235, 40, 30), (20, 215, 60), (40, 60, 235))
INKS = ((0, 176, 225), (238, 60, 150), (255, 222, 0))
MIDDLE = (WIDTH / 2, HEIGHT / 2)
SPOT = 66
NEAR, FAR = 44.0, 84.0  # how far the spots are from the middle
WHEEL, HOLE = 108, 62


def draw(canvas: Canvas, moment: float) -> None:
    """Three lamps in the dark, three inks on paper, then the wheel with its opposite hues."""
    number, share = chapter(moment, 3)
    if number < 2:
        sheet = _lit(share) if number == 0 else _inked(share)
        canvas.cover(Image.fromarray(sheet.astype(np.uint8)))
    else:
        _draw_wheel(canvas, share)
    edge = 1 - share if moment < 0.1 else min(share, 1 - share)
    canvas.fade(max(0.0, 1 - edge * 25))


def _lit(share: float) -> np.ndarray:
    """Lamps in the dark: where two spots meet there is more light."""
    sheet = _sheet(DARK)
    for number, lamp in enumerate(LAMPS):
        under = sheet[_window(number, share)]
        under += _spot() * np.array(lamp, np.float32)
    sheet[sheet > 255] = 255
    return sheet


def _inked(share: float) -> np.ndarray:
    """Inks on paper: each lets through a part of what the others left."""
    sheet = _sheet(BRIGHT)
    for number, ink in enumerate(INKS):
        under = sheet[_window(number, share)]
        under *= 1 - _spot() * (1 - np.array(ink, np.float32) / 255)
    return sheet


def _sheet(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), colour, np.float32)


def _window(number: int, share: float) -> tuple[slice, slice]:
    """The pixels around a spot; spots come together, turn, and part again."""
    distance = FAR - (FAR - NEAR) * ease(min(share, 1 - share) * 4)
    turn = 2 * pi * (number / 3 + 0.6 * share)
    left = round(MIDDLE[0] + 1.3 * distance * sin(turn)) - SPOT
    top = round(MIDDLE[1] - 0.8 * distance * cos(turn)) - SPOT
    return slice(top, top + 2 * SPOT), slice(left, left + 2 * SPOT)


@cache
def _spot() -> np.ndarray:
    """How much of each pixel around it a spot covers, 0 to 1: [2 SPOT, 2 SPOT, 1]."""
    ys, xs = np.mgrid[-SPOT:SPOT, -SPOT:SPOT] + 0.5
    covered: np.ndarray = np.clip(SPOT - np.hypot(xs, ys), 0, 1).astype(np.float32)
    return covered[..., None]


def _draw_wheel(canvas: Canvas, share: float) -> None:
    """A pointer goes round; the two halves of the middle show its hue and the opposite one."""
    canvas.paste(_wheel(), MIDDLE[0] - WHEEL, MIDDLE[1] - WHEEL)
    hue = ease(share) * 1.5 % 1
    for turn in (hue, hue + 0.5):
        x, y = sin(2 * pi * turn), -cos(2 * pi * turn)
        red, green, blue = colorsys.hsv_to_rgb(turn % 1, 0.75, 0.9)
        colour = f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}"
        spot = (MIDDLE[0] + 24 * x, MIDDLE[1] + 24 * y)
        canvas.dot(*spot, 22, colour)
        rim = (MIDDLE[0] + (WHEEL + 9) * x, MIDDLE[1] + (WHEEL + 9) * y)
        canvas.dot(*rim, 6, INK if turn == hue else LINE)


@cache
def _wheel() -> Image.Image:
    """A ring of all hues, drawn pixel by pixel once."""
    size = 2 * WHEEL * SHARPNESS
    ys, xs = np.mgrid[0:size, 0:size] - size / 2 + 0.5
    radius = np.hypot(xs, ys) / SHARPNESS
    hue = (np.arctan2(xs, -ys) / (2 * np.pi)) % 1
    planes = [hue * 255, np.full_like(hue, 190), np.full_like(hue, 230)]
    picture = Image.merge(
        "HSV", [Image.fromarray(plane.astype(np.uint8)) for plane in planes]
    ).convert("RGB")
    ring = ((radius < WHEEL) & (radius > HOLE)).astype(np.uint8) * 255
    picture.putalpha(Image.fromarray(ring))
    return picture
