"""A causal transformer built here: asked by workers, and trained further on the catalogue."""

import json
import os
import time
from importlib.util import find_spec
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recommendations.language.asking import complete, stream
from recommendations.language.providers import transformers as provider
from recommendations.language.types import Limits
from recommendations.models import LanguageModel, Outcome
from recommendations.serving import live
from tests.conftest import make_course

HAS_TRANSFORMERS = bool(find_spec("transformers") and find_spec("peft"))
pytestmark = pytest.mark.skipif(
    not HAS_TRANSFORMERS and not os.environ.get("CI"),
    reason="transformers or peft is not installed: pip install -r requirements-test.txt",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    """A GPT-2 of two small layers with random weights and a tokenizer of bytes."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: number for number, letter in enumerate([*letters, "<end>"])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    path = tmp_path_factory.mktemp("gpt2")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<end>", model_max_length=128
    ).save_pretrained(path)
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=len(vocabulary), n_positions=128, n_embd=32, n_layer=2, n_head=2,
        bos_token_id=len(letters), eos_token_id=len(letters),
    )  # fmt: skip
    GPT2LMHeadModel(config).save_pretrained(path)
    return str(path)


@pytest.fixture
def worker(monkeypatch) -> None:
    """This process may load what workers may."""
    monkeypatch.setattr(live, "_libraries", set(live._libraries))
    live.allow_every_library()
    provider._loaded.clear()


@pytest.fixture
def local_model(db, folder) -> LanguageModel:
    return LanguageModel.objects.create(name="tiny", kind="transformers", model=folder, is_on=True)


def test_a_local_model_is_asked_by_workers(worker, local_model, ask):
    """Random weights say nothing worth showing, but every piece of the way is the real one."""
    streamed = stream(ask, limits=Limits(tokens=20))
    pieces = list(streamed)

    answer = streamed.answer
    assert "".join(pieces).strip()
    assert answer.outcome in (Outcome.GOOD, Outcome.SHAPE)  # SHAPE where it had no end in it
    assert 0 < answer.tokens_written <= 20
    assert 0 < answer.tokens_read <= 128 - 20  # a prompt that is too long keeps its end


def test_a_web_process_never_loads_it(local_model, ask, monkeypatch):
    monkeypatch.setattr(live, "_libraries", {"numpy"})
    provider._loaded.clear()

    assert complete(ask).outcome == Outcome.MISSING
    assert not provider._loaded


def test_a_folder_that_is_not_there_is_refused(worker, local_model, ask, tmp_path):
    LanguageModel.objects.update(model=str(tmp_path / "nothing"))
    assert complete(ask).outcome == Outcome.REFUSED

    LanguageModel.objects.update(model=str(tmp_path))
    assert complete(ask).outcome == Outcome.REFUSED


def test_generating_ends_in_time(worker, local_model, ask):
    complete(ask, limits=Limits(tokens=5))  # loaded
    start = time.monotonic()

    answer = complete(ask, limits=Limits(seconds=0.01, tokens=100))

    assert answer.outcome == Outcome.SLOW
    assert answer.text == ask.fallback
    assert time.monotonic() - start < 5


def test_what_is_missing_is_said(worker, local_model, ask, monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "transformers":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert complete(ask).outcome == Outcome.MISSING
    with pytest.raises(provider.ProviderError, match="pip install 'homeroom\\[language\\]'"):
        provider.load(local_model.model)


def tuned(folder, out, **more) -> dict:
    printed = StringIO()
    call_command(
        "finetune_language_model", folder, out, "--json", block=64, stdout=printed,
        stderr=StringIO(), **more,
    )  # fmt: skip
    return json.loads(printed.getvalue())


def test_training_on_the_catalogue_lowers_perplexity_and_goes_on_where_it_stopped(
    db, folder, tmp_path, worker, ask
):
    words = "Learn pandas step by step with small examples and many exercises. " * 3
    for number in range(20):
        make_course(f"Data with pandas {number}", description=words)
    out = tmp_path / "ours"

    first = tuned(folder, out, epochs=6, steps=4)
    assert (first["steps"], first["is_finished"]) == (4, False)
    second = tuned(folder, out, epochs=6)

    assert second["steps"] > 4
    assert second["is_finished"]
    assert second["before"] == pytest.approx(first["before"])
    assert second["after"] < first["after"] < first["before"]
    model = LanguageModel.objects.create(name="ours", kind="transformers", model=str(out))
    assert complete(ask, model=model, limits=Limits(tokens=8)).outcome != Outcome.REFUSED


def test_too_small_a_catalogue_is_refused(db, folder, tmp_path):
    with pytest.raises(CommandError, match="too few published courses"):
        call_command("finetune_language_model", folder, tmp_path / "x")
