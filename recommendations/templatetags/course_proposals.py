"""For a course's page in the admin: what is proposed for it, in words, and how its reviews sound."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Level
from courses.models import Course, Skill
from recommendations.models import MetadataProposal, ProposalKind, Satisfaction

register = template.Library()


@dataclass(frozen=True)
class Line:
    """One proposal in words."""

    pk: int
    kind: str
    what: str
    percent: int
    because: str


@register.simple_tag
def course_proposals(course: Course) -> list[Line]:
    """Those that wait; one whose skill or course is gone is left out."""
    found = list(MetadataProposal.objects.about(course.pk).open())
    skills = {int(one.key) for one in found if one.kind == ProposalKind.SKILL}
    skills |= {pk for one in found for pk in _listed(one.because, "skills")}
    courses = {int(one.key) for one in found if one.kind == ProposalKind.PREREQUISITE}
    named = ("neighbours", "requires")
    courses |= {pk for one in found for name in named for pk in _listed(one.because, name)}
    names = {one.pk: one.name for one in Skill.objects.in_bulk(skills).values()}
    titles = dict(Course.objects.among(courses).values_list("pk", "title"))
    lines = (_line(one, names, titles) for one in found)
    return [line for line in lines if line.what]


@register.simple_tag
def satisfaction_with(course: Course) -> Satisfaction | None:
    """What the reviews of a course say in one figure, if any has an opinion in words."""
    return Satisfaction.objects.about(course.pk).first()


def _line(one: MetadataProposal, names: dict[int, str], titles: dict[int, str]) -> Line:
    match one.kind:
        case ProposalKind.SKILL:
            what = names.get(int(one.key), "")
        case ProposalKind.LEVEL:
            what = str(dict(Level.choices).get(one.key, ""))
        case ProposalKind.PREREQUISITE:
            what = titles.get(int(one.key), "")
        case _:
            what = one.text
    because = "; ".join(filter(None, _reasons(one, names, titles)))
    return Line(one.pk, str(one.get_kind_display()), what, round(100 * one.confidence), because)


def _reasons(one: MetadataProposal, names: dict[int, str], titles: dict[int, str]) -> list[str]:
    if one.kind == ProposalKind.SUMMARY:
        return [_("the sentence of the description that is nearest to all others")]
    near = [titles[pk] for pk in _listed(one.because, "neighbours") if pk in titles]
    below = [titles[pk] for pk in _listed(one.because, "requires") if pk in titles]
    skills = [names[pk] for pk in _listed(one.because, "skills") if pk in names]
    return [
        _times(one.because.get("said", 0)),
        _("it teaches what this course's skills build on (%(skills)s)")
        % {"skills": ", ".join(skills)}
        if skills
        else "",
        _("this course builds on %(courses)s") % {"courses": _quoted(below)} if below else "",
        _("courses like this one have it too: %(courses)s") % {"courses": _quoted(near)}
        if near
        else "",
    ]


def _quoted(titles: list[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)


def _times(count: int) -> str:
    if not count:
        return ""
    text = ngettext("its texts name it once", "its texts name it %(n)s times", count)
    return text % {"n": count}


def _listed(because: dict[str, Any], name: str) -> list[int]:
    return [int(pk) for pk in because.get(name, ())]
