"""`manage.py evaluate_sentiment`: how often the labels of reviews are right, by language."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandParser

from recommendations.engine.evaluation.bootstrap import difference, interval
from recommendations.engine.features.sentiment import judge, judge_plainly

REVIEWS = Path(__file__).parent.parent / "labelled" / "reviews.tsv"
LANGUAGES = {"en": "English", "zh": "Chinese"}
Figures = dict[str, Any]


class Command(BaseCommand):
    """Judge 200 reviews of known label, with the libraries alone and with words about courses."""

    help = (
        "Judge 200 labelled reviews in English and Chinese: the share of right labels of three "
        "(positive, mixed, negative) and of right signs of those that are not mixed, with 95 % "
        "intervals, beside those of the libraries alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How to print."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge and print."""
        found = [figures_of(language) for language in LANGUAGES]
        lines = map(json.dumps, found) if options["json"] else map(_told, found)
        self.stdout.write("\n".join(lines))


def figures_of(language: str) -> Figures:
    """Both ways on the reviews of one language."""
    with REVIEWS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    mine = [row for row in rows if row["language"] == language]
    texts, labels = [row["text"] for row in mine], [row["label"] for row in mine]
    ours = [(one.score, one.label) for one in map(judge, texts)]
    plain = [judge_plainly(text) for text in texts]
    parts = {
        "three_labels": (_right_labels(labels, ours), _right_labels(labels, plain)),
        "two_labels": (_right_signs(labels, ours), _right_signs(labels, plain)),
    }
    return {"language": language, "reviews": len(mine)} | {
        name: _compared(*both) for name, both in parts.items()
    }


def _right_labels(labels: list[str], judged: list[Any]) -> np.ndarray:
    return np.array([label == said for label, (_, said) in zip(labels, judged, strict=True)], float)


def _right_signs(labels: list[str], judged: list[Any]) -> np.ndarray:
    """Of reviews that are not mixed; no opinion at all is wrong."""
    sign = {"positive": 1, "negative": -1}
    pairs = zip(labels, judged, strict=True)
    return np.array([np.sign(s) == sign[one] for one, (s, _) in pairs if one in sign], float)


def _compared(ours: np.ndarray, plain: np.ndarray) -> Figures:
    gain, ends = difference(ours, plain)
    return {
        "n": len(ours),
        "accuracy": float(ours.mean()),
        "accuracy_ci": interval(ours),
        "library": float(plain.mean()),
        "library_ci": interval(plain),
        "gain": gain,
        "gain_ci": ends,
    }


def _told(found: Figures) -> str:
    lines = [f"{LANGUAGES[found['language']]}, {found['reviews']} reviews"]
    for name in ("three_labels", "two_labels"):
        one = found[name]
        (low, high), (least, most) = one["accuracy_ci"], one["gain_ci"]
        lines.append(
            f"  {name.replace('_', ' '):<13} {one['accuracy']:.2f} [{low:.2f}, {high:.2f}]  "
            f"library alone {one['library']:.2f}  gain {one['gain']:+.2f} [{least:+.2f}, {most:+.2f}]"
        )
    return "\n".join(lines)
