"""A causal model in a folder of the workers' machine, GPT-2 and newer, by transformers and torch."""

import time
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from recommendations.language.providers import Pieces
from recommendations.language.types import Ask, Limits, ProviderError, Said
from recommendations.models import LanguageModel, Outcome
from recommendations.serving.live import has_every_library

INSTALL = "pip install 'homeroom[language]'"
LEAST_CONTEXT = 64
_loaded: dict[str, tuple[Any, Any]] = {}  # the one model that this process holds, by its folder
_lock = Lock()


def stream(model: LanguageModel, ask: Ask, limits: Limits) -> Pieces:
    """Generate in a thread and hand the pieces on; loading, the first time, is not timed."""
    if not has_every_library():
        raise ProviderError(Outcome.MISSING, "Only workers load models.")
    tokenizer, network = load(model.model)
    from transformers import TextIteratorStreamer

    prompt = _prompt(tokenizer, network, ask, limits)
    streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
    written: list[Any] = []
    start = time.monotonic()
    thread = Thread(
        target=_generate, args=(network, tokenizer, prompt, limits, streamer, written), daemon=True
    )
    thread.start()
    text = ""
    for piece in streamer:
        text += piece
        if piece:
            yield piece
    thread.join()
    if time.monotonic() - start >= limits.seconds:
        raise ProviderError(Outcome.SLOW)
    read, tokens = prompt["input_ids"].shape[1], written[0] if written else []
    if not text.strip():
        raise ProviderError(Outcome.GARBAGE)
    is_cut = len(tokens) - read >= limits.tokens and int(tokens[-1]) not in _ends(network)
    return Said(text, read, len(tokens) - read, is_cut=is_cut)


def load(folder: str) -> tuple[Any, Any]:
    """Tokenizer and network of a folder; nothing is fetched, and no code of the folder runs."""
    with _lock:
        if folder not in _loaded:
            _loaded.clear()
            _loaded[folder] = _load(folder)
        return _loaded[folder]


def _load(folder: str) -> tuple[Any, Any]:
    try:
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError:
        raise ProviderError(Outcome.MISSING, f"transformers is missing: {INSTALL}") from None
    if not Path(folder).is_dir():
        raise ProviderError(Outcome.REFUSED, "There is no such folder.")
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        network = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, use_safetensors=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise ProviderError(Outcome.REFUSED, type(error).__name__) from None
    return tokenizer, network.eval()


def _prompt(tokenizer: Any, network: Any, ask: Ask, limits: Limits) -> Any:
    """As the model was taught to be asked, where that is known; the end, where it is too long."""
    if tokenizer.chat_template:
        text = tokenizer.apply_chat_template(
            ask.messages, tokenize=False, add_generation_prompt=True
        )
    else:
        text = "\n\n".join(one["content"] for one in ask.messages) + "\n\n"
    room = getattr(network.config, "max_position_embeddings", 0) or tokenizer.model_max_length
    tokenizer.truncation_side = "left"
    most = max(LEAST_CONTEXT, min(int(room), 32_768) - limits.tokens)
    return tokenizer(text, return_tensors="pt", truncation=True, max_length=most)


def _generate(
    network: Any, tokenizer: Any, prompt: Any, limits: Limits, streamer: Any, written: list[Any]
) -> None:
    try:
        found = network.generate(
            **prompt,
            max_new_tokens=limits.tokens,
            max_time=limits.seconds,
            do_sample=limits.temperature > 0,
            temperature=limits.temperature or None,
            pad_token_id=tokenizer.pad_token_id or tokenizer.eos_token_id,
            streamer=streamer,
        )
        written.append(found[0].tolist())
    finally:
        streamer.end()


def _ends(network: Any) -> set[int]:
    ends = network.generation_config.eos_token_id
    return set(ends) if isinstance(ends, list) else {ends}
