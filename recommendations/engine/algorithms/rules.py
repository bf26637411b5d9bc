"""Rules: what staff know and no data say yet, written down as conditions with points."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from recommendations.engine.rulebook.facts import Facts
from recommendations.engine.rulebook.grammar import parse
from recommendations.engine.rulebook.meaning import weigh
from recommendations.engine.rulebook.tokens import RuleError
from recommendations.engine.types import (
    Catalogue,
    Contribution,
    Floats,
    Histories,
    Interactions,
    Ints,
)

from .base import Algorithm, Progress, algorithm, silent

DEFAULT = """\
# One rule a line: condition -> points. The points of all rules that hold are added up.
category in learner.interests -> +2
category in learner.categories -> +1
language == learner.language and category in learner.interests -> +1
level == learner.level and category in learner.interests -> +0.5
level == learner.level and learner.courses == 0 -> +0.3
learner.goal == "curiosity" and minutes <= 120 -> +0.2
learner.goal == "switch" and level == "beginner" -> +0.2
learner.goal == "career" and level in ["intermediate", "advanced"] -> +0.2
learner.goal == "study" and minutes >= 300 -> +0.2
"""
LONGEST = 50_000


def _readable(rules: str) -> str:
    """The rules as they are, or the fault in them with its place."""
    try:
        parse(rules)
    except RuleError as error:
        place = {"line": error.line, "column": error.column, "width": error.width}
        context = {"fault": error.code, **place, "facts": error.facts}
        raise PydanticCustomError(
            "rule", "{message}", {"message": str(error), **context}
        ) from error
    return rules


@algorithm
class Rules(Algorithm):
    """Knows learners who only have a profile, and courses that nobody has taken yet.

    The language is described in docs/algorithms/rules.md. Rules are read by a parser of their
    own that knows a fixed list of names; nothing in them is ever executed.
    """

    label = "Chosen by our team"
    reads_context: ClassVar[bool] = True

    rules: Annotated[str, AfterValidator(_readable)] = Field(
        DEFAULT, max_length=LONGEST, description="One rule a line: condition -> points."
    )

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Note down what the rules need to know of the courses."""
        self.n_courses_ = len(catalogue)
        facts = Facts.of(parse(self.rules), catalogue, interactions)
        self.facts_: npt.NDArray[np.uint8] = facts.packed()
        self._read = parse(self.rules), facts
        progress(1.0)
        return self

    def score(self, histories: Histories) -> Floats:
        """The points of all rules that hold; no opinion where none does."""
        if not hasattr(self, "_read"):
            self._read = parse(self.rules), Facts.read(self.facts_)
        rules, facts = self._read
        return weigh(rules, facts, histories)

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """All of it comes from the rules."""
        points = float(self.score(history)[0, course])
        return () if np.isnan(points) else (Contribution(-1, points),)

    def shares(self, history: Histories, courses: Ints) -> tuple[Ints, Floats]:
        """The same for many courses: the rules are read once."""
        points = np.nan_to_num(self.score(history)[:, courses])
        return np.array([-1], np.int32), points
