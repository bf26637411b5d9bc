"""A small plot of events a day, drawn on the server as SVG in the colours of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

WIDTH, HEIGHT, GAP = 720, 160, 2.0
TICKS = 4


@dataclass(frozen=True)
class Bar:
    """One day."""

    x: float
    y: float
    width: float
    height: float
    day: str
    count: int


@dataclass(frozen=True)
class Plot:
    """Bars in a box of WIDTH by HEIGHT, with a few dates under it."""

    bars: list[Bar]
    labels: list[tuple[float, str]]
    highest: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def total(self) -> int:
        """All events of the plot."""
        return sum(bar.count for bar in self.bars)


def plot_of(counts: Mapping[date, int], last: date, days: int) -> Plot:
    """The last `days` days up to `last`; a day without events has a bar of no height."""
    highest = max(counts.values(), default=0)
    step = WIDTH / days
    bars = []
    for place in range(days):
        day = last - timedelta(days=days - 1 - place)
        count = counts.get(day, 0)
        # `or 1`: with no event at all every bar is flat.
        height = HEIGHT * count / (highest or 1)
        name = date_format(day, "SHORT_DATE_FORMAT")
        bars.append(
            Bar(
                round(place * step, 2),
                round(HEIGHT - height, 2),
                round(step - GAP, 2),
                round(height, 2),
                name,
                count,
            )
        )
    return Plot(bars, [(bar.x, bar.day) for bar in bars[:: max(1, days // TICKS)]], highest)
