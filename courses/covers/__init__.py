"""Covers drawn by the site itself: every course without a picture has one of its own."""

from courses.covers.address import cover_address
from courses.covers.draw import cover_svg
from courses.covers.palettes import palette_of

__all__ = ["cover_address", "cover_svg", "palette_of"]
