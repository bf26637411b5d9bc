"""A site that is there already gets each new row once, and none that its staff took away."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from recommendations.audit import note_deletion
from recommendations.homepage.defaults import MOVING, ROWS
from recommendations.models import Row

FIRST = {"continue", "picked", "because", "trending", "interest", "new", "popular", "saved"}
LATER = ("0013_rows_for_occasions", "0016_rows_that_came_later")


def upgrade():
    for name in LATER:
        module = import_module(f"recommendations.migrations.{name}")
        module.add_rows(apps, connection.schema_editor())


@pytest.fixture
def old_site(db):
    """The rows of the very first version."""
    Row.objects.exclude(key__in=FIRST).delete()


def test_an_old_site_ends_with_the_rows_of_a_new_one(old_site):
    shown = ("source", "order", "minimum", "maximum", "title_en", "note_en")

    upgrade()

    for wanted in ROWS:
        row = Row.objects.get(key=wanted["key"])
        assert {name: getattr(row, name) for name in shown} == {
            name: wanted.get(name, "") for name in shown
        }
        assert row.title_zh
        assert row.audience == wanted.get("audience", "everyone")
        assert row.may_move == (row.key in MOVING)


def test_what_staff_made_of_a_row_stays(old_site):
    Row.objects.create(key="alike", source="popular", title_en="Ours", is_on=False)

    upgrade()

    assert Row.objects.get(key="alike").title_en == "Ours"


def test_what_staff_deleted_stays_away(old_site, dan):
    firsts = Row.objects.create(key="firsts", source="firsts", title_en="Be among the first")
    note_deletion(dan, firsts)
    firsts.delete()

    upgrade()

    assert not Row.objects.filter(key="firsts").exists()
    assert Row.objects.filter(key="followed").exists()


def test_a_new_site_is_left_to_its_first_start(db):
    Row.objects.all().delete()

    upgrade()

    assert not Row.objects.exists()
