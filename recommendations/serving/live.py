"""The models that serve now, read into memory once per process with numpy alone."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import get_args

import numpy as np
from django.db import models, transaction
from django.utils import timezone

from recommendations.artefacts import BrokenArtefactError, read_artefact
from recommendations.audit import note
from recommendations.engine import registry
from recommendations.engine.algorithms.base import Algorithm, Library
from recommendations.engine.arrays import Floats, Ids, positions_of
from recommendations.engine.ranking.blend import Fusion
from recommendations.engine.types import Histories
from recommendations.models import AlgorithmSetting, ChangeKind, Version, VersionStatus

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted algorithm with the courses that its columns stand for: always of one version."""

    name: str
    version_id: int
    path: str
    algorithm: Algorithm
    course_ids: Ids

    @cached_property
    def is_personal(self) -> bool:
        """Whether scores depend on the history: without one, such a model has no opinion."""
        return bool(np.isnan(self.algorithm.score(Histories.empty(1))).all())

    def score(self, histories: Histories, columns: Ids) -> Floats:
        """Scores [n_histories, n_columns] over other columns; NaN where there is no opinion."""
        own = self.algorithm.score(histories)
        if np.array_equal(self.course_ids, columns):
            return own
        places = positions_of(columns, self.course_ids)
        scores = np.full((len(histories), len(columns)), np.nan, np.float32)
        scores[:, places >= 0] = own[:, places[places >= 0]]
        return scores


@dataclass(frozen=True)
class Live:
    """One consistent set of models; a request or a shard uses one and the same throughout.

    A web process has numpy alone and passes over what needs more: its set is then not whole.
    """

    models: dict[str, Model] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    fusion: Fusion = "score"
    session: float = 1.0  # how many times more the session that lasts counts than what came before
    is_whole: bool = True

    @property
    def versions(self) -> dict[str, int]:
        """The version of every model that is in the blend."""
        return {name: self.models[name].version_id for name in self.weights}


class Versions(models.QuerySet[Version]):
    """Sentences about versions."""

    def live(self) -> "Versions":
        """The one of each algorithm that serves."""
        return self.filter(status=VersionStatus.LIVE).order_by("algorithm")

    def serve(self, algorithm: str) -> bool:
        """Whether a version of this algorithm serves."""
        return self.live().filter(algorithm=algorithm).exists()

    def retired_of(self, algorithm: str) -> "Versions":
        """Former ones, the latest first."""
        former = self.filter(algorithm=algorithm, status=VersionStatus.RETIRED)
        return former.order_by("-published_at", "-pk")

    def known(self, version_id: int) -> "Versions":
        """The one of that id, for a change in place."""
        return self.filter(pk=version_id)


_models: dict[str, Model] = {}  # by path, which is never used twice
_loading = threading.Lock()
_libraries: set[str] = {"numpy"}  # what this process may load to score


def allow_every_library() -> None:
    """Let this process score with torch and the like: workers may, web processes never."""
    _libraries.update(get_args(Library))


def has_every_library() -> bool:
    """Whether this process was let to."""
    return "torch" in _libraries


def live_models() -> Live:
    """The models of this moment and their weights in the blend: two queries once loaded."""
    found, passed_over = {}, []
    for version in Versions(Version).live():
        if not _may_load(version):
            passed_over.append(version.algorithm)
            continue
        model = _models.get(version.path) or _load_or_replace(version)
        if model is not None:
            found[model.name] = model
    _forget_all_but({model.path for model in found.values()})
    settings = {setting.name: setting for setting in AlgorithmSetting.objects.all()}
    is_whole = not _weights(passed_over, settings)
    weights, fusion, session = _weights(found, settings), _fusion(settings), _session(settings)
    return Live(found, weights, fusion, session, is_whole)


def loaded_version(version_id: int) -> Model | None:
    """One version whatever its status, as an arm of an experiment serves; None if it cannot be."""
    version = Versions(Version).known(version_id).exclude(status=VersionStatus.REFUSED).first()
    if version is None or not _may_load(version):
        return None
    with _loading:
        try:
            return _models.get(version.path) or _load(version)
        except BrokenArtefactError as error:
            logger.warning("Version %s is refused: %s", version, error)
            return None


def _may_load(version: Version) -> bool:
    """Whether this process may load what the model scores with; strangers are refused later."""
    if version.algorithm not in registry.names():
        return True
    return registry.find(version.algorithm).scores_with in _libraries


def _fusion(settings: dict[str, AlgorithmSetting]) -> Fusion:
    """How scores are added up: a knob of the hybrid, which is nothing but this blend."""
    hybrid = settings.get("hybrid")
    is_by_rank = hybrid is not None and hybrid.params.get("fusion") == "reciprocal_rank"
    return "reciprocal_rank" if is_by_rank else "score"


def _session(settings: dict[str, AlgorithmSetting]) -> float:
    """Another knob of the hybrid; one that staff never touched has its default."""
    usual = next(knob.default for knob in registry.knobs("hybrid") if knob.name == "session")
    hybrid = settings.get("hybrid")
    return float(usual if hybrid is None else hybrid.params.get("session", usual))


def _weights(found: Iterable[str], settings: dict[str, AlgorithmSetting]) -> dict[str, float]:
    """Weights of the enabled algorithms that have a model; one that has no setting counts 1."""
    weights = {}
    for name in found:
        setting = settings.get(name)
        weight = 1.0 if setting is None else setting.weight * setting.is_enabled
        if weight > 0:
            weights[name] = weight
    return weights


def _load_or_replace(version: Version) -> Model | None:
    """Load a version; a broken one is refused and the one before it takes its place."""
    with _loading:
        while version.path not in _models:
            try:
                _models[version.path] = _load(version)
            except BrokenArtefactError as error:
                logger.warning("Version %s is refused: %s", version, error)
                earlier = _refuse(version, str(error))
                if earlier is None:
                    return None
                version = earlier
        return _models[version.path]


def _load(version: Version) -> Model:
    artefact = read_artefact(version.path)
    arrays = dict(artefact.arrays)
    course_ids = arrays.pop("course_ids")
    try:
        kind = registry.find(version.algorithm)
        algorithm = kind.from_state(artefact.manifest.get("params", {}), arrays)
        if algorithm.n_courses_ != len(course_ids):
            raise BrokenArtefactError("the ids are not as many as the columns")
        algorithm.score(Histories.empty(1))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise BrokenArtefactError(f"the model cannot be put together: {error}") from error
    return Model(version.algorithm, version.pk, version.path, algorithm, course_ids)


def _refuse(version: Version, reason: str) -> Version | None:
    """Mark a version as refused, for staff to see, and put the latest retired one in its place."""
    with transaction.atomic():
        mine = Versions(Version).known(version.pk)
        mine.update(status=VersionStatus.REFUSED, refusal=reason)
        earlier = Versions(Version).retired_of(version.algorithm).first()
        if earlier is not None:
            promoted = Versions(Version).known(earlier.pk)
            promoted.update(status=VersionStatus.LIVE, published_at=timezone.now())
            before, after = ({"version": one.pk, "path": one.path} for one in (version, earlier))
            note(ChangeKind.PUBLISHED, None, earlier, before, after, reason=reason)
    return earlier


def _forget_all_but(paths: set[str]) -> None:
    """Let the memory of models go that no longer serve; readers keep those that they hold."""
    for path in set(_models) - paths:
        _models.pop(path, None)
