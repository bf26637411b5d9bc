"""docs/benchmarks.md: what the last run of each benchmark measured, where, and by which command."""

from __future__ import annotations

import os
import platform
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks._peer_turns import threads_now
from benchmarks._peers_env import versions_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by the benchmarks themselves; each section is of the last run of its command. A ratio is ours over
theirs: below 1 we are faster. Both take turns in one run; the ratio is of the medians, the spread from the
lowest to the highest of any turn. With one thread each, seconds are those of the processor, which other
work on the machine does not lengthen; with more, they are those of the clock.
"""
TITLES = {
    "train": "Fitting",
    "score": "The top 20 for everyone",
    "scale": "Growth",
    "admin": "The admin on a large site",
}
ROWS = {"seconds", "rectools_seconds", "work_ms"}  # what a row of a table has one of


def publish(name: str, figures: dict[str, Any]) -> None:
    """Write the section of one benchmark, and leave those of the others as they are."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    kept = dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end -->", old, re.DOTALL))
    kept[name] = section(name, figures)
    bodies = [f"<!-- {key} -->\n{kept[key]}\n<!-- end -->\n" for key in TITLES if key in kept]
    PAGE.write_text("\n".join([HEAD, *bodies]), encoding="utf-8")


def section(name: str, figures: dict[str, Any]) -> str:
    """A heading, how it was measured, and a table of all that has figures of its own."""
    rows = {key: value for key, value in figures.items() if is_row(value)}
    rest = {key: value for key, value in figures.items() if key not in rows}
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    lines = [f"| | {' | '.join(column.replace('_', ' ') for column in columns)} |"]
    lines.append("|---" * (len(columns) + 1) + "|")
    for key, row in rows.items():
        lines.append(f"| `{key}` | {' | '.join(said(row.get(one)) for one in columns)} |")
    command = f"OMP_NUM_THREADS={threads_now()} bin/bench {name} {' '.join(sys.argv[1:])}".strip()
    facts = "; ".join(f"{key.replace('_', ' ')} {said(value)}" for key, value in rest.items())
    table = "\n".join(lines)
    return f"## {TITLES[name]}\n\n`{command}`\n\n{facts}.\n\n{table}\n\n{machine()}"


def is_row(value: Any) -> bool:
    """Whether a figure is a row of the table: a model's own figures."""
    return isinstance(value, dict) and not ROWS.isdisjoint(value)


def said(value: Any) -> str:
    """One figure as people read it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}" if value < 1 else f"{value:.2f}"
    if isinstance(value, list | tuple):
        return " to ".join(said(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {said(part)}" for key, part in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)


def machine() -> str:
    """The machine in words, and what was compared."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    own = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "torch"))
    peers = ", ".join(f"{name} {number}" for name, number in versions_of("classic").items())
    return (
        f"{cores} cores ({platform.machine()}), {memory:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}; ours with {own}; peers: {peers}."
    )
