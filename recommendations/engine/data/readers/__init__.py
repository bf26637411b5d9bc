"""Readers of public data sets by name, and of any stranger's file by its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from .dataset import Dataset

FORMS = ("sequences", "split", "ratings")
# name -> the folder inside the data folder, the module here, what else it is told
READERS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "mooccubex": ("mooccubex", "mooccubex", {}),
    "coco_udemy": ("coco_udemy", "coco_udemy", {}),
    "beauty": ("sequences", "s3_sequences", {"name": "beauty"}),
    "toys": ("sequences", "s3_sequences", {"name": "toys"}),
    "lastfm": ("sequences", "s3_sequences", {"name": "lastfm"}),
    "lastfm_split": ("lastfm_split", "split", {}),
    "movielens_100k": ("movielens_100k", "movielens", {}),
}


def read_dataset(name: str, folder: Path, path: Path | None = None) -> Dataset:
    """Read the data set `name` from `folder`, or from `path` itself; errors say what is missing."""
    if name not in READERS:
        raise KeyError(f"No data set is called {name!r}. There are: {', '.join(READERS)}")
    inside, module, told = READERS[name]
    where = path or folder / inside
    if not where.is_dir():
        raise FileNotFoundError(f"{where} is missing: set HOMEROOM_DATA_DIR to the data folder")
    return _reader(module, **told)(where)


def read_form(form: str, path: Path) -> Dataset:
    """Read a file or folder of one of the `FORMS`, named after it."""
    if form not in FORMS:
        raise KeyError(f"No form is called {form!r}. There are: {', '.join(FORMS)}")
    return _reader(form)(path)


def _reader(module: str, **told: Any) -> Callable[[Path], Dataset]:
    """The `read` of a module, imported when it is asked for."""
    read: Callable[[Path], Dataset] = import_module(f"{__name__}.{module}").read
    return partial(read, **told)


__all__ = ["FORMS", "READERS", "Dataset", "read_dataset", "read_form"]
