"""The same figures for parts of the learners: who is new, who is busy, whose course is rare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import offsets
from recommendations.engine.data.splits import Fold, Targets
from recommendations.engine.features.fields import fields_of, new_to
from recommendations.engine.types import Catalogue, Histories, Scored

from .metrics import Report, measure

NEWCOMER_EVENTS = 5
HEAVY_SHARE = 0.1  # the tenth of the learners with the longest histories
COLD_LEARNERS = 5  # a course is cold while no more learners than these took it
LANGUAGES = 5  # the most frequent ones
BLOCK = 512  # learners whose new fields are marked at once
Mask = npt.NDArray[np.bool_]


def slices(
    ranked: Scored, report: Report, fold: Fold, catalogue: Catalogue
) -> dict[str, dict[str, Any]]:
    """HR and NDCG by slice; a slice with nobody in it is left out."""
    found = {
        name: _figures(report, mask)
        for name, mask in learner_masks(fold, catalogue).items()
        if mask.any()
    }
    past = fold.past
    taken = np.bincount(past.indices, minlength=past.n_courses)
    parts = {"cold_courses": cold_targets(fold), "new_field": new_field_targets(fold, catalogue)}
    for name, part in parts.items():
        if len(part):
            rows = np.searchsorted(fold.targets.learners, part.learners)
            narrowed = measure(ranked.courses[rows], part, taken, past.n_learners)
            found[name] = _figures(narrowed, np.ones(len(part), dtype=bool))
    return found


def learner_masks(fold: Fold, catalogue: Catalogue) -> Mapping[str, Mask]:
    """Which of the learners asked about belong to which slice [n_asked]."""
    histories = fold.histories
    lengths = np.diff(histories.indptr)
    masks = {
        "without_history": lengths == 0,
        "newcomers": lengths <= NEWCOMER_EVENTS,
        "with_history": lengths > 0,
        "heavy": _longest(lengths),
    }
    if len(set(catalogue.languages)) > 1:
        spoken = _languages(histories, catalogue)
        for language, _ in Counter(spoken.tolist()).most_common(LANGUAGES):
            if language:
                masks[f"language_{language}"] = spoken == language
    return masks


def cold_targets(fold: Fold) -> Targets:
    """Of what is to be found, only the courses that hardly anybody took before."""
    taken = np.bincount(fold.past.indices, minlength=fold.past.n_courses)
    return _only(fold.targets, taken[fold.targets.courses] <= COLD_LEARNERS)


def new_field_targets(fold: Fold, catalogue: Catalogue) -> Targets:
    """Of what is to be found, only the courses of a field that the learner did nothing in yet."""
    fields, histories = fields_of(catalogue), fold.histories
    lengths = np.diff(fold.targets.indptr)
    is_new = [
        new_to(part, fields)[
            np.repeat(np.arange(len(part)), lengths[start : start + len(part)]),
            fold.targets.courses[
                fold.targets.indptr[start] : fold.targets.indptr[start + len(part)]
            ],
        ]
        for start, part in histories.blocks(BLOCK)
    ]
    return _only(fold.targets, np.concatenate([np.zeros(0, dtype=bool), *is_new]))


def _only(targets: Targets, kept: Mask) -> Targets:
    """Some of what is to be found, and whoever has some of it to find."""
    owners = np.repeat(np.arange(len(targets)), np.diff(targets.indptr))[kept]
    asked, places = np.unique(owners, return_inverse=True)
    indptr = offsets(places, len(asked))
    return Targets(targets.learners[asked], indptr, targets.courses[kept])


def _longest(lengths: npt.NDArray[np.int64]) -> Mask:
    """The share of the learners with the longest histories, ties and all."""
    if len(lengths) == 0:
        return np.zeros(0, dtype=bool)
    floor = np.quantile(lengths, 1 - HEAVY_SHARE, method="higher")
    return (lengths >= floor) & (lengths > NEWCOMER_EVENTS)


def _languages(histories: Histories, catalogue: Catalogue) -> npt.NDArray[np.str_]:
    """The language of most courses of each history, the latest deciding; "" where none is known."""
    names, codes = np.unique(np.array(catalogue.languages), return_inverse=True)
    counts = np.zeros((len(histories), len(names)))
    np.add.at(counts, (histories.owners, codes[histories.courses]), 1)
    if names[0] == "":
        counts[:, 0] = 0
    latest = np.flatnonzero(np.diff(histories.indptr))
    ends = histories.indptr[1:][latest] - 1
    np.add.at(counts, (latest, codes[histories.courses[ends]]), 0.5)
    spoken = names[counts.argmax(axis=1)]
    return np.where(counts.max(axis=1, initial=0) > 0, spoken, "")


def _figures(report: Report, mask: Mask) -> dict[str, Any]:
    """How many learners, and their means."""
    found: dict[str, Any] = {"learners": int(mask.sum())}
    for metric in ("hr", "ndcg"):
        found[f"{metric}@{report.k}"] = round(float(report.per_learner[metric][mask].mean()), 6)
    return found
