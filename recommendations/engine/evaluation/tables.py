"""Results as a Markdown table, with the paired differences between any two of them below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .protocols import K

Line = dict[str, Any]
SLICED = ("newcomers", "heavy", "cold_courses")
COLUMNS = (
    ("HR", "hr"),
    ("debiased NDCG", "ndcg_debiased"),
    ("coverage", "coverage"),
    ("diversity", "diversity"),
    ("serendipity", "serendipity"),
    ("miscalibration", "miscalibration"),
)


def markdown(lines: Sequence[Line]) -> str:
    """The whole report: what was asked, the table, the slices, the differences."""
    if not lines:
        return ""
    first = lines[0]
    parts = [
        f"## {first['dataset']}, {first['protocol']}",
        f"{first['learners']:,} learners asked, full ranking, history masked, first {K} courses.",
        _results(lines),
        *(f"`{title(line)}`: {line['remark']}" for line in lines if "remark" in line),
        "NDCG by slice:",
        _slices(lines),
    ]
    if len(lines) > 1:
        parts += ["Paired difference in NDCG, row minus column (95 % interval):", _pairs(lines)]
    return "\n\n".join(parts) + "\n"


def title(line: Line) -> str:
    """How a result is called: by its algorithm, and as what it was chosen."""
    return f"{line['algorithm']} ({line['role']})" if "role" in line else str(line["algorithm"])


def _results(lines: Sequence[Line]) -> str:
    """One row an algorithm, the last-days baseline at the end."""
    head = ["algorithm", f"NDCG@{K} (95 % interval)", *(name for name, _ in COLUMNS)]
    rows = [
        [
            f"`{title(line)}`",
            _figure(line[f"ndcg@{K}"]) + _interval(line[f"ndcg@{K}_ci"]),
            *(_figure(line[f"{key}@{K}"]) for _, key in COLUMNS),
            f"{line['fit_seconds']:.1f}",
            f"{line['score_seconds']:.1f}",
            f"{line['peak_mb']:.0f}",
        ]
        for line in lines
    ]
    base = lines[0]["baseline"]
    known = [_figure(base.get(f"{key}@{K}")) for _, key in COLUMNS]
    rows.append([f"_{baseline_title(base)}_", _figure(base[f"ndcg@{K}"]), *known, "", "", ""])
    return _table([*head, "fit s", "score s", "peak MB"], rows)


def baseline_title(base: Line) -> str:
    """The last-days baseline in words."""
    days = base["days"]
    return "popularity, all time" if days is None else f"popularity, last {days} days"


def _slices(lines: Sequence[Line]) -> str:
    """One row an algorithm, one column a slice."""
    names = list(lines[0]["slices"])
    counts = [f"{name} ({lines[0]['slices'][name]['learners']:,})" for name in names]
    rows = [
        [f"`{title(line)}`", *(_figure(line["slices"].get(n, {}).get(f"ndcg@{K}")) for n in names)]
        for line in lines
    ]
    return _table(["algorithm", *counts], rows)


def _pairs(lines: Sequence[Line]) -> str:
    """Each result against all that came before it, and the baseline."""
    names = ["last_days_popularity", *(line["algorithm"] for line in lines[:-1])]
    rows = [
        [f"`{title(line)}`", *(_difference(line["against"].get(name)) for name in names)]
        for line in lines
    ]
    return _table(["", *(f"`{name}`" for name in names)], rows)


def _difference(found: Line | None) -> str:
    """One paired difference."""
    if found is None:
        return ""
    return f"{found['difference']:+.4f}" + _interval(found["difference_ci"], sign="+")


def _figure(value: float | None) -> str:
    """A figure to four places, blank where there is none."""
    return "" if value is None else f"{value:.4f}"


def _interval(ends: Sequence[float], sign: str = "") -> str:
    """An interval in brackets."""
    return f" ({ends[0]:{sign}.4f} – {ends[1]:{sign}.4f})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown, one line a row."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
