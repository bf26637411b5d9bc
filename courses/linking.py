"""Imports what builds on what, pair by pair: a pair that would close a cycle is named and left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify

from courses.graph import Growing, add_link
from courses.models import LinkOrigin, LinkStatus, Skill, SkillLink
from courses.models.skill_graph import lock_graph
from courses.tabular import Difference, Row, RowError

LONGEST_NAME = 120
LONGEST_SLUG = 60


@dataclass
class Linking:
    """What an import of pairs would do."""

    pairs: list[tuple[str, str]] = field(default_factory=list)  # keys: skill, what it requires
    names: dict[str, str] = field(default_factory=dict)  # of skills that are not there yet
    errors: list[RowError] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)


class _Skills:
    """The skills that are there, found by slug or by either name; others are noted as new."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.ids: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        self.slugs: list[str] = []
        self.names: dict[str, str] = {}
        self.new: dict[str, str] = {}
        for skill in Skill.objects.all():
            self.ids[skill.slug] = skill.pk
            self._add(skill.slug, skill.name_en or skill.slug)
            for name in (skill.slug, skill.name_en, skill.name_zh):
                self.keys.setdefault(name.casefold(), skill.slug)

    def number(self, text: str) -> int:
        """The number of a skill in the graph of this import."""
        key = self.keys.get(text.casefold())
        if key is None:
            key = self.keys[text.casefold()] = self._new_slug(text)
            self.new[key] = text
            self._add(key, text)
        return self.numbers[key]

    def slug(self, number: int) -> str:
        """The slug of a numbered skill."""
        return self.slugs[number]

    def name(self, number: int) -> str:
        """The name of a numbered skill."""
        return self.names[self.slug(number)]

    def _add(self, slug: str, name: str) -> None:
        self.numbers[slug] = len(self.slugs)
        self.slugs.append(slug)
        self.names[slug] = name

    def _new_slug(self, text: str) -> str:
        plain = slugify(text, allow_unicode=True)[:LONGEST_SLUG].strip("-") or "skill"
        slug, number = plain, 2
        while slug in self.numbers:
            slug = f"{plain[: LONGEST_SLUG - 5]}-{number}"
            number += 1
        return slug


def plan_links(rows: Iterable[Row], skill: str, requires: str) -> Linking:
    """Check every pair against the graph as it grows; nothing is written.

    `skill` and `requires` name the two columns.
    """
    skills, plan = _Skills(), Linking()
    graph, known = _graph_of(skills)
    new = unchanged = 0
    for row in rows:
        texts = [row.text(skill), row.text(requires)]
        if not all(texts) or max(map(len, texts)) > LONGEST_NAME:
            plan.errors.append(RowError(row.number, f"{skill} and {requires}: 1 to 120 characters"))
            continue
        pair = (skills.number(texts[0]), skills.number(texts[1]))
        if pair in known:
            unchanged += 1
            continue
        cycle = add_link(graph, *pair)
        if cycle:
            said = " → ".join(skills.name(number) for number in cycle)
            plan.errors.append(RowError(row.number, f"would close a cycle: {said}"))
            continue
        known.add(pair)
        new += 1
        plan.pairs.append((skills.slug(pair[0]), skills.slug(pair[1])))
    mentioned = {slug for pair in plan.pairs for slug in pair}
    plan.names = {slug: name for slug, name in skills.new.items() if slug in mentioned}
    plan.difference = Difference(new=new, unchanged=unchanged)
    return plan


def _graph_of(skills: _Skills) -> tuple[Growing, set[tuple[int, int]]]:
    """The accepted links as they are, by the numbers of this import."""
    number = {pk: skills.numbers[slug] for slug, pk in skills.ids.items()}
    graph = {
        number[skill]: {number[pk] for pk in requires}
        for skill, requires in SkillLink.objects.accepted().graph().items()
    }
    return graph, {(skill, one) for skill, found in graph.items() for one in found}


@transaction.atomic
def carry_out(plan: Linking) -> None:
    """Write the skills and links of a plan; a link that was proposed or refused is accepted now."""
    lock_graph()
    Skill.objects.bulk_create(
        Skill(slug=slug, name_en=name[:LONGEST_NAME], name_zh=name[:LONGEST_NAME])
        for slug, name in plan.names.items()
    )
    ids = dict(Skill.objects.values_list("slug", "pk"))
    links = [
        SkillLink(
            skill_id=ids[skill],
            requires_id=ids[requires],
            status=LinkStatus.ACCEPTED,
            origin=LinkOrigin.IMPORTED,
        )
        for skill, requires in plan.pairs
    ]
    SkillLink.objects.bulk_create(
        links,
        update_conflicts=True,
        unique_fields=["skill", "requires"],
        update_fields=["status", "origin", "confidence"],
    )
