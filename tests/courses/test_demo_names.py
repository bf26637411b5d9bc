"""The names of the demo world's skills and fields, in both languages."""

import re

from courses.demo.parse import read_courses, read_fields, read_skills

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAID_IN_LATIN_TOO = {"css", "dom", "django", "git", "html", "http", "javascript", "linux"}
SAID_IN_LATIN_TOO |= {"pandas", "python", "sql"}


def test_every_skill_of_a_course_has_both_names_and_no_name_is_left_over():
    taught = {skill for course in read_courses() for skill in course.facts["skills"]}

    assert set(read_skills()) == taught


def test_abbreviations_and_proper_names_are_written_as_people_write_them():
    names = {slug: name["en"] for slug, name in read_skills().items()}

    assert [names[slug] for slug in ("sql", "html", "css", "api-design", "ab-testing")] == [
        "SQL",
        "HTML",
        "CSS",
        "API design",
        "A/B testing",
    ]
    assert names["linear-algebra"] == "Linear algebra"
    assert names["javascript"] == "JavaScript"


def test_names_are_of_their_language_and_no_two_skills_share_one():
    skills = read_skills()

    for slug, name in skills.items():
        assert not CHINESE.search(name["en"]), slug
        assert CHINESE.search(name["zh"]) or slug in SAID_IN_LATIN_TOO, slug
    for language in ("en", "zh"):
        assert len({name[language] for name in skills.values()}) == len(skills)


def test_every_field_and_category_has_both_names():
    for field in read_fields():
        for entry in (field, *field["children"]):
            assert entry["en"]
            assert CHINESE.search(entry["zh"]) or entry["zh"] == entry["en"] == "Python"
