"""`manage.py evaluate_sentiment`: how often the labels of reviews are right, by language."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandParser

from recommendations.engine.evaluation.bootstrap import difference, interval
from recommendations.engine.features.opinions import (
    EXAMPLES,
    IN_FORCE,
    Example,
    by_examples,
    cross_validated,
    judge_all,
    read_examples,
)
from recommendations.engine.features.sentiment import Language, judge, judge_plainly

REVIEWS = Path(__file__).parent.parent / "labelled" / "reviews.tsv"
LANGUAGES: dict[Language, str] = {"en": "English", "zh": "Chinese"}
VOICES = ("library", "words", "examples")
PAIRS = (("words", "library"), ("examples", "words"), ("examples", "library"))
Figures = dict[str, Any]
Said = Sequence[tuple[float, str]]


class Command(BaseCommand):
    """Judge reviews of known label with the libraries alone, with words, and with examples."""

    help = (
        "Judge 200 labelled reviews in English and Chinese: the share of right labels of three "
        "(positive, mixed, negative) and of right signs of those that are not mixed, with 95 % "
        "intervals, by the libraries alone, with words about courses, and learnt from examples."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to judge, and how to print."""
        parser.add_argument(
            "--on",
            choices=["reviews", "examples"],
            default="reviews",
            help="the labelled reviews, or the examples themselves, cross-validated, by which "
            "the voice in force is chosen",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge and print."""
        is_tested = options["on"] == "reviews"
        rows = read_examples(REVIEWS if is_tested else EXAMPLES)
        texts = [row.text for row in rows]
        voices: dict[str, Said] = {
            "library": [judge_plainly(text) for text in texts],
            "words": [(one.score, one.label) for one in map(judge, texts)],
            "examples": by_examples(texts) if is_tested else cross_validated(),
        }
        speed = _texts_a_second(texts)
        found = [figures_of(one, rows, voices) | {"texts_per_second": speed} for one in LANGUAGES]
        lines = map(json.dumps, found) if options["json"] else map(_told, found)
        self.stdout.write("\n".join(lines))


def figures_of(language: Language, rows: Sequence[Example], voices: dict[str, Said]) -> Figures:
    """All voices on the texts of one language."""
    mine = [place for place, row in enumerate(rows) if row.language == language]
    labels = [rows[place].label for place in mine]
    said = {voice: [told[place] for place in mine] for voice, told in voices.items()}
    facts = {"language": language, "reviews": len(mine), "in_force": IN_FORCE[language]}
    return facts | {
        name: _compared({voice: right(labels, told) for voice, told in said.items()})
        for name, right in (("three_labels", _right_labels), ("two_labels", _right_signs))
    }


def _right_labels(labels: Sequence[str], judged: Said) -> np.ndarray:
    return np.array([label == said for label, (_, said) in zip(labels, judged, strict=True)], float)


def _right_signs(labels: Sequence[str], judged: Said) -> np.ndarray:
    """Of reviews that are not mixed; no opinion at all is wrong."""
    sign = {"positive": 1, "negative": -1}
    pairs = zip(labels, judged, strict=True)
    return np.array([np.sign(s) == sign[one] for one, (s, _) in pairs if one in sign], float)


def _compared(right: dict[str, np.ndarray]) -> Figures:
    found: Figures = {"n": len(right["words"])}
    for voice, values in right.items():
        found |= {voice: float(values.mean()), f"{voice}_ci": interval(values)}
    for ours, theirs in PAIRS:
        gain, ends = difference(right[ours], right[theirs])
        found |= {f"{ours}_over_{theirs}": gain, f"{ours}_over_{theirs}_ci": ends}
    return found


def _texts_a_second(texts: Sequence[str]) -> float:
    """With everything loaded and fitted."""
    judge_all(texts[:1])
    start = time.perf_counter()
    judge_all(texts)
    return round(len(texts) / (time.perf_counter() - start), 1)


def _told(found: Figures) -> str:
    name, force = LANGUAGES[found["language"]], found["in_force"]
    speed = found["texts_per_second"]
    lines = [f"{name}, {found['reviews']} texts, {force} in force, {speed} texts/s of both"]
    for name in ("three_labels", "two_labels"):
        one = found[name]
        for voice in VOICES:
            low, high = one[f"{voice}_ci"]
            lines.append(
                f"  {name.replace('_', ' '):<13} {voice:<9} {one[voice]:.2f} [{low:.2f}, {high:.2f}]"
            )
        for ours, theirs in PAIRS:
            pair = f"{ours}_over_{theirs}"
            least, most = one[f"{pair}_ci"]
            lines.append(
                f"    {pair.replace('_', ' '):<23} {one[pair]:+.2f} [{least:+.2f}, {most:+.2f}]"
            )
    return "\n".join(lines)
