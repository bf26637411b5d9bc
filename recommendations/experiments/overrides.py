"""What an arm changes: weights, the algorithms that serve, versions, knobs, rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recommendations.engine import registry
from recommendations.engine.ranking.blend import Fusion


class OverridesError(ValueError):
    """Overrides that cannot be; the message names the place and the remedy."""


class RowChange(BaseModel):
    """What an arm changes about one row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    is_on: bool | None = None
    order: int | None = Field(None, ge=0, le=10_000)
    source: str | None = Field(None, max_length=50)
    minimum: int | None = Field(None, ge=1, le=40)
    maximum: int | None = Field(None, ge=1, le=40)
    title_en: str | None = Field(None, max_length=120)
    title_zh: str | None = Field(None, max_length=120)

    def fields(self) -> dict[str, Any]:
        """Only what it changes."""
        return self.model_dump(exclude_none=True)


class Overrides(BaseModel):
    """The changes of one arm; what is not named stays as the site has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    algorithm: str | None = None  # this one alone serves the blend
    weights: dict[str, float] = Field(default_factory=dict)
    fusion: Fusion | None = None
    versions: dict[str, int] = Field(default_factory=dict)  # algorithm -> version to serve
    params: dict[str, dict[str, Any]] = Field(default_factory=dict)  # knobs that need no training
    rows: dict[str, RowChange] = Field(default_factory=dict)
    # The trial by whose settings a language model orders courses for newcomers; 0 = none does.
    order_trial: int | None = Field(None, ge=0)

    @property
    def changes_models(self) -> bool:
        """Whether what the models say changes."""
        return bool(self.algorithm or self.weights or self.fusion or self.versions or self.params)

    def over(self, other: Overrides) -> Overrides:
        """Both together; where they disagree, this one."""
        return Overrides(
            algorithm=self.algorithm or other.algorithm,
            weights={**other.weights, **self.weights},
            fusion=self.fusion or other.fusion,
            versions={**other.versions, **self.versions},
            params={**other.params, **self.params},
            rows={**other.rows, **self.rows},
            order_trial=other.order_trial if self.order_trial is None else self.order_trial,
        )


NOTHING = Overrides()
NAMING = ("weights", "versions", "params")  # the parts that are keyed by algorithm


def read_overrides(raw: Any) -> Overrides:
    """Overrides from what staff typed; raises `OverridesError` at the first thing that is wrong."""
    try:
        found = Overrides.model_validate(raw)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"])) or "overrides"
        raise OverridesError(f"{place}: {fault['msg']}") from error
    _check_algorithms(found)
    _check_params(found)
    return found


def merged(overrides: Iterable[Overrides]) -> Overrides:
    """Those of several layers together."""
    whole = NOTHING
    for one in overrides:
        whole = one.over(whole)
    return whole


def _check_algorithms(found: Overrides) -> None:
    named = [(part, name) for part in NAMING for name in getattr(found, part)]
    if found.algorithm is not None:
        named.append(("algorithm", found.algorithm))
    known = registry.names()
    for part, name in named:
        if name not in known:
            raise OverridesError(f"{part}: {name}: there is no such algorithm")
    for name, weight in found.weights.items():
        if not 0 <= weight <= 10:
            raise OverridesError(f"weights.{name}: must lie between 0 and 10")


def _check_params(found: Overrides) -> None:
    for name, params in found.params.items():
        knobs = {knob.name: knob for knob in registry.find(name).knobs()}
        for key in params:
            if key not in knobs:
                raise OverridesError(f"params.{name}.{key}: there is no such parameter")
            if not knobs[key].scoring_only:
                raise OverridesError(
                    f"params.{name}.{key}: needs a training; train a version with it and name "
                    "that version under versions"
                )
        try:
            registry.create(name, **params)
        except ValueError as error:
            raise OverridesError(f"params.{name}: {error}") from error
