"""Readers take any stranger's file of three forms, and say what is wrong with the rest."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recommendations.engine.data.readers import read_dataset, read_form
from recommendations.engine.data.splits import own
from recommendations.engine.types import Histories

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("HOMEROOM_DATA_DIR", ROOT / "../shared/data"))
needs_data = pytest.mark.skipif(
    not (DATA / "sequences").is_dir(), reason=f"public data sets are not in {DATA}"
)
TIED = """user_id:token\titem_id:token\trating:float\ttimestamp:float
9\t30\t5\t100
9\t10\t1\t100
9\t20\t3\t99
7\t10\t4\t5
"""


def taken(interactions):
    """Each learner's courses by their own ids, in order."""
    courses = interactions.courses[interactions.indices].tolist()
    owned = zip(interactions.learners.tolist(), pairwise(interactions.indptr), strict=True)
    return {learner: courses[start:stop] for learner, (start, stop) in owned}


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_sequences_are_read_in_their_own_order(tmp_path):
    path = write(tmp_path, "any.txt", "17 8 4 15\n\n3 15\n17 16\n")

    found = read_form("sequences", path)

    assert found.name == "any"
    assert not found.has_times
    assert taken(found.interactions) == {3: [15], 17: [8, 4, 15, 16]}


def test_ids_may_be_words(tmp_path):
    path = write(tmp_path, "any.txt", "ann,python,art\nben,art,010\n")

    assert taken(read_form("sequences", path).interactions) == {
        "ann": ["python", "art"],
        "ben": ["art", "010"],
    }


def test_equal_times_go_by_the_order_of_the_lines(tmp_path):
    found = read_form("ratings", write(tmp_path, "tied.inter", TIED))

    assert taken(found.interactions) == {7: [10], 9: [20, 30, 10]}
    assert found.interactions.times.tolist() == [5, 99, 100, 100]
    assert found.has_times


@pytest.mark.parametrize(
    "text",
    [
        "1::20::5::9\n1::10::3::8\n",
        "1;20;5;9\n1;10;3;8",
        '"1","20","5","9"\n"1","10","3","8"',
        "1 20 5 9\r\n1 10 3 8\r\n",
        "userId,movieId,rating,timestamp\n1,20,5.0,9\n1,10,3.5,8\n",
        "timestamp,item,user\n1970-01-01T00:00:09,20,1\n1970-01-01 00:00:08,10,1\n",
        "\ufeff1,20,1714521609\n1,10,1714521608\n",
        "1|20|5|1714521609000\n1|10|5|1714521608000\n",
    ],
)
def test_delimiters_headings_and_dates_are_guessed(tmp_path, text):
    found = read_form("ratings", write(tmp_path, "any.csv", text))

    assert taken(found.interactions) == {1: [10, 20]}
    assert found.interactions.times.tolist() in ([8, 9], [1714521608, 1714521609])
    assert found.has_times


def test_ratings_without_a_time_keep_the_order_of_the_lines(tmp_path):
    found = read_form("ratings", write(tmp_path, "any.csv", "1,20,5\n1,10,3\n"))

    assert taken(found.interactions) == {1: [20, 10]}
    assert not found.has_times


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("ratings", "1,2,3,4\n1,2,3\n", "line 2: 3 columns instead of 4"),
        ("ratings", "1,2,3,4\n1,2,x,4\n", "line 2: 'x' is no rating"),
        ("ratings", "1,2,3,4\n1,2,3,soon\n", "line 2: 'soon' is no time"),
        ("ratings", "1,,3,4\n", "line 1: learner or course is blank"),
        ("ratings", "alone\n", "line 1: there is only one column"),
        ("ratings", "name,user\nx,1\n", "line 1: the headings lack user or item"),
        ("ratings", "user,item,rating,time\n", "there is no interaction"),
        ("sequences", '{"1": [2]}\n', "line 1: this is not a sequence"),
        ("sequences", "1\n2\n", "there is no interaction"),
        ("sequences", "", "there is no interaction"),
    ],
)
def test_what_cannot_be_read_is_named_with_file_line_and_remedy(tmp_path, form, text, said):
    path = write(tmp_path, "any.txt", text)

    with pytest.raises(CommandError) as refused:
        call_command("evaluate", form=form, path=path)

    assert str(path) in str(refused.value)
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")


def test_bytes_that_are_no_text_and_missing_files_are_refused(tmp_path):
    (tmp_path / "any.txt").write_bytes(b"\x1f\x8b\xff\xfe")

    with pytest.raises(ValueError, match="not UTF-8"):
        read_form("sequences", tmp_path / "any.txt")
    with pytest.raises(ValueError, match="no such file"):
        read_form("ratings", tmp_path / "other.txt")


def test_a_split_of_its_own_is_kept(tmp_path):
    write(tmp_path, "train.txt", "1 10 20\n2 30 10\n")
    write(tmp_path, "valid.txt", "1 30\n2\n")
    write(tmp_path, "test.txt", "1 40 50\n2 20 10\n")

    found = read_form("split", tmp_path)
    split = own(found.interactions, found.parts)

    courses = found.interactions.courses
    assert courses[split.validation.targets.courses].tolist() == [30]
    assert courses[split.test.targets.courses].tolist() == [40, 50, 20]  # 2 knew 10 already
    past = Histories.from_interactions(split.test.past)
    assert [courses[past[n].courses].tolist() for n in range(2)] == [[10, 20], [30, 10]]


def test_without_a_validation_file_the_last_training_course_validates(tmp_path):
    write(tmp_path, "train.txt", "1 10 20\n2 30\n")
    write(tmp_path, "test.txt", "1 40\n2 20\n")

    found = read_form("split", tmp_path)
    split = own(found.interactions, found.parts)

    courses = found.interactions.courses
    assert courses[split.validation.targets.courses].tolist() == [20]
    assert len(split.validation.past.indices) == 2
    assert len(split.test.past.indices) == 3


def test_a_split_without_a_test_file_says_so(tmp_path):
    write(tmp_path, "train.txt", "1 10 20\n")

    with pytest.raises(ValueError, match=r"there is no test\.txt here"):
        read_form("split", tmp_path)


def test_movielens_is_found_inside_the_package_that_holds_it(tmp_path):
    folder = tmp_path / "lib/python3.11/site-packages/recbole/dataset_example/ml-100k"
    folder.mkdir(parents=True)
    write(folder, "ml-100k.inter", TIED)
    write(folder, "ml-100k.item", "item_id:token\tt\ty\tc\n10\tToys\t1995\tComedy Family\n")

    found = read_dataset("movielens_100k", tmp_path / "nowhere", tmp_path)

    assert found.catalogue.texts[0] == "Toys Comedy Family"
    assert found.catalogue.categories == (("Comedy", "Family"), (), ())
    with pytest.raises(ValueError, match=r"recbole==1\.2\.1"):
        read_dataset("movielens_100k", tmp_path, tmp_path / "lib/python3.11")


@needs_data
@pytest.mark.parametrize(
    ("name", "learners", "courses", "interactions"),
    [
        ("beauty", 22_363, 12_101, 198_502),
        ("toys", 19_412, 11_924, 167_597),
        ("lastfm", 1_090, 3_646, 52_551),
        ("lastfm_split", 1_885, 17_388, 91_779),
    ],
)
def test_the_public_sets_have_their_stated_sizes(name, learners, courses, interactions):
    found = read_dataset(name, DATA)

    sizes = found.interactions.n_learners, found.interactions.n_courses
    assert (*sizes, len(found.interactions.indices)) == (learners, courses, interactions)
    assert len(found.catalogue) == courses
    if found.parts is not None:
        assert set(np.unique(found.parts)) == {0, 1, 2}
