"""The tables of the recommender: settings, runs, versions, rows, rules and cached pages."""

from recommendations.models.control import AlgorithmSetting, Row, RowAudience, Rule, RuleKind
from recommendations.models.locks import TaskLock
from recommendations.models.pages import CachedPage, RefreshRun, RefreshShard
from recommendations.models.training import RunStatus, TrainingRun, Version, VersionStatus

__all__ = [
    "AlgorithmSetting",
    "CachedPage",
    "RefreshRun",
    "RefreshShard",
    "Row",
    "RowAudience",
    "Rule",
    "RuleKind",
    "RunStatus",
    "TaskLock",
    "TrainingRun",
    "Version",
    "VersionStatus",
]
