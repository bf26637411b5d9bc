"""Results for the eye, and as files: Markdown, JSON lines, a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from recommendations.engine.evaluation.plot import png
from recommendations.engine.evaluation.tables import baseline_title, markdown, title

Line = dict[str, Any]


def _json_lines(lines: Sequence[Line]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


WRITERS: Mapping[str, Callable[[Sequence[Line]], str | bytes]] = {
    ".md": markdown,
    ".jsonl": _json_lines,
    ".png": png,
}


def check_outputs(paths: Sequence[Path]) -> None:
    """Refuse what cannot be written before hours are spent."""
    for path in paths:
        if path.suffix not in WRITERS:
            raise CommandError(f"{path}: the ending must be one of {', '.join(WRITERS)}.")
        if not path.absolute().parent.is_dir():
            raise CommandError(f"{path}: there is no folder {path.parent}. Make it first.")


def check_plain(paths: Sequence[Path]) -> None:
    """Refuse reports that are made for another kind of line."""
    if any(path.suffix != ".jsonl" for path in paths):
        raise CommandError("Cold protocols write .jsonl alone.")


def write_outputs(paths: Sequence[Path], lines: Sequence[Line]) -> None:
    """Write all results so far into each file."""
    for path in paths:
        written = WRITERS[path.suffix](lines)
        path.write_bytes(written if isinstance(written, bytes) else written.encode())


def row(line: Line) -> str:
    """A result for the eye, with the baseline beside it."""
    if "baseline" not in line:
        return _plain_row(line)
    low, high = line["ndcg@10_ci"]
    base = line["baseline"]
    remark = f"\n    {line['remark']}" if "remark" in line else ""
    return (
        f"{title(line):<24} ndcg@10 {line['ndcg@10']:.4f} [{low:.4f}, {high:.4f}]  "
        f"hr@10 {line['hr@10']:.4f}  coverage@10 {line['coverage@10']:.3f}  "
        f"fit {line['fit_seconds']:.1f} s  score {line['score_seconds']:.1f} s  "
        f"{line['peak_mb']:.0f} MB  ({baseline_title(base)}: ndcg@10 {base['ndcg@10']:.4f}){remark}"
    )


def _plain_row(line: Line) -> str:
    """A result of newcomers or of new courses, with what it gains on those who sat before."""
    about = f"{line['events']} events" if "events" in line else f"{line['held_out']} new courses"
    metric = "ndcg@10" if "events" in line else "recall@50"
    low, high = line[f"{metric}_ci"]
    gains = ", ".join(f"{name} {one['difference']:+.4f}" for name, one in line["against"].items())
    figure = f"{metric} {line[metric]:.4f} [{low:.4f}, {high:.4f}]"
    return f"{title(line):<24} {about}  {figure}  {line['learners']} learners  ({gains or 'first'})"
