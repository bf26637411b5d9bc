"""What picture and sound add for new courses, on worlds whose truth is known."""

from __future__ import annotations

import pytest

from recommendations.engine.data.senses import Show, senses_world
from recommendations.engine.evaluation.modalities import compare_modalities, unknown_courses

SMALL = {"courses": 200, "learners": 700, "taken": 8, "missing": {"picture": 0.2, "sound": 0.2}}
SIGNAL = {"text": 0.8, "picture": 0.9, "sound": 0.0}


@pytest.fixture(scope="module")
def lines():
    world = senses_world(Show("picture tells, sound is noise", SIGNAL, **SMALL))
    found = list(compare_modalities(world, features="embedding", fusions=("late", "gates")))
    return {(line["senses"], line["fusion"]): line for line in found}


def test_nobody_learns_from_a_course_that_is_kept_out():
    fold = unknown_courses(senses_world(Show("all", **SMALL)), share=0.2, seed=0)

    assert not set(fold.targets.courses.tolist()) & set(fold.past.indices.tolist())
    assert len(fold.targets) > 100


def test_pictures_that_tell_find_more_new_courses(lines):
    line = lines["text + picture", "gates"]

    assert line["recall@50_gain_ci"][0] > 0
    assert line["ndcg@10_gain_ci"][0] > 0


def test_gates_lose_nothing_by_noise_where_fixed_weights_do(lines):
    assert lines["text + sound", "gates"]["recall@50_gain"] == 0
    assert lines["text + sound", "late"]["recall@50_gain"] < 0


def test_gates_take_what_tells_and_leave_what_does_not(lines):
    both, picture = lines["text + picture + sound", "gates"], lines["text + picture", "gates"]

    assert both["recall@50"] == picture["recall@50"]


def test_text_alone_stands_first_and_says_how_many_courses_have_what(lines):
    (senses, fusion), line = next(iter(lines.items()))

    assert (senses, fusion) == ("text", "")
    assert 0 < line["with"]["picture"] < line["courses"]
    assert "recall@50_gain" not in line
