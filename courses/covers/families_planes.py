"""Families of covers that are drawn with planes: tiles, bars, petals, hills, cubes, gates, seeds, discs, rays."""

from math import sin, sqrt
from random import Random

from courses.covers.palettes import Palette
from courses.covers.pen import around, circle, group, path, polygon, rect, smooth


def tiles(dice: Random, ink: Palette) -> str:
    """Quarter discs on a grid, turned at random."""
    size, shapes = 40, []
    for column in range(8):
        for row in range(5):
            x, y = column * size, row * size
            turn, kind = dice.randrange(4), dice.random()
            colour = ink.spark if kind < 0.1 else (ink.main, ink.light)[kind < 0.45]
            ax, ay = x + size * (turn in {1, 2}), y + size * (turn > 1)
            sx, sy = (1, -1)[turn in {1, 2}] * size, (1, -1)[turn > 1] * size
            sweep = int(sx * sy > 0)
            if kind < 0.86:
                d = f"M{ax} {ay}h{sx}a{size} {size} 0 0 {sweep} {-sx} {sy}z"
                shapes.append(path(d, fill=colour))
            else:
                shapes.append(circle(x + 20, y + 20, 9, fill=ink.light))
    return "".join(shapes)


def bars(dice: Random, ink: Palette) -> str:
    """A skyline of rounded bars."""
    phase, shapes = dice.uniform(0, 6), []
    chosen = dice.randrange(4, 11)
    for number in range(14):
        wave = 70 + 38 * sin(number / 2.1 + phase) + dice.uniform(-18, 30)
        colour = ink.spark if number == chosen else (ink.main, ink.light)[number % 3 == 1]
        shapes.append(rect(5 + number * 23, 200 - wave, 14, wave + 20, rx=7, fill=colour))
        if dice.random() < 0.4:
            shapes.append(circle(12 + number * 23, 184 - wave, 5, fill=colour))
    return "".join(shapes)


def petals(dice: Random, ink: Palette) -> str:
    """A few open flowers."""
    flowers = []
    spots = dice.sample([(66, 62), (166, 104), (266, 66), (64, 172), (252, 170)], 3)
    for place, (x, y) in enumerate(spots):
        count, reach = dice.choice([6, 8, 10]), dice.uniform(66, 92) - 15 * place
        colour = (ink.main, ink.light)[place % 2]
        leaves = []
        for number in range(count):
            tip = around(x, y, reach, number / count)
            left = around(x, y, reach * 0.62, number / count - 0.42 / count)
            right = around(x, y, reach * 0.62, number / count + 0.42 / count)
            d = f"M{x} {y}Q{left[0]:.0f} {left[1]:.0f} {tip[0]:.0f} {tip[1]:.0f}"
            leaves.append(path(f"{d}Q{right[0]:.0f} {right[1]:.0f} {x} {y}"))
        flowers.append(group(leaves, fill=colour) + circle(x, y, reach / 6, fill=ink.spark))
    return "".join(flowers)


def hills(dice: Random, ink: Palette) -> str:
    """A sun over folded hills."""
    x, y, phase = dice.uniform(60, 260), dice.uniform(46, 80), dice.uniform(0, 6)
    folds = []
    for depth in range(4):
        base = 96 + depth * 28
        points = [
            (place, base + (24 - depth * 4) * sin(place / (68 - depth * 9) + phase + depth * 1.9))
            for place in range(-40, 401, 40)
        ]
        look = {"fill": (ink.main, ink.light)[depth % 2], "fill_opacity": 0.55 + 0.15 * depth}
        folds.append(path(f"{smooth(points)}V210H-40Z", **look))
    halo = circle(x, y, 46, fill=ink.spark, fill_opacity=0.25)
    return halo + circle(x, y, 30, fill=ink.spark) + "".join(folds)


def cubes(dice: Random, ink: Palette) -> str:
    """Steps of cubes, seen from above; what shares a colour shares a path."""
    side, tops, fronts, sparks = 31.0, "", "", ""
    half = side * sqrt(3) / 2
    for row in range(-1, 6):
        for column in range(-1, 8):
            if dice.random() < 0.36:
                continue
            x, y = column * 2 * half + row % 2 * half, row * side * 1.5 + 8
            low, up = (y + side / 2, y - side / 2)
            top = polygon([(x, y - side), (x + half, up), (x, y), (x - half, up)])
            if dice.random() < 0.16:
                sparks += top
            else:
                tops += top
            fronts += polygon([(x - half, up), (x, y), (x, y + side), (x - half, low)])
    return path(fronts, fill=ink.main) + path(tops, fill=ink.light) + path(sparks, fill=ink.spark)


def gates(dice: Random, ink: Palette) -> str:
    """Doors behind doors."""
    count = dice.choice([2, 3])
    width, shapes = 320 / count, []
    for place in range(count):
        x, rings = width * (place + 0.5), 5
        inks = [ink.main, ink.light] if (place + count) % 2 else [ink.light, ink.main]
        high = dice.uniform(0, 34)
        for ring in range(rings):
            r = width * 0.46 * (rings - ring) / rings
            top = 40 + high + (width * 0.46 - r)
            colour = ink.spark if ring == rings - 1 else (inks[0], ink.ground)[ring % 2]
            d = f"M{x - r:.0f} 205V{top + r:.0f}a{r:.0f} {r:.0f} 0 0 1 {2 * r:.0f} 0V205z"
            shapes.append(path(d, fill=colour))
    return "".join(shapes)


def seeds(dice: Random, ink: Palette) -> str:
    """A sunflower's seeds: each turned by the golden angle."""
    x, y = dice.uniform(90, 230), dice.uniform(70, 130)
    shapes, golden = [], 0.38196601125
    for number in range(2, 92):
        px, py = around(x, y, 15.5 * sqrt(number), number * golden)
        if -8 < px < 328 and -8 < py < 208:
            colour = ink.spark if number % 13 == 0 else (ink.main, ink.light)[number % 5 in {1, 2}]
            shapes.append(
                circle(round(px), round(py), round(2 + sqrt(number) * 0.72, 1), fill=colour)
            )
    return "".join(shapes)


def discs(dice: Random, ink: Palette) -> str:
    """Large discs and half discs that overlap like paper."""
    shapes = []
    for number in range(6):
        x, y, r = dice.uniform(10, 310), dice.uniform(10, 190), dice.uniform(34, 88)
        colour = ink.spark if number == 3 else (ink.main, ink.light)[number % 2]
        look = {"fill": colour, "fill_opacity": 0.86}
        if number % 2:
            shapes.append(circle(x, y, r, **look))
        else:
            way = dice.choice([0, 1])
            d = f"M{x - r:.0f} {y:.0f}a{r:.0f} {r:.0f} 0 0 {way} {2 * r:.0f} 0z"
            shapes.append(
                path(
                    d, transform=f"rotate({dice.choice([0, 45, 90, 135])} {x:.0f} {y:.0f})", **look
                )
            )
    return "".join(shapes)


def rays(dice: Random, ink: Palette) -> str:
    """A sun at the edge, its rays over the whole sheet."""
    x, y = dice.choice([(60, 210), (260, 210), (160, 216), (330, 100), (-10, 100)])
    count, start, shapes = dice.choice([18, 22, 26]), dice.random(), []
    for number in range(count):
        first, last = start + number / count, start + (number + 0.5) / count
        wedge = [(float(x), float(y)), around(x, y, 420, first), around(x, y, 420, last)]
        colour = ink.spark if number % 9 == 4 else (ink.main, ink.light)[number % 3 == 1]
        shapes.append(path(polygon(wedge), fill=colour))
    sun = circle(x, y, 62, fill=ink.ground) + circle(x, y, 46, fill=ink.spark)
    return "".join(shapes) + sun
