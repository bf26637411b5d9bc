"""The kinds of encoders there are; each is imported with its first use."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Encoder, EncoderMissingError

KINDS = ("packaged", "tf_idf", "sentence_transformers", "endpoint")


@dataclass(frozen=True)
class Wanted:
    """Which encoder, as staff said it."""

    kind: str = "packaged"
    model: str = ""
    address: str = ""
    key_variable: str = ""


def make_encoder(wanted: Wanted, *, seconds: float = 30.0, tries: int = 4) -> Encoder:
    """The encoder; nothing heavy is loaded before its first text.

    `seconds` and `tries` bound how long an endpoint is waited for. Raises `EncoderMissingError`.
    """
    match wanted.kind:
        case "packaged":
            from .packaged import Packaged

            return Packaged()
        case "tf_idf":
            from .tf_idf import TfIdf

            return TfIdf()
        case "sentence_transformers" if wanted.model:
            from .sentence_transformers import SentenceTransformers

            return SentenceTransformers(wanted.model)
        case "endpoint" if wanted.model and wanted.address:
            from .endpoint import Endpoint

            return Endpoint(
                wanted.address,
                wanted.model,
                key_variable=wanted.key_variable,
                seconds=seconds,
                tries=tries,
            )
        case _:
            raise EncoderMissingError(f"There is no encoder “{wanted.kind}” of that description.")
