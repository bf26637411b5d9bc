"""The colours of covers: four inks a field, used in three ways."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from courses.models import Category


@dataclass(frozen=True)
class Palette:
    """A ground and three inks that are seen on it."""

    ground: str
    main: str
    light: str
    spark: str


# Field: night, dusk, day, spark. Dark enough and pale enough to stand on either theme's paper.
FIELDS: dict[str, tuple[str, str, str, str]] = {
    "data": ("#1d3350", "#4f84ae", "#dfe9ee", "#f0a35e"),
    "programming": ("#2b2b45", "#6f74b8", "#e6e4f2", "#8fd3b6"),
    "mathematics": ("#3b2a52", "#8d6fb5", "#efe5f1", "#f2b25c"),
    "web": ("#17434a", "#3f938f", "#deeeea", "#f3916e"),
    "design": ("#6b2430", "#c9605b", "#fbe7de", "#f1c15b"),
    "business": ("#1f4538", "#5b9272", "#e8f0e2", "#e7b74c"),
    "languages": ("#743a1e", "#c9793f", "#faeadb", "#6fa8a3"),
    "music": ("#4a1f45", "#a8568f", "#f7e4ee", "#f4a261"),
    "science": ("#123c46", "#3d8aa3", "#e0eff2", "#f2cd5d"),
    "health": ("#5a2a3d", "#c27083", "#fae8e8", "#8fc1a9"),
    "humanities": ("#4b3322", "#a07a4f", "#f4eadb", "#b8503b"),
    "living": ("#3f4a1d", "#85974a", "#f0f1dc", "#e0803f"),
}
NAMES = tuple(FIELDS)


def palette_of(category: "Category | None") -> str:
    """The name of a category's palette: its field's own, else one that stays the same."""
    if category is None:
        return "humanities"
    field = category.parent or category
    return field.slug if field.slug in FIELDS else NAMES[crc32(field.slug.encode()) % len(NAMES)]


def colours(name: str, way: int) -> Palette:
    """One of the three ways to use a palette: by night, at dusk, by day."""
    night, dusk, day, spark = FIELDS[name]
    return (
        Palette(night, dusk, day, spark),
        Palette(dusk, night, day, spark),
        Palette(day, dusk, night, spark),
    )[way]
