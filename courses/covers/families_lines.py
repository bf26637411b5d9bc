"""Families of covers that are drawn with lines: hills, orbits, ripples, threads, stars."""

from math import sin
from random import Random

from courses.covers.palettes import Palette
from courses.covers.pen import around, circle, group, path, smooth


def contours(dice: Random, ink: Palette) -> str:
    """Height lines of a landscape."""
    phase, swell, lean = dice.uniform(0, 6), dice.uniform(14, 34), dice.uniform(-0.22, 0.22)
    lines = []
    for level in range(13):
        base = -30 + level * 21
        points = [
            (
                x,
                base
                + lean * (x - 160)
                + swell * sin(x / 58 + phase + level * 0.21)
                + 9 * sin(x / 23 + level * 0.6),
            )
            for x in range(-20, 361, 38)
        ]
        colour = ink.spark if level == 6 else (ink.main, ink.light)[level % 2]
        lines.append(path(smooth(points), stroke=colour, stroke_width=(1.5, 3, 6)[level % 3]))
    return group(lines, fill="none", stroke_linecap="round")


def orbits(dice: Random, ink: Palette) -> str:
    """Planets on rings around a sun outside the middle."""
    x, y = dice.choice([84, 110, 214, 236]), dice.choice([78, 100, 128])
    rings = [
        circle(x, y, 34 + 27 * ring, stroke=(ink.main, ink.light)[ring % 2], stroke_width=1.5)
        for ring in range(9)
    ]
    planets = []
    for ring in range(1, 7):
        px, py = around(x, y, 34 + 27 * ring, dice.random())
        planets.append(circle(px, py, dice.uniform(4, 13), fill=(ink.light, ink.spark)[ring % 2]))
    return group(rings, fill="none") + circle(x, y, 21, fill=ink.spark) + "".join(planets)


def ripples(dice: Random, ink: Palette) -> str:
    """Two stones thrown into a pond: rings that cross."""
    first = (dice.uniform(30, 130), dice.uniform(30, 170))
    second = (dice.uniform(190, 300), dice.uniform(30, 170))
    rings = []
    for centre, colour, step in ((first, ink.light, 16), (second, ink.main, 19)):
        rings += [circle(*centre, 6 + step * ring, stroke=colour) for ring in range(14)]
    stones = circle(*first, 6, fill=ink.spark) + circle(*second, 6, fill=ink.light)
    return group(rings, fill="none", stroke_width=2.5) + stones


def threads(dice: Random, ink: Palette) -> str:
    """Threads that leave one side evenly and meet on the other."""
    knot, spread, bend = dice.uniform(60, 140), dice.uniform(8, 30), dice.uniform(90, 230)
    lines = []
    for number in range(22):
        start, end = -24 + number * 12, knot + (number - 11) * spread / 11
        colour = ink.spark if number in {7, 8} else (ink.main, ink.light, ink.main)[number % 3]
        d = f"M-5 {start}C{bend:.0f} {start} {bend - 40:.0f} {end:.0f} 325 {end:.0f}"
        lines.append(path(d, stroke=colour))
    way = "" if dice.random() < 0.5 else "matrix(-1 0 0 1 320 0)"
    look = {"transform": way} if way else {}
    return group(lines, fill="none", stroke_width=2.5, **look)


def stars(dice: Random, ink: Palette) -> str:
    """A constellation: points in a loose grid, each tied to the next."""
    spots = [
        (22 + 46 * column + dice.uniform(-15, 15), 26 + 50 * row + dice.uniform(-17, 17))
        for column in range(7)
        for row in range(4)
    ]
    chain = sorted(dice.sample(spots, 11))
    line = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in chain)
    dust = [circle(x, y, dice.choice([1.5, 2, 3]), fill=ink.main) for x, y in spots]
    knots = [circle(x, y, dice.choice([4, 5, 7]), fill=ink.light) for x, y in chain]
    x, y = chain[dice.randrange(3, 8)]
    halo = circle(x, y, 19, fill="none", stroke=ink.spark, stroke_width=1.5)
    string = path(line, fill="none", stroke=ink.light, stroke_width=1.5)
    return "".join(dust) + string + "".join(knots) + halo + circle(x, y, 9, fill=ink.spark)
