"""How pleased reviews are, learnt from examples where that is surely no worse than words.

A regularised logistic regression over the packaged encoder's vectors, one for both languages, with
what words and the libraries say of a text as further columns. It is fitted on `opinion_examples.tsv`,
sentences of our own that were written without a look at the labelled reviews, once a process and
with the first text that needs it: by workers, never by a page.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from recommendations.engine.types import Floats

from .encoders.packaged import Packaged
from .sentiment import Judged, Label, Language, Part, has_contrast, judge, judge_plainly

Voice = Literal["library", "words", "examples"]

# Examples where, cross-validated on themselves (`manage.py evaluate_sentiment --on examples`), they
# are right more often than words with neither interval of the gain reaching below 0; else words.
IN_FORCE: dict[Language, Voice] = {"en": "examples", "zh": "words"}
EXAMPLES = Path(__file__).with_name("opinion_examples.tsv")
STRENGTHS = (0.3, 1.0, 3.0, 10.0)  # C, of which cross-validation takes one
FOLDS = 5
BATCH = 64
SURE = 0.4  # from this score on, what holds no known word has an opinion: 10 of 12 signs were right


@dataclass(frozen=True)
class Example:
    """A sentence and what it says."""

    language: Language
    label: Label
    text: str


def judge_all(texts: Sequence[str]) -> list[Judged]:
    """What texts say, each by the voice in force in its language."""
    found = [judge(text) for text in texts]
    learnt = [n for n, one in enumerate(found) if IN_FORCE.get(one.language) == "examples"]
    pieces = dict.fromkeys(
        piece for n in learnt for piece in (texts[n], *(part.text for part in found[n].parts))
    )
    said = dict(zip(pieces, by_examples(list(pieces)), strict=True))
    for n in learnt:
        found[n] = _learnt(found[n], texts[n], said)
    return found


def by_examples(texts: Sequence[str]) -> list[tuple[float, Label]]:
    """Score and label as the examples have them: P(positive) − P(negative), and the likeliest."""
    return _said(_fitted(), columns(texts)) if texts else []


def examples() -> list[Example]:
    """The sentences that are learnt from."""
    return read_examples(EXAMPLES)


def read_examples(path: Path) -> list[Example]:
    """Texts of known label, of a table with the columns language, label and text."""
    with path.open(encoding="utf-8", newline="") as file:
        rows: Any = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Example(**row) for row in rows]


def cross_validated() -> list[tuple[float, Label]]:
    """What the regression says of each example when it was fitted, C too, on the other folds."""
    from sklearn.model_selection import StratifiedKFold

    known = examples()
    table, labels = columns([one.text for one in known]), np.array([one.label for one in known])
    found: list[Any] = [None] * len(known)
    strata = [one.language + one.label for one in known]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(table, strata)
    for others, held in folds:
        said = _said(_fit(table[others], labels[others]), table[held])
        for place, one in zip(held.tolist(), said, strict=True):
            found[place] = one
    return found


def columns(texts: Sequence[str]) -> Floats:
    """Vectors beside what words and libraries say: [n, 512 + 6]."""
    encoder = Packaged()
    batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
    vectors = np.vstack([encoder.encode(batch) for batch in batches])
    return np.hstack([vectors, np.array([_words(text) for text in texts], np.float32)])


def _words(text: str) -> list[float]:
    judged = judge(text)
    told = [score for part in judged.parts for score in part.told]
    is_mixed = judged.has_opinion and judged.label == "mixed"
    return [
        judged.score,
        judge_plainly(text)[0],
        max(told, default=0),
        min(told, default=0),
        float(is_mixed),
        float(has_contrast(text)),
    ]


@cache
def _fitted() -> Any:
    known = examples()
    return _fit(columns([one.text for one in known]), np.array([one.label for one in known]))


def _fit(table: Floats, labels: Any) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, StratifiedKFold

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    model = LogisticRegression(max_iter=1_000)
    search = GridSearchCV(model, {"C": STRENGTHS}, scoring="neg_log_loss", cv=folds)
    return search.fit(table, labels).best_estimator_


def _said(model: Any, table: Floats) -> list[tuple[float, Label]]:
    chances = model.predict_proba(table)
    at = {label: place for place, label in enumerate(model.classes_.tolist())}
    scores = chances[:, at["positive"]] - chances[:, at["negative"]]
    return list(zip(scores.tolist(), model.predict(table).tolist(), strict=True))


def _learnt(judged: Judged, text: str, said: dict[str, tuple[float, Label]]) -> Judged:
    score, label = said[text]
    parts = tuple(_agreed(part, said[part.text][0]) for part in judged.parts)
    has_opinion = judged.has_opinion or abs(score) >= SURE
    return replace(judged, score=score, label=label, parts=parts, has_opinion=has_opinion)


def _agreed(part: Part, score: float) -> Part:
    """A part by the examples' score; without one where its words say the opposite, or both poles."""
    is_sure = part.score * score > 0 if part.told else abs(score) >= SURE
    return replace(part, told=(score,) if is_sure else ())
