"""Tables that people bring: read right whatever wrote them, or refused with a reason (C12)."""

import pytest

from courses.tabular import BadTableError, read_sheet
from courses.tabular.encoding import guess

TEXTS = {
    "gb18030": ["中文", "课程,作者\n数据结构,张三\n", "人工智慧概論，適合初學者", "北京大學"],
    "big5": ["中文", "歷史", "數據結構,張三\n", "title,level\n烹飪與營養,beginner\n", "北京大學"],
    "cp1252": ["Zürich", "Hélène,c-1", "title;name\nCafé;José\n", "Ünïcödé über straße"],
    "utf-8": ["plain", "课程", "歷史", "Zürich"],
}


@pytest.mark.parametrize(
    ("name", "text"), [(n, text) for n, texts in TEXTS.items() for text in texts]
)
def test_the_encoding_is_guessed_even_of_short_files(name, text):
    assert guess(text.encode(name)).name == name


@pytest.fixture
def file(tmp_path):
    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_byte_order_mark_does_not_hide_the_first_column(file):
    for encoding in ("utf-8-sig", "utf-16"):
        assert read_sheet(file("title,level\nA,b\n".encode(encoding))).columns == ("title", "level")


def test_the_mark_does_not_hide_it_when_the_encoding_is_chosen_either(file):
    sheet = read_sheet(file("title\nA\n".encode("utf-8-sig")), encoding="utf-8")

    assert sheet.columns == ("title",)
    assert not sheet.encoding.is_guess


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_sign_inside_a_cell_does_not_mislead_the_guess(file, sign):
    other = ";" if sign == "," else ","
    sheet = read_sheet(file(f"title{sign}text\nA{sign}one{other} two{other} three{other} four\n"))

    assert sheet.delimiter == sign
    assert sheet.rows[0].text("text") == f"one{other} two{other} three{other} four"


def test_quoted_cells_may_hold_lines_and_signs(file):
    sheet = read_sheet(file('title,text\n"A, ""B""","one\ntwo"\nC,d\n'))

    assert [row.values for row in sheet.rows] == [
        {"title": 'A, "B"', "text": "one\ntwo"},
        {"title": "C", "text": "d"},
    ]
    assert [row.number for row in sheet.rows] == [2, 3]


def test_one_column_and_no_rows_are_fine(file):
    assert read_sheet(file("title\n")).rows == ()
    assert read_sheet(file("title\nA\nB\n")).columns == ("title",)


def test_empty_lines_are_passed_over_and_rows_keep_their_numbers(file):
    sheet = read_sheet(file("title,level\n\nA,b\n,\nC,d\n"))

    assert [(row.number, row.text("title")) for row in sheet.rows] == [(3, "A"), (5, "C")]


def test_rows_of_the_wrong_width_are_named(file):
    sheet = read_sheet(file("title,level\nA\nB,c\nD,e,f\n"))

    assert [(error.number, error.reason) for error in sheet.errors] == [
        (2, "has 1 cells where the header has 2"),
        (4, "has 3 cells where the header has 2"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('title,level\n"A,b\n', "is no CSV"),
        ("title,title\nA,b\n", "'title' more than once"),
        ("name,level\nA,b\n", "has no column title. It has: name, level"),
        ("", "has no column title. It has: nothing"),
    ],
)
def test_what_is_no_table_is_refused(file, content, reason):
    with pytest.raises(BadTableError, match=reason):
        read_sheet(file(content), required=["title"])


def test_an_encoding_that_does_not_fit_is_refused(file):
    with pytest.raises(BadTableError, match="Choose another --encoding"):
        read_sheet(file("课程\n".encode("gbk")), encoding="utf-8")


def test_a_long_delimiter_is_refused(file):
    with pytest.raises(BadTableError, match="one character"):
        read_sheet(file("a::b\n"), delimiter="::")


def test_json_lines_keep_lists_and_numbers(file):
    sheet = read_sheet(file('{"Title": "A", "skills": ["x", "y"], "minutes": 5}\n', "a.jsonl"))

    assert sheet.rows[0].values == {"title": "A", "skills": ["x", "y"], "minutes": 5}
    assert sheet.rows[0].text("minutes") == "5"
    assert sheet.delimiter == ""


def test_lines_that_are_no_objects_are_named(file):
    sheet = read_sheet(file('{"title": "A"}\n[1]\n{"ti\n', "a.jsonl"))

    assert [error.number for error in sheet.errors] == [2, 3]


def test_a_long_description_is_read_whole(file):
    text = "x" * 300_000

    assert read_sheet(file(f"title,text\nA,{text}\n")).rows[0].text("text") == text
