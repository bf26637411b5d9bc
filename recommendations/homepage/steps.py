"""Counts how pages came about, day by day, so that staff see the share of each step."""

from recommendations.homepage.types import Step
from tracking.tallies import Tally

STEPS = Tally("recs:step")


def count_step(step: str) -> None:
    """Count one page."""
    STEPS.add(step)


def read_steps(days: int = 1) -> dict[str, int]:
    """How many pages each step answered in the last days, today included."""
    return STEPS.read([step.value for step in Step], days)
