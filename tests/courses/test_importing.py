"""Importing courses: what is bad is named by row, and nothing is half imported (C12)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.models import Category, Course


def import_file(path, text, *options, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    out = StringIO()
    call_command("import_courses", str(path), *options, stdout=out)
    return out.getvalue()


GOOD = (
    "key,title,language,level,skills\na,Algebra,en,beginner,proof|sets\nb,代数,zh-hans,advanced,\n"
)


def test_rows_become_courses(db, tmp_path):
    said = import_file(tmp_path / "c.csv", GOOD)

    assert "2 new, 0 changed, 0 unchanged" in said
    algebra = Course.objects.get(external_id="file:a")
    assert {skill.slug for skill in algebra.skills.all()} == {"proof", "sets"}
    assert Course.objects.get(external_id="file:b").language == "zh-hans"


def test_a_second_import_changes_nothing(db, tmp_path):
    import_file(tmp_path / "c.csv", GOOD)
    before = list(Course.objects.order_by("pk").values())

    said = import_file(tmp_path / "c.csv", GOOD)

    assert "0 new, 0 changed, 2 unchanged" in said
    assert list(Course.objects.order_by("pk").values()) == before


def test_a_dry_run_shows_the_difference_and_writes_nothing(db, tmp_path):
    said = import_file(tmp_path / "c.csv", GOOD, "--dry-run")

    assert "2 new" in said
    assert not Course.objects.exists()


def test_every_bad_row_is_named_and_nothing_is_imported(db, tmp_path):
    bad = GOOD + "c,,en,beginner,\nd,Title,klingon,beginner,\na,Again,en,beginner,\n"
    out = StringIO()
    (tmp_path / "c.csv").write_text(bad)

    with pytest.raises(CommandError, match="3 bad rows"):
        call_command("import_courses", str(tmp_path / "c.csv"), stdout=out)

    said = out.getvalue()
    assert "Row 4: title" in said
    assert "Row 5: language: 'klingon' is not one of en, zh-hans" in said
    assert "Row 6: key: 'a' stands twice" in said
    assert not Course.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "big5"])
def test_chinese_files_of_any_encoding_are_read(db, tmp_path, encoding):
    text = "key;title;language\nx;機率與統計入門;zh-hans\ny;中文寫作;zh-hans\n"

    import_file(
        tmp_path / "c.csv", text, "--encoding", encoding.removesuffix("-sig"), encoding=encoding
    )

    assert Course.objects.get(external_id="file:x").title == "機率與統計入門"


def test_a_category_that_does_not_exist_is_refused_by_name(db, tmp_path):
    Category.objects.create(slug="maths", name_en="Maths")
    (tmp_path / "c.jsonl").write_text('{"key": "a", "title": "A", "category": "math"}\n')
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("import_courses", str(tmp_path / "c.jsonl"), stdout=out)

    assert "there is no 'math'" in out.getvalue()
