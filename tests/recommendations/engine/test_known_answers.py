"""Each algorithm on a case so small that its answer was worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Histories, Interactions

from .worlds import DAY, interactions_of, plain_catalogue, two_camps

# Three learners, three courses, in the order taken:   a: 0 1    b: 0 1 2    c: 0
SMALL = interactions_of([0, 1], [0, 1, 2], [0], n_courses=3)
NAN = np.nan


def fitted(name, world=SMALL, **params):
    return create(name, **params).fit(world, plain_catalogue(world.n_courses))


def scores(model, *history, weights=None):
    rows = None if weights is None else [list(weights)]
    return model.score(Histories.from_lists([list(history)], rows))[0]


def test_popularity_adds_up_weights_and_caps_what_one_learner_adds():
    world = Interactions.from_events(
        [1, 2, 3], [0, 0, 1], [1, 0.5, 90], [1, 2, 3], course_ids=[0, 1, 2]
    )

    found = scores(fitted("popularity", world, cap=2.0))

    assert np.allclose(found, [1.5, 2, NAN], equal_nan=True)


def test_trending_halves_by_age_and_forgets_what_is_older_than_its_days():
    world = Interactions.from_events(
        [1, 2, 3, 4],
        [0, 0, 1, 2],
        [1, 1, 1, 1],
        [100 * DAY, 93 * DAY, 86 * DAY, 10 * DAY],
        course_ids=[0, 1, 2],
    )

    found = scores(fitted("trending", world, days=30, half_life_days=7.0))

    assert np.allclose(found, [1 + 0.5, 0.25, NAN], equal_nan=True)


def test_item_knn_by_cosine_is_the_overlap_over_both_lengths():
    # cos(0,1) = 2/sqrt(3*2), cos(0,2) = 1/sqrt(3*1), cos(1,2) = 1/sqrt(2*1)
    model = fitted("item_knn", shrinkage=0.0)

    assert np.allclose(scores(model, 0), [NAN, 2 / 6**0.5, 1 / 3**0.5], equal_nan=True)
    assert np.allclose(scores(model, 2), [1 / 3**0.5, 1 / 2**0.5, NAN], equal_nan=True)


def test_item_knn_shrinkage_adds_to_the_lengths():
    found = scores(fitted("item_knn", shrinkage=2.0), 0)

    assert np.allclose(found[1], 2 / (6**0.5 + 2))


def test_item_knn_by_pearson_is_the_correlation_of_whole_columns():
    columns = SMALL.weights.toarray()
    model = fitted("item_knn", similarity="pearson", shrinkage=0.0)

    expected = np.corrcoef(columns[:, 1], columns[:, 2])[0, 1]
    assert np.allclose(scores(model, 1)[2], expected)
    assert np.isnan(scores(model, 0)).all()  # all took course 0: it varies with nothing


def test_item_knn_keeps_the_nearest_of_each_course_only():
    # Course 2's nearest is 1 (.71 against .58), course 1's is 0, course 0's is 1.
    model = fitted("item_knn", shrinkage=0.0, neighbours=1)

    assert np.allclose(scores(model, 1), [2 / 6**0.5, NAN, 1 / 2**0.5], equal_nan=True)
    assert np.isnan(scores(model, 2)).all()


def test_user_knn_by_cosine_adds_up_what_the_nearest_took():
    # The history {0}: like a 1/sqrt(2), like b 1/sqrt(3), like c 1.
    alike_a, alike_b = 1 / 2**0.5, 1 / 3**0.5
    model = fitted("user_knn", shrinkage=0.0)

    assert np.allclose(scores(model, 0), [1 + alike_a + alike_b, alike_a + alike_b, alike_b])
    two = fitted("user_knn", shrinkage=0.0, neighbours=2)
    assert np.allclose(scores(two, 0), [1 + alike_a, alike_a, NAN], equal_nan=True)


def test_user_knn_by_pearson_is_the_correlation_of_whole_rows():
    world = interactions_of([0, 1], [1, 2], n_courses=4)
    model = fitted("user_knn", world, similarity="pearson", shrinkage=0.0, position_half_life=0)
    expected = np.corrcoef([0, 1, 1, 1], [0, 1, 1, 0])[0, 1]

    found = scores(model, 1, 2, 3)

    assert np.allclose(found, [NAN, expected, expected, NAN], equal_nan=True)


def test_ease_is_its_closed_form():
    x = SMALL.weights.toarray().astype(float)
    inverse = np.linalg.inv(x.T @ x + 10 * np.eye(3))
    links = -inverse / np.diag(inverse)
    np.fill_diagonal(links, 0)

    model = fitted("ease", l2=10.0, position_half_life=0)

    assert np.allclose(scores(model, 0, 2), links[0] + links[2], atol=1e-6)


def test_ease_with_few_neighbours_keeps_the_strongest_links_into_each_course():
    dense = fitted("ease", l2=1.0)
    sparse = fitted("ease", l2=1.0, neighbours=1)

    strongest = np.abs(dense.items_).argmax(axis=0)
    for course in range(3):
        kept = [t for t in range(3) if not np.isnan(scores(sparse, t)[course])]
        assert kept == [strongest[course]]


def test_transitions_count_steps_by_distance_and_direction():
    # Forward: 0>1 twice, 1>2 once, and 0>2 at distance two. Backward steps are worth half here.
    options = {"window": 2, "step_decay": 0.5, "backward": 0.5, "shrinkage": 0.0}
    model = fitted("transitions", **options)

    # From 0: to 1 = 2, to 2 = .5. From 1: to 2 = 1, to 0 = .5 * 2.
    assert np.allclose(scores(model, 0), [NAN, 2 / 2.5, 0.5 / 2.5], equal_nan=True)
    assert np.allclose(scores(model, 1), [0.5, NAN, 0.5], equal_nan=True)


def test_the_last_course_counts_most_and_each_before_it_half():
    model = fitted("item_knn", shrinkage=0.0, position_half_life=1.0)
    flat = fitted("item_knn", shrinkage=0.0, position_half_life=0.0)

    assert np.allclose(scores(model, 0, 1)[2], 0.5 / 3**0.5 + 1 / 2**0.5)
    assert np.allclose(scores(flat, 0, 1)[2], 1 / 3**0.5 + 1 / 2**0.5)


def test_ials_folds_a_history_in_by_solving_its_least_squares():
    model = fitted("ials", factors=2, epochs=3, position_half_life=0.0)
    v = model.vectors_.astype(float)
    taken, weights = [0, 2], np.array([1.0, 2.0])
    ridge = model.regularisation * (weights.sum() + model.unobserved_weight * 3)
    system = model.unobserved_weight * v.T @ v + ridge * np.eye(2)
    system += v[taken].T @ np.diag(weights) @ v[taken]
    expected = v @ np.linalg.solve(system, v[taken].T @ weights)

    assert np.allclose(scores(model, *taken, weights=weights), expected, atol=1e-4)


def test_ials_solves_long_and_short_histories_alike():
    random = np.random.default_rng(1)
    world = interactions_of(*(random.permutation(30)[:12].tolist() for _ in range(40)))
    wide = fitted("ials", world, factors=16, epochs=2, position_half_life=0.0)
    v = wide.vectors_.astype(float)
    for length in (3, 25):  # fewer and more courses than factors
        taken = random.permutation(30)[:length]
        ridge = wide.regularisation * (length + wide.unobserved_weight * 30)
        system = wide.unobserved_weight * v.T @ v + ridge * np.eye(16) + v[taken].T @ v[taken]
        expected = v @ np.linalg.solve(system, v[taken].sum(axis=0))

        assert np.allclose(scores(wide, *taken), expected, atol=1e-3)


@pytest.mark.parametrize(
    ("features", "measure", "expected"),
    [
        ("bag_of_words", "cosine", 2 / 6**0.5),
        ("bag_of_words", "jaccard", 2 / 3),
        ("bag_of_words", "euclidean", 1 / 2),
    ],
)
def test_content_compares_words(features, measure, expected):
    catalogue = Catalogue.build([0, 1, 2], texts=["red green", "Red, green: blue!", "violet"])
    world = interactions_of(n_courses=3)
    model = create("content", features=features, measure=measure).fit(world, catalogue)

    assert np.allclose(scores(model, 0)[1], expected, atol=1e-3)


def test_tf_idf_listens_to_rare_words():
    texts = ["course harp", "course drum", "course harp tuning", "course lute"]
    catalogue = Catalogue.build(range(4), texts=texts)
    model = create("content").fit(interactions_of(n_courses=4), catalogue)

    assert np.nanargmax(scores(model, 0)) == 2


def test_given_text_vectors_take_the_place_of_the_encoder():
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float32)
    catalogue = Catalogue.build([0, 1, 2], features={"text": vectors})
    model = create("content", features="embedding").fit(interactions_of(n_courses=3), catalogue)

    assert np.allclose(scores(model, 0)[1], 0.6, atol=1e-3)


def test_the_packaged_encoder_finds_the_chinese_course_on_the_same_subject():
    texts = ["Introduction to machine learning", "机器学习入门", "西方古典音乐欣赏"]
    catalogue = Catalogue.build([0, 1, 2], texts=texts)
    model = create("content", features="embedding").fit(interactions_of(n_courses=3), catalogue)

    assert np.nanargmax(scores(model, 0)) == 1


def test_chinese_titles_are_cut_into_words():
    texts = ["机器学习基础", "深度学习与机器学习", "古代文学史"]
    catalogue = Catalogue.build([0, 1, 2], texts=texts)
    found = scores(create("content").fit(interactions_of(n_courses=3), catalogue), 0)

    assert found[1] > 10 * np.nan_to_num(found[2])


def test_the_hybrid_adds_up_its_sources_each_divided_by_its_largest():
    model = fitted(
        "hybrid",
        sources={"item_knn": 2.0, "popularity": 1.0, "ease": 0.0},
        settings={"item_knn": {"shrinkage": 0.0}},
    )
    near = np.array([0, 2 / 6**0.5, 1 / 3**0.5])

    found = scores(model, 0)

    assert np.allclose(found, 2 * near / near.max() + np.array([3, 2, 1]) / 3)


def test_the_hybrid_by_rank_adds_up_reciprocal_ranks():
    model = fitted("hybrid", sources={"item_knn": 1.0, "popularity": 1.0}, fusion="reciprocal_rank")

    found = scores(model, 0)

    assert np.allclose(found, [NAN, 1 / 61 + 1 / 61, 1 / 62 + 1 / 62], equal_nan=True)


def test_beyond_its_limit_ease_models_the_most_taken_courses_only(monkeypatch):
    monkeypatch.setattr("recommendations.engine.algorithms.closed_form.DENSE_COURSES", 3)
    world = interactions_of([0, 1, 2], [0, 1, 2, 3], [1, 2, 0], [0, 4, 2])

    model = fitted("ease", world, l2=1.0)

    assert not np.isnan(scores(model, 0)[[1, 2]]).any()
    assert np.isnan(scores(model, 0)[[3, 4]]).all()
    assert np.isnan(scores(model, 3)).all()


@pytest.mark.parametrize(
    ("name", "chunked_in"),
    [("item_knn", "algorithms.item_knn"), ("content", "algorithms.content"), ("ease", "gram")],
)
def test_comparing_courses_in_chunks_changes_nothing(name, chunked_in, monkeypatch):
    world, catalogue = two_camps()
    whole = create(name).fit(world, catalogue)
    monkeypatch.setattr(f"recommendations.engine.{chunked_in}.CHUNK", 3)

    chunked = create(name).fit(world, catalogue)

    assert np.allclose(scores(chunked, 0, 5), scores(whole, 0, 5), equal_nan=True)
