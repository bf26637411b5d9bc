"""The language of staff's rules: what it means, and where it says that it is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from recommendations.engine.context import context_of
from recommendations.engine.registry import create
from recommendations.engine.rulebook.checking import SIGNS
from recommendations.engine.rulebook.grammar import DEEPEST, parse
from recommendations.engine.rulebook.names import NAMES
from recommendations.engine.rulebook.tokens import FAULTS, RuleError
from recommendations.engine.types import Catalogue, Histories, Interactions

DAY = 86_400
CATALOGUE = Catalogue.build(
    range(5),
    texts=[
        "Python for data\nwith pandas",
        "Pythonic poetry",
        "Python数据分析",
        "绘画入门",
        "C++ & SQL",
    ],
    languages=["en", "en", "zh-hans", "zh-hans", ""],
    categories=[["python", "data"], ["poetry"], ["python", "data"], ["painting", "art"], []],
    published_at=[100 * DAY, 40 * DAY, 99 * DAY, 0, 10 * DAY],
    features=context_of(
        level=["beginner", "advanced", "intermediate", "beginner", ""],
        skills=[["pandas"], [], ["pandas", "plots"], [], ["sql"]],
        minutes=np.array([60, 300, 0, 120, 30]),
    ),
)
TAKEN = Interactions.from_events(
    ["a", "b", "c"], [0, 0, 3], [1, 1, 1], [5 * DAY] * 3, course_ids=range(5)
)
LEARNERS = context_of(
    language=["en", "zh-hans", ""],
    level=["beginner", "advanced", ""],
    goal=["career", "", "study"],
    interests=[["data", "art"], ["poetry"], []],
    device=["phone", "", "desktop"],
    hour=[8, 23, -1],
    weekday=[5, 0, -1],
    now=[101 * DAY, 101 * DAY, 101 * DAY],
)
PASTS = Histories.from_lists([[0], [], [2, 3]]).with_context(LEARNERS)


def points(rules, pasts=PASTS):
    return create("rules", rules=rules).fit(TAKEN, CATALOGUE).score(pasts)


def holds(condition):
    """For which courses the condition holds, for each of the three learners."""
    found = points(f"{condition} -> 1")
    return [np.flatnonzero(row == 1).tolist() for row in found]


@pytest.mark.parametrize(
    ("condition", "courses"),
    [
        ('"python" in title', [0, 2]),  # a whole word; in Chinese text there is no blank beside it
        ('"数据" in title', [2]),
        ('"pandas" in title', []),
        ('"pandas" in text', [0]),
        ('["poetry", "sql"] in title', [1, 4]),
        ('"c++" in title', [4]),
        ('"ＰＹＴＨＯＮ" in title', [0, 2]),
        ('category == "data"', [0, 2]),
        ('category != "data"', [1, 3]),  # unknown is neither
        ('not category == "data"', [1, 3, 4]),
        ('category in ["poetry", "art"]', [1, 3]),
        ('category not in ["poetry", "art"]', [0, 2, 4]),
        ('skills == "Pandas"', [0, 2]),
        ('language == "en"', [0, 1]),
        ('language == "zh"', [2, 3]),
        ('language == "zh-hans"', [2, 3]),
        ('language == "zh-hant"', []),
        ('language != "en"', [2, 3]),
        ('"en" == language', [0, 1]),
        ('level == "beginner"', [0, 3]),
        ('level >= "intermediate"', [1, 2]),
        ('"intermediate" >= level', [0, 2, 3]),
        ('level in ["beginner", "advanced"]', [0, 1, 3]),
        ('level != "beginner"', [1, 2]),
        ("minutes <= 120", [0, 3, 4]),
        ("minutes > 120", [1]),  # nobody knows of course 2
        ("minutes != 60", [1, 3, 4]),
        ("published_days < 30", [0, 2]),
        ("published_days >= 61", [1, 4]),
        ("learners >= 2", [0]),
        ("learners == 0", [1, 2, 4]),
        ('language == "en" and level == "beginner"', [0]),
        ('language == "en" or level == "beginner" and minutes > 100', [0, 1, 3]),
        ('(language == "en" or level == "beginner") and minutes > 100', [1, 3]),
        ('not (language == "en" or level == "beginner")', [2, 4]),
    ],
)
def test_a_condition_on_courses_holds_for_everyone_alike(condition, courses):
    assert holds(condition) == [courses] * 3


EVERY, NONE = [0, 1, 2, 3, 4], []


@pytest.mark.parametrize(
    ("condition", "courses"),
    [
        ('learner.level == "beginner"', [EVERY, NONE, NONE]),
        ('learner.level != "beginner"', [NONE, EVERY, NONE]),
        ('not learner.level == "beginner"', [NONE, EVERY, EVERY]),
        ('learner.goal in ["career", "study"]', [EVERY, NONE, EVERY]),
        ('learner.interests == "art"', [EVERY, NONE, NONE]),
        ('learner.language == "zh"', [NONE, EVERY, NONE]),
        ('device == "phone"', [EVERY, NONE, NONE]),
        ('weekday in ["saturday", "sunday"]', [EVERY, NONE, NONE]),
        ("hour >= 20", [NONE, EVERY, NONE]),
        ("learner.courses >= 1", [EVERY, NONE, EVERY]),
        ('learner.categories == "art"', [NONE, NONE, EVERY]),
        ('learner.skills == "plots"', [NONE, NONE, EVERY]),
    ],
)
def test_a_condition_on_learners_holds_for_every_course_alike(condition, courses):
    assert holds(condition) == courses


@pytest.mark.parametrize(
    ("condition", "courses"),
    [
        ("category in learner.interests", [[0, 2, 3], [1], []]),
        ("category not in learner.interests", [[1, 4], [0, 2, 3, 4], EVERY]),
        ("category in learner.categories", [[0, 2], [], [0, 2, 3]]),
        ("skills in learner.skills", [[0, 2], [], [0, 2]]),
        ("language == learner.language", [[0, 1], [2, 3], []]),
        ("language != learner.language", [[2, 3], [0, 1], []]),
        ("level == learner.level", [[0, 3], [1], []]),
        ("level > learner.level", [[1, 2], [], []]),
        ("learner.interests in learner.categories", [EVERY, NONE, NONE]),
        ('language == "en" and learner.goal == "career"', [[0, 1], [], []]),
    ],
)
def test_a_condition_on_both_holds_pair_by_pair(condition, courses):
    assert holds(condition) == courses


def test_points_of_all_rules_that_hold_are_added_up_and_none_is_no_opinion():
    found = points(
        """
        # What we know of our learners.
        language == "en" -> +2
        level == "beginner" -> -0.5

        level == "advanced" → 1.25
        """
    )

    assert np.allclose(found[0], [1.5, 3.25, np.nan, -0.5, np.nan], equal_nan=True)


def test_signs_of_a_chinese_keyboard_are_read():
    assert holds("（language == “en”） and not （level in [“advanced”，“beginner”]）") == [[]] * 3
    assert holds("“绘画” in title") == [[3]] * 3


def test_without_a_moment_of_asking_days_count_from_the_last_thing_known():
    found = points("published_days < 30 -> 1", Histories.empty(1))

    assert np.flatnonzero(found[0] == 1).tolist() == [0, 2]


def test_a_profile_alone_is_enough_and_no_profile_is_no_trouble():
    interested = Histories.empty(2).with_context(context_of(interests=[["poetry"], []]))

    found = create("rules").fit(TAKEN, CATALOGUE).score(interested)

    assert np.nanargmax(found[0]) == 1
    assert np.isnan(found[1]).all()


FAULTY = [
    ('lvel == "beginner" -> 1', "misspelt_name", 1, "level"),
    ('level == "beginer" -> 1', "unknown_value", 10, "beginner, intermediate, advanced"),
    ("teacher_of_the_year == 1 -> 1", "unknown_name", 1, "published_days"),
    ('level == "beginner" > 1', "expected", 21, "->"),
    ('level == "beginner" ->', "expected_at_end", 23, "points"),
    ('level == "beginner" -> lots', "expected", 24, "points"),
    ('level == "beginner" -> 200', "too_many_points", 24, "100"),
    ('level == "beginner" -> 1 2', "expected", 26, "end of the line"),
    ('(level == "beginner" -> 1', "expected", 22, "bracket"),
    ('level = "beginner" -> 1', "strange_sign", 7, "="),
    ('level == "beginner -> 1', "open_text", 10, "quotation mark"),
    ('level "beginner" -> 1', "expected", 7, "comparison"),
    ("level == -> 1", "expected", 10, "a name"),
    ('"python" == title -> 1', "wrong_sign", 10, '"…" in title'),
    ('title == "python" -> 1', "wrong_sign", 7, '"…" in title'),
    ('language < "en" -> 1', "wrong_sign", 10, "==, !="),
    ('language in "en" -> 1', "wrong_sign", 10, "==, !="),
    ('language == ["en"] -> 1', "wrong_sign", 10, "in, not in"),
    ('minutes == "long" -> 1', "wrong_kind", 12, "a number"),
    ("level == 1 -> 1", "wrong_kind", 10, "a level"),
    ("minutes < level -> 1", "wrong_kind", 11, "a level"),
    ("language in [] -> 1", "expected", 14, "a text"),
    ("language in [en] -> 1", "expected", 14, "a text"),
    ("1 == 1 -> 1", "not_named", 1, "level"),
    ("level -> 1", "expected", 7, "comparison"),
    ("-> 1", "expected", 1, "a name"),
    ("level == 'beginner' and -> 1", "expected", 25, "a name"),
    ("__import__('os').system('true') -> 1", "strange_sign", 17, "."),
    ("level == `rm` -> 1", "strange_sign", 10, "`"),
    ("(" * (DEEPEST + 1) + "minutes > 1" + ")" * (DEEPEST + 1) + "-> 1", "too_deep", 31, "30"),
]


@pytest.mark.parametrize(("rule", "code", "column", "said"), FAULTY)
def test_a_fault_is_told_with_its_line_and_column(rule, code, column, said):
    with pytest.raises(RuleError) as caught:
        parse(f'# a remark\n\nlanguage == "en" -> 1\n{rule}')

    assert (caught.value.code, caught.value.line, caught.value.column) == (code, 4, column)
    assert str(caught.value).startswith(f"Line 4, column {column}: ")
    assert said in str(caught.value)


def test_every_kind_of_fault_is_met_above_or_is_the_limit_of_rules():
    assert {code for _, code, _, _ in FAULTY} == set(FAULTS) - {"too_long"}
    with pytest.raises(RuleError, match="500 rules"):
        parse("minutes > 1 -> 1\n" * 501)


def test_rules_are_refused_when_they_are_set_and_not_when_they_are_used():
    with pytest.raises(ValidationError) as caught:
        create("rules", rules="minutes > 1 -> 1\nlevel = 2 -> 1")

    fault = caught.value.errors()[0]
    assert fault["loc"] == ("rules",)
    assert (fault["ctx"]["line"], fault["ctx"]["column"]) == (2, 7)
    assert fault["msg"].startswith("Line 2, column 7")


WORDS = st.sampled_from([*NAMES, '"en"', '["a"]', "7", "and", "or", "not", "in", "==", "<", "->"])


@given(st.lists(st.one_of(WORDS, st.text(max_size=3)), max_size=12).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_is_read_or_refused_with_a_place(line):
    found = None
    try:
        parse(line)
    except RuleError as error:
        found = error
    if found is not None:
        lines = line.splitlines()
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1


def _comparisons():
    """Every name with every sign and a value that suits it."""
    written = {"text": '"en"', "language": '"en"', "names": '"art"', "number": "3"}
    for name, meaning in NAMES.items():
        value = f'"{meaning.known[0]}"' if meaning.known else written.get(meaning.kind, '"a"')
        signs = SIGNS[meaning.kind]
        if meaning.kind == "words":
            yield f"{value} in {name}"
        yield from (f"{name} {s} {f'[{value}]' if 'in' in s else value}" for s in signs)


@pytest.mark.parametrize("condition", list(_comparisons()))
def test_every_name_takes_every_sign_that_it_is_said_to_take(condition):
    model = create("rules", rules=f"{condition} -> 1").fit(TAKEN, CATALOGUE)
    again = type(model).from_state(model.params(), model.state())

    assert np.array_equal(again.score(PASTS), model.score(PASTS), equal_nan=True)
    assert np.array_equal(model.score(PASTS[1])[0], model.score(PASTS)[1], equal_nan=True)


def test_a_model_keeps_only_what_its_rules_speak_of():
    short = create("rules", rules="minutes > 1 -> 1").fit(TAKEN, CATALOGUE)

    assert b"pandas" not in short.state()["facts_"].tobytes()
