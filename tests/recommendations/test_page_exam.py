"""A page is judged as a page: what the figures say, and the assembler beside stacked rows."""

import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command

from recommendations.engine.data.readers import Dataset
from recommendations.engine.evaluation.page import FIGURES, Shop, judge
from recommendations.engine.types import SECONDS_A_DAY, Catalogue, Interactions
from recommendations.management.commands import evaluate_page

SHOP = Shop(np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]), np.array([False, False, False, True]))


def figures_of(screen, past=(0,), later=()):
    found = judge(SHOP, [screen], [past], [set(later)])
    return {name: float(found[name][0]) for name in FIGURES}


def test_a_course_counts_once_and_for_more_the_earlier_it_stands():
    once = figures_of([[1, 2], [3]], later=[1])
    twice = figures_of([[1, 2], [1]], later=[1])
    late = figures_of([[2, 3], [1]], later=[1])

    assert once["unique_relevant"] == twice["unique_relevant"] == 1
    assert late["unique_relevant"] == pytest.approx(0.8)
    assert figures_of([[2, 3]], later=[1])["unique_relevant"] == 0


def test_repeats_are_redundant_and_unlike_courses_are_not():
    assert figures_of([[1], [1]])["redundancy"] == 1
    assert figures_of([[1, 2]])["redundancy"] == 0
    assert 0 < figures_of([[1, 2], [2]])["redundancy"] < 1


def test_the_mix_of_the_past_has_no_error_and_new_courses_have_a_share():
    assert figures_of([[1]], past=(0, 1))["calibration_error"] == pytest.approx(0)
    assert figures_of([[2]], past=(0, 1))["calibration_error"] > 1
    assert figures_of([[3], [3]])["new_share"] == 1
    assert figures_of([])["unique_relevant"] == 0


def a_dataset() -> Dataset:
    """Two camps who take the courses of their own, one a day, in an order of their own."""
    random = np.random.default_rng(5)
    events = [
        (learner, (learner % 2) * 12 + int(course), (learner % 7 + place) * SECONDS_A_DAY)
        for learner in range(60)
        for place, course in enumerate(random.permutation(12)[:9])
    ]
    learners, courses, times = zip(*events, strict=True)
    found = Interactions.from_events(
        learners, courses, [1.0] * len(events), times, course_ids=list(range(24))
    )
    kinds = [("data",) if course < 12 else ("music",) for course in range(24)]
    return Dataset("camps", found, Catalogue.build(range(24), categories=kinds), has_times=True)


def test_the_command_prints_both_ways_with_their_four_figures(db, monkeypatch):
    monkeypatch.setattr(evaluate_page, "read_named", lambda _options: a_dataset())
    out = StringIO()

    call_command(
        "evaluate_page",
        "--json",
        "--algorithms",
        "item_knn,popularity",
        stdout=out,
        stderr=StringIO(),
    )

    line = json.loads(out.getvalue())
    assert set(line["assembler"]) == set(line["stacked"]) == set(FIGURES)
    assert line["learners"] > 20
    assert line["assembler"]["redundancy"] < line["stacked"]["redundancy"]
