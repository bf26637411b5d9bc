"""Staff write rules in the admin, and see at which place they are wrong."""

import pytest
from django.urls import reverse
from django.utils import translation

from recommendations.admin.faults import told
from recommendations.engine import registry
from recommendations.engine.rulebook.names import NAMES
from recommendations.engine.rulebook.tokens import EXPECTED, FAULTS, KINDS
from recommendations.homepage.defaults import ensure_defaults
from recommendations.models import AlgorithmSetting
from tests.house.test_translations import known

GOOD = 'category == "python" -> +2\r\nlevel == "beginner" -> 1'


@pytest.fixture
def rules(db):
    ensure_defaults()
    return AlgorithmSetting.objects.get(name="rules")


def address(rules):
    return reverse("admin:recommendations_algorithmsetting_change", args=[rules.pk])


def posted(text):
    return {"is_enabled": "on", "weight": "1.0", "knob_rules": text}


def test_rules_are_written_in_a_box_that_starts_with_the_present_ones(staff, rules):
    page = staff.get(address(rules)).content.decode()

    assert "<textarea" in page
    assert "category in learner.interests -&gt; +2" in page
    assert all(name in page for name in NAMES)


def test_good_rules_are_stored_with_plain_line_ends(staff, rules):
    assert staff.post(address(rules), posted(GOOD)).status_code == 302

    rules.refresh_from_db()
    assert rules.params == {"rules": GOOD.replace("\r\n", "\n") + "\n"}
    assert 'category == "python" -&gt; +2 …' not in staff.get(address(rules)).content.decode()


def test_a_wrong_rule_is_refused_and_its_place_is_marked(staff, rules):
    page = staff.post(address(rules), posted('minutes > 5 -> 1\r\nlevel == "begin<ner" -> 1'))

    rules.refresh_from_db()
    assert rules.params == {}
    [error] = page.context["adminform"].form.errors["knob_rules"]
    assert error.startswith("Line 2, column 10: “begin&lt;ner” never happens for level.")
    assert "<code>level == <mark>&quot;begin&lt;ner&quot;</mark> -&gt; 1</code>" in error
    assert error in page.content.decode()


def test_a_fault_at_the_end_of_a_line_is_marked_behind_it(staff, rules):
    page = staff.post(address(rules), posted("minutes > 5 ->"))

    [error] = page.context["adminform"].form.errors["knob_rules"]
    assert "<code>minutes &gt; 5 -&gt;<mark> </mark></code>" in error


def test_a_fault_is_told_in_chinese(rules):
    try:
        registry.create("rules", rules="minutes > level -> 1")
    except ValueError as error:
        fault = error.errors()[0]

    with translation.override("zh-hans"):
        assert told(fault).startswith("第 1 行第 11 列：")


def test_every_fault_is_said_in_chinese():
    assert {*FAULTS.values(), *EXPECTED.values(), *KINDS.values()} <= known()
