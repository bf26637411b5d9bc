"""Drawn covers: the same for ever, different from each other, small, and harmless."""

import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings
from django.template import Context, Template
from django.test import Client

from courses.covers import cover_address, cover_svg, palette_of
from courses.covers.draw import FAMILIES
from courses.covers.palettes import FIELDS, NAMES
from tests.conftest import make_course

MOST_BYTES = 6 * 1024
ALLOWED = {"svg", "rect", "circle", "path", "g"}


def shapes(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter())


@pytest.mark.parametrize("palette", NAMES)
def test_every_cover_is_small_whole_and_made_of_shapes_only(palette):
    for seed in range(1, 200):
        svg = cover_svg(seed, palette)
        assert len(svg.encode()) < MOST_BYTES
        assert {shape.tag.rpartition("}")[2] for shape in shapes(svg)} <= ALLOWED
        assert "style" not in svg
        assert "nan" not in svg


def test_a_cover_never_changes():
    first = cover_svg(17, "music")
    cover_svg.cache_clear()

    assert cover_svg(17, "music") == first


def test_no_two_courses_share_a_cover():
    covers = {cover_svg(seed, "science") for seed in range(1, 1001)}

    assert len(covers) == 1000


def test_ids_that_follow_each_other_belong_to_different_families():
    assert len(FAMILIES) >= 8
    for start in range(1, 30):
        drawn = {FAMILIES[seed * 5 % len(FAMILIES)] for seed in range(start, start + 8)}
        assert len(drawn) == 8


def test_a_field_is_recognised_by_its_colours():
    grounds = {
        name: {cover_svg(seed, name).split('fill="')[1][:7] for seed in range(60)} for name in NAMES
    }

    assert all(len(colours) == 3 for colours in grounds.values())
    assert len(set().union(*grounds.values())) == 3 * len(NAMES)


def test_every_field_of_the_demo_world_has_a_palette():
    text = (settings.BASE_DIR / "courses" / "demo" / "world" / "fields.yaml").read_text("utf-8")

    assert {field["slug"] for field in yaml.safe_load(text)} == set(FIELDS)


def test_a_category_wears_the_colours_of_its_field():
    field = SimpleNamespace(slug="design", parent=None)

    assert palette_of(SimpleNamespace(slug="drawing", parent=field)) == "design"


def test_unknown_fields_and_courses_without_one_have_a_lasting_palette_too():
    strange = SimpleNamespace(slug="占星术", parent=None)

    assert palette_of(strange) == palette_of(strange)
    assert palette_of(strange) in FIELDS
    assert palette_of(None) in FIELDS


def test_a_cover_is_served_for_good_and_without_a_query(python_course, django_assert_num_queries):
    address = cover_address(python_course)

    with django_assert_num_queries(0):
        answer = Client().get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert "immutable" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer


def test_a_palette_that_is_not_there_is_not_found(db):
    assert Client().get("/cover/1/nothing/1.svg").status_code == 404


def test_an_uploaded_picture_wins(db):
    course = make_course("Painting", cover="covers/painting.jpg")

    assert cover_address(course) == "/media/covers/painting.jpg"


def test_the_cover_in_a_page_is_decoration(python_course):
    html = Template("{% load covers %}{% course_cover course %}").render(
        Context({"course": python_course})
    )

    assert 'alt=""' in html
    assert 'loading="lazy"' in html
    assert "cover-data" in html
