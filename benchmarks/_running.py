"""What the engine's benchmarks share: their options, their clock, their last line."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks._peers_env import movielens
from recommendations.engine.data.readers import READERS, Dataset, read_dataset

ROOT = Path(__file__).resolve().parent.parent


def options(description: str, *, dataset: str, repeats: int = 5) -> argparse.ArgumentParser:
    """The options of every benchmark that reads a public data set."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--dataset", default=dataset, choices=sorted(READERS))
    parser.add_argument("--repeats", type=int, default=repeats)
    default = os.environ.get("HOMEROOM_DATA_DIR", str(ROOT / "../shared/data"))
    parser.add_argument("--data-dir", type=Path, default=Path(default))
    return parser


def read(chosen: argparse.Namespace) -> Dataset:
    """The data set that was chosen; MovieLens comes out of the package that may hand it on."""
    path = movielens() if chosen.dataset == "movielens_100k" else None
    return read_dataset(chosen.dataset, chosen.data_dir, path)


def progress(text: str) -> None:
    """Tell whoever waits."""
    print(text, file=sys.stderr, flush=True)


def seconds_of(step: Callable[[], Any]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def median_seconds(step: Callable[[], Any], repeats: int) -> float:
    """The median of several calls."""
    return statistics.median(seconds_of(step) for _ in range(repeats))


def conclude(figures: dict[str, Any], *, as_json: bool) -> None:
    """Print the figures, as the last line where JSON is asked for."""
    rounded = {key: _rounded(value) for key, value in figures.items()}
    if as_json:
        print(json.dumps(rounded), flush=True)
        return
    for key, value in rounded.items():
        print(f"{key:<20} {value}")


def _rounded(value: Any) -> Any:
    """Figures to four places, however deep."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value


def arguments(argv: Sequence[str] | None) -> Sequence[str]:
    """The command line where none is given."""
    return sys.argv[1:] if argv is None else argv
