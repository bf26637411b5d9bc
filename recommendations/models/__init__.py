"""The tables of the recommender: settings, runs, versions, rows, rules and cached pages."""

from recommendations.models.control import AlgorithmSetting, Row, RowAudience
from recommendations.models.experiments import (
    Allocation,
    Arm,
    Correction,
    Experiment,
    ExperimentStatus,
    Exposure,
    Layer,
    Metric,
    StaffChoice,
)
from recommendations.models.locks import TaskLock
from recommendations.models.online import CourseDay, ListDay
from recommendations.models.pages import CachedPage, RefreshRun, RefreshShard
from recommendations.models.rules import About, Counted, Rule, RuleKind, Scope
from recommendations.models.shown import ShownList
from recommendations.models.training import RunStatus, TrainingRun, Version, VersionStatus

__all__ = [
    "About",
    "AlgorithmSetting",
    "Allocation",
    "Arm",
    "CachedPage",
    "Correction",
    "CourseDay",
    "Counted",
    "Experiment",
    "ExperimentStatus",
    "Exposure",
    "Layer",
    "ListDay",
    "Metric",
    "RefreshRun",
    "RefreshShard",
    "Row",
    "RowAudience",
    "Rule",
    "RuleKind",
    "RunStatus",
    "Scope",
    "ShownList",
    "StaffChoice",
    "TaskLock",
    "TrainingRun",
    "Version",
    "VersionStatus",
]
