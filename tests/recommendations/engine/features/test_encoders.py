"""Encoders: one promise for all, an endpoint in trouble, a package that is not there."""

import subprocess
import sys

import numpy as np
import pytest

from recommendations.engine.features.encoders import (
    EncoderError,
    EncoderMissingError,
    TextRefusedError,
    Wanted,
    endpoint,
    make_encoder,
)
from tests.recommendations.engine.features.embeddings_server import embeddings_server

TEXTS = ["机器学习", "machine learning", " \n", "baking bread", "烤面包", "🎉", "a" * 20_000]


@pytest.fixture
def served(monkeypatch):
    monkeypatch.setattr(endpoint, "FIRST_PAUSE_SECONDS", 0.01)
    with embeddings_server() as served:
        yield served


@pytest.fixture(params=["packaged", "tf_idf", "endpoint"])
def encoder(request, served):
    return make_encoder(Wanted(request.param, model="m", address=served.address))


def test_every_encoder_gives_unit_rows_and_zeros_for_blank_texts(encoder):
    vectors = encoder.encode(TEXTS)

    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    lengths = np.linalg.norm(vectors, axis=1)
    assert lengths[2] == 0
    assert lengths[[0, 1, 3, 4]] == pytest.approx(1, abs=1e-5)


def test_the_same_text_gets_the_same_vector_alone_and_among_others(encoder):
    among = encoder.encode(TEXTS)[3]

    assert encoder.encode([TEXTS[3]])[0] == pytest.approx(among, abs=1e-4)


def test_no_text_at_all_is_fine(encoder):
    assert len(encoder.encode([])) == 0
    assert len(encoder.encode(["", " "])) == 2


@pytest.mark.parametrize("kind", ["packaged", "endpoint"])
def test_both_languages_share_a_space(kind, served):
    encoder = make_encoder(Wanted(kind, model="m", address=served.address))
    chinese, english, _blank, bread, brot = encoder.encode(TEXTS[:5])

    assert chinese @ english > 0.5 > chinese @ bread
    assert bread @ brot > 0.5


def test_tf_idf_sets_a_query_beside_courses_without_a_catalogue():
    course, other = make_encoder(Wanted("tf_idf")).encode(["Statistics for all", "Baking for all"])
    query = make_encoder(Wanted("tf_idf")).encode(["statistic"], are_queries=True)[0]

    assert query @ course > 0.3 > abs(query @ other)


def test_encoders_differ_in_their_ids():
    wanted = [
        Wanted(),
        Wanted("tf_idf"),
        Wanted("sentence_transformers", "a"),
        Wanted("sentence_transformers", "b"),
        Wanted("endpoint", "a", "http://x/v1"),
        Wanted("endpoint", "a", "http://y/v1"),
    ]

    assert len({make_encoder(one).id for one in wanted}) == len(wanted)


@pytest.mark.parametrize("wanted", [Wanted("oracle"), Wanted("endpoint"), Wanted("endpoint", "m")])
def test_what_is_not_described_in_full_is_refused(wanted):
    with pytest.raises(EncoderMissingError):
        make_encoder(wanted)


def test_a_missing_package_is_named_with_what_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(
        EncoderMissingError, match=r"pip install 'homeroom\[sentence-transformers\]"
    ):
        make_encoder(Wanted("sentence_transformers", "some-model")).encode(["text"])


def test_sentence_transformers_say_which_model_does_not_load(tmp_path):
    pytest.importorskip("sentence_transformers", reason="needs the group sentence-transformers")

    with pytest.raises(EncoderError, match="does not load"):
        make_encoder(Wanted("sentence_transformers", str(tmp_path))).encode(["text"])


def test_an_endpoint_gets_texts_in_batches_and_its_key(served, monkeypatch):
    monkeypatch.setenv("SOME_KEY", "secret")
    wanted = Wanted("endpoint", "m", served.address, key_variable="SOME_KEY")

    make_encoder(wanted).encode([f"text {n}" for n in range(70)])

    assert [len(batch) for batch in served.asked] == [64, 6]
    assert set(served.keys) == {"Bearer secret"}


def test_a_key_that_is_not_set_is_told_by_the_name_of_its_variable(served):
    wanted = Wanted("endpoint", "m", served.address, key_variable="NO_SUCH_KEY")

    with pytest.raises(EncoderMissingError, match="NO_SUCH_KEY"):
        make_encoder(wanted).encode(["text"])


def test_an_endpoint_is_asked_again_when_it_is_busy(served):
    served.troubles = [429, 503]
    wanted = Wanted("endpoint", "m", served.address)

    assert make_encoder(wanted).encode(["text"]).shape == (1, 512)


@pytest.mark.parametrize(
    ("troubles", "said"),
    [
        ([500] * 4, "status 500"),
        ([401], "status 401"),
        (["no JSON"], "protocol"),
        (['{"data": []}'], "protocol"),
        (['{"data": [{"index": 0, "embedding": ["x"]}]}'], "protocol"),
    ],
)
def test_an_endpoint_in_trouble_says_what_it_answers(served, troubles, said):
    served.troubles = troubles

    with pytest.raises(EncoderError, match=said):
        make_encoder(Wanted("endpoint", "m", served.address)).encode(["text"])


def test_a_text_that_is_not_taken_is_told_apart_from_a_server_that_fails(served):
    served.troubles = [400]

    with pytest.raises(TextRefusedError):
        make_encoder(Wanted("endpoint", "m", served.address)).encode(["text"])


def test_nobody_at_the_address_is_an_error_in_time(monkeypatch):
    monkeypatch.setattr(endpoint, "FIRST_PAUSE_SECONDS", 0.01)

    with pytest.raises(EncoderError, match="does not answer"):
        make_encoder(Wanted("endpoint", "m", "http://127.0.0.1:9/v1"), seconds=0.5).encode(["text"])


def test_the_packaged_encoder_needs_no_more_than_numpy():
    code = (
        "import sys; from recommendations.engine.features.encoders import Wanted, make_encoder; "
        "make_encoder(Wanted()).encode(['text']); "
        "print({'torch', 'sklearn', 'scipy', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
