"""One learner's page in the making: everything that its rows are filled from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from recommendations.engine.arrays import Floats
from recommendations.serving.shares import Evidence
from recommendations.sources.company import Company
from recommendations.sources.people import Standing
from recommendations.sources.whereabouts import Whereabouts

# Sources that go by the scores of all models together.
BLENDED_SOURCES = {"hybrid", "interest"}


@dataclass
class Draft:
    """One learner's page in the making."""

    standing: Standing
    past: list[int]  # courses, oldest first
    weights: list[float]
    scores: Floats | None  # [n_courses] of the blend; None = nothing to go by
    own_scores: dict[str, Floats]  # the same of single algorithms that rows ask for
    audience: str
    is_personal: bool
    languages: frozenset[str] = frozenset()
    used: set[int] = field(default_factory=set)
    seed: int | None = None  # of what chance chooses; None = nothing
    evidence: Evidence | None = None  # what the scores of the blend were made of
    company: Company = field(default_factory=Company)  # what the people around them study
    tastes: Mapping[int, float] = field(default_factory=dict)  # category -> the learner's factor
    path: list[int] = field(default_factory=list)  # the courses of their plan, in order
    whereabouts: Whereabouts | None = None  # where in the site a visitor was just now
    last_visit: float = 0.0  # seconds, of an earlier day than today
    worn: Mapping[int, int] = field(default_factory=dict)  # course -> times shown in vain
    # The courses of each row of the page before, while the learner did nothing since.
    before: Mapping[str, frozenset[int]] = field(default_factory=dict)
    # The scores before a language model had a say, and what it moved: course -> from, to (from 1).
    plain_scores: Floats | None = None
    moved: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    lacks_order: bool = False  # a language model could have a say, and was not asked yet
    interests: dict[int, float] | None = None  # category -> share, once somebody asked
    shown_kinds: dict[int, int] = field(default_factory=dict)  # category -> cards further up
    shown_cards: int = 0

    def __post_init__(self) -> None:
        self.taken = self.standing.taken

    def evidence_for(self, source: str) -> Evidence | None:
        """What the scores of a row of this source were made of."""
        if self.evidence is None or source in BLENDED_SOURCES:
            return self.evidence
        return replace(self.evidence, names=[source], sizes={})
