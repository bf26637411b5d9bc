"""The tables of the recommender: settings, runs, versions, rows, rules and cached pages."""

from recommendations.models.arrangement import Arrangement
from recommendations.models.arrivals import NewCourse
from recommendations.models.audit import Change, ChangeKind
from recommendations.models.company import Alike
from recommendations.models.control import AlgorithmSetting, Row, RowAudience
from recommendations.models.drift import Reading
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
from recommendations.models.feedback import Feedback, FeedbackKind
from recommendations.models.gate import Gate
from recommendations.models.language import (
    LanguageDay,
    LanguageModel,
    Outcome,
    ProviderKind,
)
from recommendations.models.locks import TaskLock
from recommendations.models.online import CourseDay, ListDay
from recommendations.models.orders import OrderTrial
from recommendations.models.pages import CachedPage, RefreshRun, RefreshShard
from recommendations.models.proposals import MetadataProposal, ProposalKind, ProposalStatus
from recommendations.models.remembered import Remembered, RememberedKind
from recommendations.models.rules import About, Counted, Rule, RuleKind, Scope
from recommendations.models.senses import CourseSense, Sense
from recommendations.models.sentiment import Aspect, Pole, Quote, Satisfaction
from recommendations.models.shown import ShownList
from recommendations.models.tastes import Taste, Weigh
from recommendations.models.training import RunStatus, TrainingRun, Version, VersionStatus
from recommendations.models.understanding import (
    CourseReading,
    CourseVector,
    EncoderKind,
    Modality,
    Passage,
    TextEncoder,
)
from recommendations.models.words import Prompt, Purpose, Tongue, Wording

__all__ = [
    "About",
    "AlgorithmSetting",
    "Alike",
    "Allocation",
    "Arm",
    "Arrangement",
    "Aspect",
    "CachedPage",
    "Change",
    "ChangeKind",
    "Correction",
    "Counted",
    "CourseDay",
    "CourseReading",
    "CourseSense",
    "CourseVector",
    "EncoderKind",
    "Experiment",
    "ExperimentStatus",
    "Exposure",
    "Feedback",
    "FeedbackKind",
    "Gate",
    "LanguageDay",
    "LanguageModel",
    "Layer",
    "ListDay",
    "MetadataProposal",
    "Metric",
    "Modality",
    "NewCourse",
    "OrderTrial",
    "Outcome",
    "Passage",
    "Pole",
    "Prompt",
    "ProposalKind",
    "ProposalStatus",
    "ProviderKind",
    "Purpose",
    "Quote",
    "Reading",
    "RefreshRun",
    "RefreshShard",
    "Remembered",
    "RememberedKind",
    "Row",
    "RowAudience",
    "Rule",
    "RuleKind",
    "RunStatus",
    "Satisfaction",
    "Scope",
    "Sense",
    "ShownList",
    "StaffChoice",
    "TaskLock",
    "Taste",
    "TextEncoder",
    "Tongue",
    "TrainingRun",
    "Version",
    "VersionStatus",
    "Weigh",
    "Wording",
]
