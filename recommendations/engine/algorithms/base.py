"""What every algorithm promises: knobs, fit, score, explain, and a state of plain arrays."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Protocol,
    Self,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
)

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict
from pydantic.dataclasses import dataclass as pydantic_dataclass
from pydantic.fields import FieldInfo

from recommendations.engine.sparse import Sparse
from recommendations.engine.types import (
    Catalogue,
    Contribution,
    Floats,
    Histories,
    Interactions,
    Ints,
    Longs,
)

T = TypeVar("T")
SCORING_ONLY: JsonDict = {"scoring_only": True}  # on a knob that needs no new fit
NOT_TUNED: JsonDict = {"tuned": False}  # on a knob that trades cost, not quality
Library = Literal["numpy", "torch", "sklearn", "lightgbm"]
Kind = Literal["int", "float", "bool", "choice", "text", "mapping"]

PositionHalfLife = Annotated[
    float,
    Field(
        ge=0,
        le=1_000,
        description="A course of the history counts half after so many later ones; 0 = no decay.",
        json_schema_extra={**SCORING_ONLY, "endless": 0},
    ),
]
LearningHalfLife = Annotated[
    float,
    Field(
        ge=0,
        le=10_000,
        description="In learning, an interaction counts half after so many days; 0 = no decay.",
        json_schema_extra={"usual": [30.0, 1_000.0]},
    ),
]
Similarity = Literal["cosine", "pearson", "jaccard"]
Cap = Annotated[
    float,
    Field(ge=0.1, le=100, description="The most that a single learner can add to one course."),
]


class Progress(Protocol):
    """Told how far a fit has come."""

    def __call__(self, done: float, note: str = "") -> None:
        """`done` runs from 0 to 1."""


def silent(done: float, note: str = "") -> None:
    """A progress that nobody watches."""


def said(remark: tuple[str, Mapping[str, str]]) -> str:
    """A model's remark in English."""
    sentence, figures = remark
    return sentence % figures


@dataclass(frozen=True)
class Knob:
    """One setting of an algorithm, as a form, a check, a tuner or a page of help needs it."""

    name: str
    kind: Kind
    default: Any
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    help: str
    scoring_only: bool
    is_tuned: bool = True  # worth choosing by what validates best
    usual: tuple[float, float] | None = None  # where a tuner looks, if not around the default
    endless: float | None = None  # the value that stands for one without end


@dataclass_transform(kw_only_default=True, field_specifiers=(Field,))
def algorithm(cls: type[T]) -> type[T]:
    """Make a class of knobs: checked on creation, unknown and not finite ones refused."""
    config = ConfigDict(extra="forbid", allow_inf_nan=False, validate_default=True)
    return cast("type[T]", pydantic_dataclass(kw_only=True, config=config)(cls))


class Algorithm(ABC):
    """A recommender that learns from interactions and scores any history.

    Learned attributes end in `_` and are arrays, dictionaries of arrays, `Sparse` matrices or
    whole numbers.
    """

    label: ClassVar[str]
    # The library that scoring loads; a process that may only load numpy passes others over.
    scores_with: ClassVar[Library] = "numpy"
    reads_context: ClassVar[bool] = False  # may have an opinion on a profile without a history
    continues: ClassVar[bool] = False  # whether a retrain begins at the version that serves
    n_courses_: int  # how many courses there were at fit: the width of every score

    def __init_subclass__(cls) -> None:
        """Whatever stops a fit, what the model knew before stays whole."""
        super().__init_subclass__()
        if "fit" in vars(cls):
            cls.fit = _all_or_nothing(cls.fit)  # type: ignore[method-assign]

    @abstractmethod
    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Learn, and give the algorithm back."""

    def warm_start(self, before: Algorithm, places: Longs) -> Self:
        """Let the next fit begin at what an earlier version of the same algorithm learned.

        `places` gives for each course of the coming fit its place in that version, -1 = new. An
        algorithm that cannot use it, as most cannot, begins afresh.
        """
        return self

    @abstractmethod
    def score(self, histories: Histories) -> Floats:
        """Scores [n_histories, n_courses]; NaN where the algorithm has no opinion."""

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """Parts that sum to the score of `course` for a single history; empty = cannot say."""
        return ()

    def shares(self, history: Histories, courses: Ints) -> tuple[Ints, Floats]:
        """What explains the scores of many courses at once: who adds, and what to each course.

        Courses of the history, or -1 for everyone [n_parts]; [n_parts, n_asked], columns sum to
        the scores. Empty where the algorithm cannot say.
        """
        told = [self.explain(history, int(course)) for course in courses]
        taken = sorted({part.course for parts in told for part in parts})
        place = {course: row for row, course in enumerate(taken)}
        found = np.zeros((len(taken), len(courses)), np.float32)
        for column, parts in enumerate(told):
            for part in parts:
                found[place[part.course], column] += part.value
        return np.array(taken, np.int32), found

    def has_learned(self) -> bool:
        """Whether there was anything to learn from; a model without is not published."""
        return True

    def remark(self) -> tuple[str, dict[str, str]]:
        """What people should know of this fit: a sentence, and what goes into it; mostly none."""
        return "", {}

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """All that was learned as named arrays, for safetensors."""
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, value in vars(self).items():
            if name.endswith("_") and not name.startswith("_"):
                arrays |= _as_arrays(name, value)
        return arrays

    @classmethod
    def from_state(cls, params: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The fitted algorithm back from its knobs and its `state()`."""
        model = cls(**params)
        for name in {key.partition(".")[0] for key in arrays}:
            setattr(model, name, _from_arrays(name, arrays))
        return model

    def with_params(self, **changes: Any) -> Self:
        """The same learned state under other knobs; true to a new fit for scoring-only knobs."""
        return type(self).from_state({**self.params(), **changes}, self.state())

    def params(self) -> dict[str, Any]:
        """Every knob with its value."""
        return {name: getattr(self, name) for name in _fields(type(self))}

    @classmethod
    def knobs(cls) -> tuple[Knob, ...]:
        """Every knob with its limits and help; needs no heavy library."""
        return tuple(_knob(name, info) for name, info in _fields(cls).items())


def _all_or_nothing(fit: Callable[..., T]) -> Callable[..., T]:
    """A fit that puts every attribute back if it does not come to its end."""

    @wraps(fit)
    def whole(self: Algorithm, *args: Any, **kwargs: Any) -> T:
        before = dict(vars(self))
        try:
            return fit(self, *args, **kwargs)
        except BaseException:
            vars(self).clear()
            vars(self).update(before)
            raise

    return whole


def _fields(cls: type[Algorithm]) -> dict[str, FieldInfo]:
    """The knobs as pydantic keeps them."""
    fields: dict[str, FieldInfo] = getattr(cls, "__pydantic_fields__", {})
    return fields


def _knob(name: str, info: FieldInfo) -> Knob:
    """One knob read off its declaration."""
    bounds = {type(part).__name__: part for part in info.metadata}
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    usual: Any = extra.get("usual")
    return Knob(
        name=name,
        kind=_kind(info.annotation),
        default=info.get_default(call_default_factory=True, validated_data={}),
        minimum=getattr(bounds.get("Ge"), "ge", None),
        maximum=getattr(bounds.get("Le"), "le", None),
        choices=tuple(get_args(info.annotation)) if _kind(info.annotation) == "choice" else (),
        help=info.description or "",
        scoring_only=bool(extra.get("scoring_only")),
        is_tuned=bool(extra.get("tuned", True)),
        usual=(float(usual[0]), float(usual[1])) if usual else None,
        endless=None if extra.get("endless") is None else float(str(extra["endless"])),
    )


def _kind(annotation: Any) -> Kind:
    """The kind of a knob by its type."""
    origin = get_origin(annotation) or annotation
    kinds: dict[Any, Kind] = {int: "int", float: "float", bool: "bool", Literal: "choice"}
    return kinds.get(origin, "mapping" if origin is dict else "text")


def _as_arrays(name: str, value: Any) -> dict[str, npt.NDArray[Any]]:
    """One learned attribute as named arrays; safetensors writes nonsense if not contiguous."""
    if isinstance(value, Sparse):
        parts = {"indptr": value.indptr, "indices": value.indices, "data": value.data}
        parts["shape"] = np.array(value.shape, dtype=np.int64)
        return {f"{name}.{part}": np.ascontiguousarray(array) for part, array in parts.items()}
    if isinstance(value, dict):
        return {f"{name}.{part}": np.ascontiguousarray(array) for part, array in value.items()}
    return {name: np.ascontiguousarray(value)}


def _from_arrays(name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> Any:
    """The attribute that `_as_arrays` took apart."""
    if f"{name}.indptr" in arrays:
        indptr, indices, data = (arrays[f"{name}.{part}"] for part in ("indptr", "indices", "data"))
        rows, columns = arrays[f"{name}.shape"].tolist()
        return Sparse(indptr, indices, data, (rows, columns))
    if name not in arrays:
        start = len(name) + 1
        return {key[start:]: arrays[key] for key in arrays if key.startswith(f"{name}.")}
    return int(arrays[name][0]) if name == "n_courses_" else arrays[name]
