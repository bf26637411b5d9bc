"""The stylesheets keep the promises of the design system: contrast, layers, tokens, no strays."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
# staff.css colours the admin with the tokens of its theme.
SHEETS = sorted(path for path in CSS.rglob("*.css") if path.name != "staff.css")
TOKENS = (CSS / "tokens.css").read_text("utf-8")
PAIRS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", TOKENS
    )
}
TEXT_ON_GROUND = [
    *(
        ("ink", ground)
        for ground in ("paper", "surface", "sunken", "soft", "warning-soft", "danger-soft")
    ),
    *(("muted", ground) for ground in ("paper", "surface", "sunken", "soft")),
    *(("brand", ground) for ground in ("paper", "surface", "soft")),
    *(("accent-ink", ground) for ground in ("paper", "surface", "warning-soft")),
    *(("danger", ground) for ground in ("paper", "surface", "danger-soft")),
    ("brand-strong", "soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
]


def luminance(colour: str) -> float:
    """Relative luminance, as the WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_is_readable_on_its_ground(text, ground, theme):
    assert contrast(PAIRS[text][theme], PAIRS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_fields_and_the_focus_ring_can_be_seen(ground, theme):
    for line in ("edge", "accent"):
        assert contrast(PAIRS[line][theme], PAIRS[ground][theme]) >= 3


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_stylesheet_is_short_and_says_what_it_is_for(sheet):
    text = sheet.read_text("utf-8")

    assert text.startswith("/* ")
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_only_tokens_that_exist_are_used(sheet):
    text = sheet.read_text("utf-8")
    known = set(re.findall(r"(--[\w-]+)\s*:", TOKENS + text))
    used = set(re.findall(r"var\(\s*(--[\w-]+)\s*\)", text))

    assert used <= known


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sides_are_named_by_the_flow_of_text(sheet):
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    physical = (
        r"^\s*(?:margin|padding|border|inset)?-?(?:left|right)\s*:|text-align:\s*(?:left|right)"
    )

    assert not re.findall(physical, rules, re.MULTILINE)
