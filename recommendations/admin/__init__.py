"""The recommender in the admin, and what the whole admin shares: navigation, dashboard, schedules."""

from recommendations.admin import (
    algorithms,
    arrangement,
    audit,
    drift,
    encoder,
    experiments,
    gate,
    language,
    orders,
    others,
    pages,
    prompts,
    rows,
    rules,
    runs,
    versions,
)

__all__ = [
    "algorithms",
    "arrangement",
    "audit",
    "drift",
    "encoder",
    "experiments",
    "gate",
    "language",
    "orders",
    "others",
    "pages",
    "prompts",
    "rows",
    "rules",
    "runs",
    "versions",
]
