"""Amazon Beauty, Amazon Toys and LastFM as S3-Rec published them (CIKM 2020)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from recommendations.engine.types import Catalogue

from . import sequences
from .dataset import Dataset

FILES = {"beauty": "Beauty", "toys": "Toys_and_Games", "lastfm": "LastFM"}


def read(folder: Path, name: str) -> Dataset:
    """Read the sequences of one of them; an item's attributes are its categories and its words."""
    found = sequences.read(folder / f"{FILES[name]}.txt")
    raw = (folder / f"{FILES[name]}_item2attributes.json").read_text(encoding="utf-8")
    attributes: dict[str, list[int]] = json.loads(raw)
    courses = found.interactions.courses
    kinds = [
        [f"attribute{kind}" for kind in dict.fromkeys(attributes.get(str(course), ()))]
        for course in courses.tolist()
    ]
    catalogue = Catalogue.build(courses, texts=[" ".join(own) for own in kinds], categories=kinds)
    return replace(found, name=name, catalogue=catalogue)
