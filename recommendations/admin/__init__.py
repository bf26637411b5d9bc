"""The recommender in the admin, and what the whole admin shares: navigation, dashboard, schedules."""

from recommendations.admin import algorithms, experiments, others, pages, rows, rules, runs, versions

__all__ = ["algorithms", "experiments", "others", "pages", "rows", "rules", "runs", "versions"]
