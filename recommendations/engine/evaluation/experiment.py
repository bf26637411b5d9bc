"""A table of results: each algorithm's knobs chosen on validation, each fitted and tested once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from recommendations.engine.data.readers import Dataset

from .blending import choose_blend
from .deadline import Deadline
from .exam import Exam, Line
from .pool import Pool
from .protocols import FOLDS, splits_of
from .quick import Climb
from .validation import Note, Validation

# Not user-kNN: it adds .001 on mooccubex and takes longer to score than all others together.
BLENDED = ("ease", "transitions", "item_knn", "content", "popularity")


def unheard(text: str) -> None:
    """A note that nobody reads."""


def compare(
    dataset: Dataset,
    protocol: str,
    algorithms: Sequence[str],
    *,
    is_tuned: bool = True,
    folds: int = FOLDS,
    seed: int = 0,
    note: Note = unheard,
) -> Iterator[Line]:
    """A result for each algorithm, as soon as it is known."""
    splits = splits_of(dataset, protocol, folds=folds)
    exam = Exam(dataset, protocol, splits, seed)
    choice = Choice(Validation(dataset, splits[0].validation, seed), note)
    for name in algorithms:
        line, report = exam.sit(name, choice.params(name) if is_tuned else {})
        note(f"{name}: {dict(report.counts)}")
        yield line


class Choice:
    """The params chosen so far; those of the hybrid's sources are found before its weights."""

    def __init__(self, validation: Validation, note: Note) -> None:
        self.validation, self.note = validation, note
        self.chosen: dict[str, dict[str, Any]] = {}

    def params(self, name: str) -> Mapping[str, Any]:
        """The params of `name` that validate best."""
        if name not in self.chosen:
            self.chosen[name] = self._hybrid() if name == "hybrid" else self._one(name)
        return self.chosen[name]

    def _one(self, name: str) -> dict[str, Any]:
        """A quick look around the defaults."""
        return Climb(name, self.validation, self.note).run()

    def _hybrid(self) -> dict[str, Any]:
        """Sources under their own best knobs, and the weights that fit them."""
        settings = {name: self.params(name) for name in BLENDED}
        models = {name: self.validation.model(name, own) for name, own in settings.items()}
        pool = Pool(self.validation.asked, models)
        return choose_blend(pool, Deadline(None), self.note).params(settings)
