"""Results as a picture: accuracy against coverage, the size of a point its time to fit."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from .protocols import K
from .tables import baseline_title, title

SMALLEST, LARGEST = 40.0, 1_200.0  # points squared
BASELINE_COLOUR, COLOUR = "#888888", "#1f6f5c"


def png(lines: Sequence[dict[str, Any]]) -> bytes:
    """The picture as a PNG file's bytes; bars are the 95 % intervals."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for line in lines:
        _draw(axes, line)
    if lines:
        base = lines[0]["baseline"]
        axes.axhline(base[f"ndcg@{K}"], color=BASELINE_COLOUR, linestyle=":", linewidth=1)
        axes.scatter(base[f"coverage@{K}"], base[f"ndcg@{K}"], color=BASELINE_COLOUR, marker="x")
        _label(axes, baseline_title(base), base)
        axes.set_title(f"{lines[0]['dataset']}, {lines[0]['protocol']}")
    axes.set_xlabel(f"coverage@{K}: share of the courses that anybody is shown")
    axes.set_ylabel(f"NDCG@{K}, 95 % interval")
    axes.set_xlim(-0.05, 1.25)  # a share, with room for a name on its right
    axes.margins(y=0.15)
    stored = io.BytesIO()
    figure.savefig(stored, format="png", dpi=120, metadata={"Software": None})
    return stored.getvalue()


def _draw(axes: Any, line: dict[str, Any]) -> None:
    """One algorithm: a point as large as its fit took long, its interval, its name."""
    x, y = line[f"coverage@{K}"], line[f"ndcg@{K}"]
    low, high = line[f"ndcg@{K}_ci"]
    axes.errorbar(x, y, yerr=[[y - low], [high - y]], color=COLOUR, capsize=3, linewidth=1)
    axes.scatter(x, y, s=area(line["fit_seconds"]), color=COLOUR, alpha=0.5)
    _label(axes, f"{title(line)}, {line['fit_seconds']:.1f} s", line)


def area(seconds: float) -> float:
    """Each tenfold of the time adds as much to the area of a point."""
    return min(SMALLEST + 160 * math.log10(1 + 10 * seconds), LARGEST)


def _label(axes: Any, text: str, line: dict[str, Any]) -> None:
    """A name beside its point."""
    place = line[f"coverage@{K}"], line[f"ndcg@{K}"]
    axes.annotate(text, place, xytext=(8, 6), textcoords="offset points", fontsize=9)
