"""Draws a cover: the palette is the field's, everything else follows from the course's id."""

from collections.abc import Callable
from functools import lru_cache
from random import Random

from courses.covers.families_lines import contours, orbits, ripples, stars, threads
from courses.covers.families_planes import (
    bars,
    cubes,
    discs,
    gates,
    hills,
    petals,
    rays,
    seeds,
    tiles,
)
from courses.covers.palettes import Palette, colours
from courses.covers.pen import HEIGHT, WIDTH, rect

Family = Callable[[Random, Palette], str]

# In the order in which neighbouring ids meet them: lines and planes take turns.
FAMILIES: tuple[Family, ...] = (
    contours, tiles, orbits, hills, threads, gates, stars,
    petals, ripples, cubes, bars, seeds, rays, discs,
)  # fmt: skip
# Co-prime with the number of families: ids one after the other look least alike.
FAMILY_STEP = 5
# By night most often, then at dusk, then by day.
WAYS = (0, 0, 0, 1, 1, 2, 2)


@lru_cache(maxsize=1024)
def cover_svg(seed: int, palette: str) -> str:
    """The cover of a course as SVG; the same seed and palette always draw the same picture."""
    dice = Random(f"{seed}:{palette}")  # noqa: S311 - a picture, not a secret
    family = FAMILIES[seed * FAMILY_STEP % len(FAMILIES)]
    ink = colours(palette, dice.choice(WAYS))
    ground = rect(0, 0, WIDTH, HEIGHT, fill=ink.ground)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' preserveAspectRatio="xMidYMid slice">{ground}{family(dice, ink)}</svg>'
    )
