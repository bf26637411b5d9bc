"""Trees and margins for newcomers: what they read, what they learn, and that numpy says the same."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from recommendations.engine.context import context_of
from recommendations.engine.features.counts import PRIOR_LEARNERS
from recommendations.engine.features.lessons import Lessons, draw_lessons
from recommendations.engine.features.pairs import COLUMNS, Pairs
from recommendations.engine.features.trees import Trees
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Histories

from .worlds import interactions_of, two_camps

CLASSIC = ["decision_tree", "random_forest", "svm"]
RANDOM = np.random.default_rng(5)
TABLE = RANDOM.normal(size=(600, len(COLUMNS))).astype(np.float32)
TAKEN = TABLE[:, 0] * TABLE[:, 1] + 0.3 * RANDOM.normal(size=600) > 0.2
FRESH = RANDOM.normal(size=(500, len(COLUMNS))).astype(np.float32)


def profiled_camps():
    """The two camps, whose learners said what they are interested in."""
    world, catalogue = two_camps()
    camps = np.where(np.arange(world.n_learners) < world.n_learners // 2, "data", "art")
    return world.with_context(context_of(interests=camps.tolist())), catalogue


def test_a_tree_read_out_says_what_scikit_learn_says():
    tree = DecisionTreeClassifier(max_depth=7, random_state=1).fit(TABLE, TAKEN)

    found = Trees.of([tree]).mean_share(FRESH)

    assert np.allclose(found, tree.predict_proba(FRESH)[:, 1], atol=1e-12)


def test_a_forest_read_out_says_what_scikit_learn_says():
    forest = RandomForestClassifier(9, max_depth=6, random_state=1).fit(TABLE, TAKEN)

    found = Trees.of(forest.estimators_).mean_share(FRESH)

    assert np.allclose(found, forest.predict_proba(FRESH)[:, 1], atol=1e-12)


def test_a_threshold_itself_goes_left_as_in_scikit_learn():
    tree = DecisionTreeClassifier().fit([[0.0], [1.0]], [False, True])

    assert Trees.of([tree]).mean_share(np.array([[0.5]], np.float32)).tolist() == [0.0]


@pytest.mark.parametrize("kernel", ["linear", "curved"])
def test_a_machine_read_out_says_what_scikit_learn_says(kernel):
    model = create("svm", kernel=kernel, cost=2.0, curved_pairs=1_000)
    model.learn(Lessons(TABLE, TAKEN), seed=0)
    scaled, fresh = ((one - TABLE.mean(0)) / TABLE.std(0) for one in (TABLE, FRESH))
    if kernel == "linear":
        machine = LinearSVC(C=2.0, dual=False, random_state=0).fit(scaled, TAKEN)
    else:
        machine = SVC(C=2.0, gamma=1 / len(COLUMNS)).fit(scaled, TAKEN)

    margin = machine.decision_function(fresh)

    assert np.allclose(model.interest(FRESH), 1 / (1 + np.exp(-margin)), atol=2e-3)
    assert np.array_equal(model.interest(FRESH) > 0.5, machine.predict(fresh))


@pytest.mark.parametrize("name", CLASSIC)
def test_a_newcomer_is_recommended_what_those_with_the_same_interest_took(name):
    model = create(name).fit(*profiled_camps())
    newcomers = Histories.empty(2).with_context(context_of(interests=["art", "data"]))

    best = model.score(newcomers).argmax(axis=1)

    assert best[0] >= 4 > best[1]


@pytest.mark.parametrize("name", CLASSIC)
def test_who_said_nothing_but_their_language_gets_no_opinion(name):
    model = create(name).fit(*profiled_camps())
    strangers = Histories.empty(2).with_context(context_of(language=["en", ""], goal=["", "study"]))

    scores = model.score(strangers)

    assert np.isnan(scores[0]).all()
    assert not np.isnan(scores[1]).all()


@pytest.mark.parametrize("name", CLASSIC)
def test_only_candidates_get_an_opinion(name):
    model = create(name, candidates=2).fit(*profiled_camps())
    newcomer = Histories.empty(1).with_context(context_of(interests=["art"]))

    assert 1 <= (~np.isnan(model.score(newcomer))).sum() <= 2


def described(world, catalogue, histories, course):
    pairs = Pairs.of(world, catalogue, seed=0)
    owners, courses = np.zeros(1, np.int64), np.full(1, course)
    row = pairs.describe(pairs.read(histories), owners, courses)[0]
    return dict(zip(COLUMNS, row.tolist(), strict=True))


CATALOGUE = Catalogue.build(
    range(3),
    texts=["python data", "python plots", "water colour"],
    languages=["en", "en", "zh-hans"],
    categories=[["python", "data"], ["python", "data"], ["painting", "art"]],
    features=context_of(level=["beginner", "advanced", ""], minutes=np.array([60.0, np.nan, 0])),
)
WORLD = interactions_of([0, 1], [0], [2], n_courses=3).with_context(
    context_of(
        interests=[["data"], ["data"], ["art"]],
        level=["beginner", "", ""],
        goal=["", "", ""],
        language=["en", "en", "zh-hans"],
    )
)


def test_the_columns_of_a_pair_are_what_they_are_called():
    learner = Histories.from_lists([[0]]).with_context(
        context_of(interests=[["data", "python"]], level=["beginner"], language=["zh-hans"])
    )

    found = described(WORLD, CATALOGUE, learner, 1)

    assert np.isclose(found["popularity"], np.log1p(1))
    share = (1 + 1) / (3 + 3 + 1)
    lift = np.log((1 + PRIOR_LEARNERS * share) / (2 + PRIOR_LEARNERS) / share)
    nobody = np.log(PRIOR_LEARNERS * share / PRIOR_LEARNERS / share)  # "python" was said by none
    assert np.isclose(found["liked_by_same_interests"], (lift + nobody) / 2, atol=1e-6)
    assert np.isclose(found["liked"], found["popularity"] + found["liked_by_same_interests"])
    assert found["within_interests"] == 2
    assert np.isclose(found["within_past"], 2)  # both of its categories are all of the past
    assert found["same_language"] == -1
    assert (found["course_level"], found["learner_level"], found["step_up"]) == (3, 1, 2)
    assert (found["minutes"], found["interests"]) == (0, 2)
    assert np.isclose(found["past_length"], np.log1p(1))
    assert found["like_past"] > described(WORLD, CATALOGUE, learner, 2)["like_past"]


def test_a_goal_is_a_column_of_its_own():
    learner = Histories.empty(1).with_context(context_of(goal=["switch"]))

    found = described(WORLD, CATALOGUE, learner, 0)

    assert [found[goal] for goal in COLUMNS[-4:]] == [0, 0, 1, 0]


def test_a_course_that_nobody_took_is_a_candidate_where_it_is_like_the_interests():
    texts = ["python data", "python plots", "water colour", "python tables"]
    categories = [["data"], ["data"], ["art"], ["data"]]
    catalogue = Catalogue.build(range(4), texts=texts, categories=categories)
    world = interactions_of([0, 1], [0, 2], [2], n_courses=4)
    pairs = Pairs.of(
        world.with_context(context_of(interests=["data", "data", "art"])), catalogue, seed=0
    )
    newcomer = Histories.empty(1).with_context(context_of(interests=["data"]))

    _, courses = pairs.candidates(pairs.read(newcomer), 6)

    assert 3 in courses.tolist()


def test_lessons_hold_courses_that_came_later_beside_courses_that_never_came():
    world, catalogue = profiled_camps()
    pairs = Pairs.of(world, catalogue, seed=0)

    lessons = draw_lessons(world, pairs, count=2_000, negatives=3, popular=0.5, seed=0)

    assert 300 < lessons.taken.sum() <= 500  # one in four, and a learner is drawn at most ten times
    within = lessons.table[:, COLUMNS.index("within_interests")]
    assert within[lessons.taken].min() == 1  # in the camps everything taken is of one's interest
    assert (lessons.table[lessons.taken, COLUMNS.index("past_length")] == 0).mean() > 0.4
    assert within[~lessons.taken].mean() < 0.5


def test_no_lesson_counts_its_own_learner():
    # Every course has exactly one learner: seen from anybody else, nobody took it.
    world = interactions_of(*([course] for course in range(12)), n_courses=12)
    pairs = Pairs.of(world, Catalogue.build(range(12)), seed=0)

    lessons = draw_lessons(world, pairs, count=200, negatives=2, popular=0.0, seed=0)

    assert (lessons.table[lessons.taken, COLUMNS.index("popularity")] == 0).all()


@pytest.mark.parametrize("name", CLASSIC)
def test_where_nothing_was_taken_nothing_is_learned_and_nothing_kept(name):
    model = create(name).fit(interactions_of(n_courses=3), CATALOGUE)

    assert {key for key, array in model.state().items() if array.size} == {"n_courses_"}
    assert np.isnan(model.score(Histories.from_lists([[0]]))).all()
