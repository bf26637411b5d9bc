"""What is wrong with a knob, in the reader's language and, in a text, at its place."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from recommendations.engine.rulebook.tokens import EXPECTED, FAULTS, KINDS

RULE = "rule"
# Facts of a fault that are words of ours, not of whoever wrote the rule.
OURS = {*EXPECTED.values(), *KINDS.values()}
SHOWN_BEFORE = 60


def told(fault: Mapping[str, Any]) -> str:
    """One error of a check, as a form shows it."""
    if fault["type"] != RULE:
        return str(fault["msg"])
    return _told_at_its_place(fault["ctx"], str(fault["input"]))


def _told_at_its_place(context: Mapping[str, Any], rules: str) -> str:
    """The sentence, then the line with the place marked in it."""
    facts = {name: _(str(v)) if v in OURS else v for name, v in context["facts"].items()}
    sentence = _("Line %(line)s, column %(column)s: %(fault)s.") % {
        "line": context["line"],
        "column": context["column"],
        "fault": _(FAULTS[context["fault"]]).format(**facts),
    }
    line = rules.splitlines()[context["line"] - 1]
    start = context["column"] - 1
    stop = start + context["width"]
    before = line[max(start - SHOWN_BEFORE, 0) : start]
    marked = line[start:stop] or " "
    after = line[stop : stop + SHOWN_BEFORE]
    return format_html("{} <code>{}<mark>{}</mark>{}</code>", sentence, before, marked, after)
