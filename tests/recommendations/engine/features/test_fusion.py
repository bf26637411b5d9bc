"""Text, picture and sound together: what is missing costs nothing, what is noise is not heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.engine.data.senses import Show, senses_world
from recommendations.engine.features.fields import fields_of
from recommendations.engine.features.fusion import centred, sense_of
from recommendations.engine.features.gates import learn_gates
from recommendations.engine.features.likeness import likeness
from recommendations.engine.features.text import tied
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Histories

SMALL = {"courses": 160, "learners": 500, "taken": 8, "fields": 2}
TELLS = Show("all tell", **SMALL)
NOISE = Show("noise", {"text": 0.8, "picture": 0.0, "sound": 0.0}, **SMALL)


def scores(world, taken, **knobs):
    model = create("content", features="embedding", **knobs)
    fitted = model.fit(world.interactions, world.catalogue)
    return np.nan_to_num(fitted.score(Histories.from_lists([[taken]]))[0])


def shown(world):
    """A course that has both a picture and a sound."""
    features = world.catalogue.features
    there = [np.isfinite(features[name]).all(axis=1) for name in ("picture", "sound")]
    return int(np.flatnonzero(there[0] & there[1])[0])


def gates(world, *names):
    vectors = tied(world.catalogue.features["text"])
    senses = [sense_of(world.catalogue, name, 1.0, {}) for name in names]
    found, _ = learn_gates(
        world.interactions,
        lambda chunk: likeness(vectors, chunk, "cosine"),
        senses,
        fields_of(world.catalogue),
    )
    return found


def without(world, course, *names):
    """The same world, where one course lacks some senses."""
    features = {name: values.copy() for name, values in world.catalogue.features.items()}
    for name in names:
        features[name][course] = np.nan
    return replace(world, catalogue=replace(world.catalogue, features=features))


@pytest.mark.parametrize("fusion", ["late", "gates"])
@settings(max_examples=8, deadline=None)
@given(course=st.integers(0, 39), seed=st.integers(0, 3))
def test_a_course_without_a_picture_scores_as_with_text_alone(fusion, course, seed):
    show = Show("small", courses=40, learners=150, taken=6, fields=2)
    world = without(senses_world(show, seed=seed), course, "picture", "sound")

    found = scores(world, course, picture=True, sound=True, fusion=fusion)

    assert np.allclose(found, scores(world, course), atol=1e-5)


@pytest.mark.parametrize("fusion", ["early", "late", "gates"])
def test_a_catalogue_without_pictures_is_compared_by_text(fusion):
    world = senses_world(TELLS)
    bare = replace(world.catalogue, features={"text": world.catalogue.features["text"]})
    bare = replace(world, catalogue=bare)

    assert np.array_equal(scores(bare, 3, picture=True, fusion=fusion), scores(bare, 3))


def test_pictures_and_sound_are_off_by_default():
    world = senses_world(TELLS)

    assert np.array_equal(
        scores(world, shown(world)), scores(world, shown(world), picture=False, sound=False)
    )
    assert not np.array_equal(
        scores(world, shown(world)), scores(world, shown(world), picture=True, fusion="late")
    )


def test_gates_open_where_pictures_foretell_what_learners_take():
    found = gates(senses_world(TELLS), "picture", "sound")

    assert found.mean(axis=0).min() > 0.2


@pytest.mark.parametrize("seed", range(5))
def test_gates_stay_shut_before_noise_so_that_nothing_is_lost(seed):
    world = senses_world(NOISE, seed=seed)

    assert not gates(world, "picture", "sound").any()
    assert np.array_equal(scores(world, 5, picture=True, sound=True), scores(world, 5))


def test_gates_open_wider_in_the_field_where_pictures_tell():
    show = Show("one field", only_in={"picture": 0}, **SMALL | {"courses": 240, "learners": 1_500})
    world = senses_world(show)
    fields = fields_of(world.catalogue)
    names = [path[-1] for path in world.catalogue.categories]

    found = gates(world, "picture")[:, 0]

    own = np.array([name == "field-0" for name in names])
    assert len(set(fields.tolist())) == 2
    assert found[own].mean() > 2 * found[~own].mean()


def test_a_course_that_nobody_took_has_the_gates_of_its_field():
    world = senses_world(TELLS)
    new = 7
    known = world.interactions.take(world.interactions.indices != new)
    fields = fields_of(world.catalogue)

    found = gates(replace(world, interactions=known), "picture")[:, 0]

    neighbours = found[(fields == fields[new]) & (np.arange(len(found)) != new)]
    assert neighbours.min() <= found[new] <= neighbours.max()
    assert found[new] > 0


def test_gates_of_a_handful_of_courses_stay_shut():
    world = senses_world(replace(TELLS, courses=12))

    assert not gates(world, "picture").any()


def test_a_category_may_give_pictures_another_weight():
    world = senses_world(TELLS)
    knobs = {"picture": True, "fusion": "late", "picture_weight": 0.0}

    silent = scores(world, shown(world), **knobs)
    loud = scores(world, shown(world), **knobs, picture_weights={"field-0": 3.0, "field-1": 3.0})

    assert np.allclose(silent, scores(world, shown(world)), atol=1e-5)
    assert not np.allclose(loud, silent, atol=1e-2)


def test_an_early_space_knows_pictures_and_keeps_to_its_numbers():
    world = senses_world(TELLS)

    found = scores(world, shown(world), picture=True, sound=True, fusion="early", dimensions=8)

    assert np.isfinite(found).all()
    assert not np.allclose(found, scores(world, shown(world)), atol=1e-2)


def test_centred_vectors_are_units_about_their_mean_and_missing_ones_zeros():
    vectors = np.array([[1, 0, 5], [0, 1, 5], [np.nan, 0, 5], [0, 0, 0]], np.float32)

    found = centred(vectors)

    assert np.allclose(found[0], -found[1])  # what all share tells nothing
    assert np.allclose(np.linalg.norm(found, axis=1), [1, 1, 0, 0])


def test_a_sense_that_one_course_has_alone_says_nothing():
    pictures = np.array([[1, 2], [np.nan, np.nan]], np.float32)

    assert (
        sense_of(Catalogue.build([1, 2], features={"picture": pictures}), "picture", 1, {}) is None
    )
