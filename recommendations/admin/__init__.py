"""The recommender in the admin, and what the whole admin shares: navigation, dashboard, schedules."""

from recommendations.admin import algorithms, rows, rules, runs, versions

__all__ = ["algorithms", "rows", "rules", "runs", "versions"]
