"""Readers of public data sets, by name: what learners took, and what is known of the courses."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from .dataset import Dataset

READERS = {"mooccubex": "mooccubex", "coco_udemy": "coco_udemy"}


def read_dataset(name: str, folder: Path) -> Dataset:
    """Read the data set `name` from `folder`/`name`; the errors say what is missing."""
    if name not in READERS:
        raise KeyError(f"No data set is called {name!r}. There are: {', '.join(READERS)}")
    where = folder / name
    if not where.is_dir():
        raise FileNotFoundError(f"{where} is missing: set HOMEROOM_DATA_DIR to the data folder")
    found: Dataset = import_module(f"{__name__}.{READERS[name]}").read(where)
    return found


__all__ = ["READERS", "Dataset", "read_dataset"]
