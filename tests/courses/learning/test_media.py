"""Files: a browser can seek in a video, and sees only what is for its reader."""

import pytest

from courses.enrolment import enrol
from courses.views.media import MOST_BYTES
from tests.courses.learning.builders import add_video

BODY = bytes(range(256)) * 8
ADDRESS = "/media/films/waves.webm"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """A media folder of this test, in a storage that nothing has used yet."""
    options = {"location": tmp_path, "base_url": "/media/"}
    storage = settings.STORAGES["default"] | {"OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return tmp_path


def write(folder, name, body):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)


@pytest.fixture
def film(ann, client, folder, python_course):
    """A film of a lesson that Ann, signed in, may open."""
    write(folder, "films/waves.webm", BODY)
    add_video(python_course)
    enrol(ann, python_course)
    client.force_login(ann)


@pytest.mark.parametrize(
    ("asked", "content_range", "body"),
    [
        ("bytes=0-9", "bytes 0-9/2048", BODY[:10]),
        ("bytes=2000-", "bytes 2000-2047/2048", BODY[2000:]),
        ("bytes=-48", "bytes 2000-2047/2048", BODY[2000:]),
        ("bytes=-5000", "bytes 0-2047/2048", BODY),
        ("bytes=100-99999", "bytes 100-2047/2048", BODY[100:]),
    ],
)
def test_a_part_is_what_was_asked_for(client, film, asked, content_range, body):
    response = client.get(ADDRESS, headers={"Range": asked})

    assert response.status_code == 206
    assert response["Content-Range"] == content_range
    assert response["Content-Type"] == "video/webm"
    assert response.content == body


@pytest.mark.parametrize("asked", ["", "bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=x-"])
def test_without_a_range_that_we_know_the_whole_file_comes(client, film, asked):
    response = client.get(ADDRESS, headers={"Range": asked})

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == BODY
    assert response["Accept-Ranges"] == "bytes"


def test_a_range_behind_the_end_is_refused_with_the_length(client, film):
    response = client.get(ADDRESS, headers={"Range": "bytes=2048-"})

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */2048")


def test_a_long_range_is_answered_in_bounded_parts(client, film, folder):
    write(folder, "films/waves.webm", b"x" * (MOST_BYTES + 10))

    response = client.get(ADDRESS, headers={"Range": "bytes=0-"})

    assert len(response.content) == MOST_BYTES
    assert response["Content-Range"] == f"bytes 0-{MOST_BYTES - 1}/{MOST_BYTES + 10}"


def test_a_range_of_an_older_version_gets_the_new_file(client, film):
    headers = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert client.get(ADDRESS, headers=headers).status_code == 200

    tag = client.get(ADDRESS, headers={"Range": "bytes=0-9"})["ETag"]
    headers = {"Range": "bytes=0-9", "If-Range": tag}
    assert client.get(ADDRESS, headers=headers).status_code == 206


def test_what_the_browser_has_is_not_sent_again(client, film):
    tag = client.head(ADDRESS)["ETag"]

    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304


def test_a_film_is_for_those_who_may_open_its_lesson(client, film, cleo, dan):
    client.logout()
    assert client.get(ADDRESS).status_code == 404

    client.force_login(cleo)
    assert client.get(ADDRESS).status_code == 404

    client.force_login(dan)
    assert client.get(ADDRESS).status_code == 200


def test_covers_are_for_everyone_and_other_files_for_nobody(client, film, folder):
    write(folder, "covers/a.png", b"png")
    write(folder, "private.csv", b"secret")

    assert client.get("/media/covers/a.png").status_code == 200
    assert client.get("/media/private.csv").status_code == 404


@pytest.mark.parametrize("name", ["../settings.py", "covers/../../x", "covers/%2e%2e/x", "covers/"])
def test_nothing_outside_the_folder_is_served(client, film, name):
    assert client.get(f"/media/{name}").status_code in {404, 400}
