"""`manage.py evaluate_modalities`: what each sense adds, on made-up worlds and on the site's own."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from recommendations.engine.data.senses import Show
from recommendations.engine.features import pictures
from recommendations.management.commands import evaluate_modalities
from recommendations.models import CourseVector


def lines(*arguments):
    out = io.StringIO()
    call_command("evaluate_modalities", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_made_up_world_is_judged_by_each_fusion(monkeypatch):
    show = Show("small", courses=60, learners=150, taken=6, missing={"sound": 1.0})
    monkeypatch.setattr(evaluate_modalities, "SHOWS", [show])

    found = lines("--worlds", "made_up", "--folds", "1", "--json")

    assert [(line["senses"], line["fusion"]) for line in found] == [
        ("text", ""),
        ("text + picture", "early"),
        ("text + picture", "late"),
        ("text + picture", "gates"),
    ]  # nobody has a sound
    for line in found[1:]:
        low, high = line["recall@50_gain_ci"]
        assert low <= line["recall@50_gain"] <= high


def test_the_site_is_judged_by_the_vectors_of_its_courses(world):
    for number, course in enumerate([*world.data, *world.music]):
        vector = np.array([number, 1, number % 3], "<f2").tobytes()
        CourseVector.objects.create(
            course=course, modality="picture", encoder="eye", digest="", vector=vector
        )

    found = lines("--worlds", "site", "--folds", "2", "--json")

    assert {line["dataset"] for line in found} == {"this site"}
    assert found[0]["with"] == {"picture": 12, "sound": 0}


def test_a_site_without_pictures_is_judged_by_text_alone(world):
    found = lines("--worlds", "site", "--json")

    assert [line["senses"] for line in found] == ["text"]


def test_the_table_for_the_eye_has_a_row_for_each_line(world):
    out = io.StringIO()
    call_command("evaluate_modalities", "--worlds", "site", stdout=out)

    assert "recall@50" in out.getvalue()


def test_drawn_covers_are_judged_as_if_they_were_pictures(world, monkeypatch):
    drawn = []
    monkeypatch.setattr(pictures, "draws_svg", lambda: True)
    monkeypatch.setattr(pictures, "sees_pictures", lambda: True)
    monkeypatch.setattr(pictures, "picture_of_svg", lambda svg: drawn.append(svg) or len(drawn))
    monkeypatch.setattr(pictures, "picture_vectors", lambda seen: np.eye(len(seen), dtype="f4"))

    found = lines("--worlds", "drawn_covers", "--folds", "1", "--json")

    assert {line["dataset"] for line in found} == {"this site, drawn covers"}
    assert found[0]["with"]["picture"] == len(drawn) == 12
    assert all(svg.startswith("<svg") for svg in drawn)


def test_drawn_covers_need_what_renders_and_sees_them(world, monkeypatch):
    monkeypatch.setattr(pictures, "draws_svg", lambda: False)

    with pytest.raises(CommandError, match=r"homeroom\[pictures\]"):
        lines("--worlds", "drawn_covers")
