"""What a sentence may say: the facts, and nothing that is not among them."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from recommendations.language.types import Ask, Limits

MOST_LETTERS_OF_A_NAME = 160
LIMITS = Limits(tokens=120)
# Texts of instructors that speak to a model rather than to learners.
INSTRUCTIONS = re.compile(
    r"\b(ignore|disregard|forget|override)\b.{0,40}\b(instructions?|prompts?|rules?|above|previous)\b"
    r"|\b(system|developer) (prompt|message)\b|\byou are now\b|\bjailbreak\b|<\|?\w+\|?>|\[/?INST\]"
    r"|(忽略|无视|忘记|忘掉|不要理会|不要遵守).{0,15}(指令|指示|提示|规则|要求|上面|之前)|系统提示|你现在是",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Facts:
    """All that a sentence may be made of."""

    purpose: str
    language: str  # en or zh
    template: str  # the sentence that is said without a model
    courses: tuple[str, ...] = ()  # titles that the sentence may name
    must: tuple[str, ...] = ()  # those of these names that it must hold
    topics: tuple[str, ...] = ()  # skills and categories
    details: tuple[str, ...] = ()  # what else is true, in words of this project

    @cached_property
    def key(self) -> str:
        """The same for the same facts; nothing of a learner is in it."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def is_suspect(self) -> bool:
        """Whether one of them reads like instructions: then no model is asked."""
        return any(INSTRUCTIONS.search(one) for one in (self.template, *self.courses, *self.topics))

    def ask(self, system: str) -> Ask:
        """The question, the facts as data."""
        data = {
            "sentence": self.template,
            "courses": [clean(one) for one in self.courses],
            "must_name": [clean(one) for one in self.must],
            "topics": [clean(one) for one in self.topics],
            "also_true": list(self.details),
        }
        given = {name: value for name, value in data.items() if value}
        text = json.dumps(given, ensure_ascii=False, indent=1)
        return Ask(self.purpose, self.language, system, text, self.template)


def clean(name: str) -> str:
    """A name on one line, not longer than names are."""
    return " ".join(name.split())[:MOST_LETTERS_OF_A_NAME]


def cleaned(facts: Facts) -> Facts:
    """The facts as the model sees them, to hold its sentence against."""
    return replace(
        facts,
        courses=tuple(clean(one) for one in facts.courses),
        must=tuple(clean(one) for one in facts.must),
        topics=tuple(clean(one) for one in facts.topics),
    )
