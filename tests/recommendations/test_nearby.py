"""A visitor who comes to the homepage from a place in the site meets a row about that place."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from courses.models import Category, Course
from courses.search.index import index_courses
from recommendations.homepage.pages import page_of, visitor_key
from recommendations.models import CachedPage, Row
from recommendations.sources.profiles import Moment
from recommendations.sources.whereabouts import Whereabouts
from tests.conftest import make_course
from tests.recommendations.conftest import did_something
from tests.recommendations.test_assembler import only
from tests.recommendations.test_homepage import courses_in, row_of
from tracking.ledger import emit
from tracking.models import Event

SITE = "http://testserver"


@pytest.fixture
def there(world):
    only("nearby", "popular")
    return world


def coming_from(address, learner=None, visitor=None):
    request = RequestFactory().get("/", headers={"referer": address})
    return page_of(learner, visitor, Moment.of(request))


def test_who_comes_from_a_field_meets_its_popular_courses_and_reads_why(there):
    row = row_of(coming_from(f"{SITE}/catalogue/?category=data&sort=newest"), "nearby")

    assert (row.title, row.note) == ("Popular in Data", "where you have just been")
    assert {card.course for card in row.cards} == set(there.data)
    assert {card.reason for card in row.cards} == {"You come from Data"}


def test_who_comes_from_a_course_meets_others_of_its_field(there):
    course = there.music[0]

    row = row_of(coming_from(f"{SITE}{course.get_absolute_url()}"), "nearby")

    assert row.title == "Popular in Music"
    assert {card.course for card in row.cards} == set(there.music[1:])
    assert {card.reason for card in row.cards} == {"Because you looked at “Music 0”"}


def test_who_searched_meets_the_field_that_much_was_found_in(there):
    index_courses(one.pk for one in (*there.data, *there.music))

    row = row_of(coming_from(f"{SITE}/catalogue/?q=music"), "nearby")

    assert row.title == "Popular in Music"
    assert {card.reason for card in row.cards} == {"Much of what you searched for is in Music"}


def test_a_search_all_over_the_site_gives_no_row(there):
    for slug in ("art", "law", "math", "code"):
        make_course("Rhythm", category=Category.objects.create(slug=slug, name_en=slug))
    index_courses(Course.objects.values_list("pk", flat=True))

    assert row_of(coming_from(f"{SITE}/catalogue/?q=rhythm"), "nearby") is None


def test_a_category_with_too_little_gives_way_to_its_field(there):
    field = there.data[0].category
    small = Category.objects.create(slug="sql", name_en="SQL", parent=field)
    make_course("Joins", category=small)

    row = row_of(coming_from(f"{SITE}/catalogue/?category=sql"), "nearby")

    assert row.title == "Popular in Data"
    assert {card.reason for card in row.cards} == {"You come from SQL"}


def test_the_row_speaks_the_language_of_the_reader(there):
    Category.objects.filter(slug="data").update(name_zh="数据")

    page = Client().get(
        "/",
        headers={"referer": f"{SITE}/catalogue/?category=data", "accept-language": "zh-hans"},
    ).content.decode()  # fmt: skip

    assert "数据热门课程" in page
    assert "你来自“数据”栏目" in page


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://elsewhere.example/catalogue/?category=data",
        "//elsewhere.example/catalogue/?category=data",
        f"{SITE}/",
        f"{SITE}/catalogue/",
        f"{SITE}/catalogue/?category=nothing",
        f"{SITE}/course/999999999999999999999/",
        f"{SITE}/catalogue/?q=%00%ff",
        f"{SITE}/catalogue/?" + "&".join(["a=b"] * 2_000),
        "http://[",
        "javascript:alert(1)",
    ],
)
def test_any_other_place_and_any_junk_gives_no_row(there, address):
    page = coming_from(address)

    assert row_of(page, "nearby") is None
    assert row_of(page, "popular") is not None


def test_it_needs_no_cookie_and_nothing_of_it_is_kept(there):
    browser = Client()

    page = browser.get("/", headers={"referer": f"{SITE}/catalogue/?category=data"})
    after = browser.get("/").content.decode()

    assert "Popular in Data" in page.content.decode()
    assert "sessionid" not in page.cookies
    assert "Popular in Data" not in after
    assert not Event.objects.exists()


def test_the_panel_of_such_a_card_says_what_was_used_for_it(there):
    browser = Client()
    page = browser.get("/", headers={"referer": f"{SITE}/catalogue/?category=data"})
    link = re.search(r'href="(/why/[^"]+row=nearby[^"]+)"', page.content.decode()).group(1)

    panel = browser.get(link.replace("&amp;", "&")).content.decode()

    assert "You come from Data" in panel
    assert "Only the page that you came from was used for this" in panel
    assert "Nothing of what you did was used" not in panel


def test_the_kept_page_of_a_visitor_is_one_for_each_place_and_not_many(there):
    visitor = uuid.uuid4()
    data, music = (f"{SITE}/catalogue/?category={slug}" for slug in ("data", "music"))

    titles = [
        row_of(coming_from(address, visitor=visitor), "nearby").title
        for address in (data, music, data)
    ]
    for number in range(9):
        coming_from(f"{SITE}/catalogue/?q={number}", visitor=visitor)

    assert titles == ["Popular in Data", "Popular in Music", "Popular in Data"]
    assert row_of(coming_from("", visitor=visitor), "nearby") is None
    assert len(cache.get(visitor_key(visitor))) == 4


def test_a_visitor_who_agreed_is_met_by_what_they_looked_at_last(there):
    visitor = uuid.uuid4()
    for course in (there.data[0], there.music[2]):
        emit("viewed", visitor_id=visitor, target=course)

    assert row_of(page_of(None, visitor), "nearby").title == "Popular in Music"
    from_data = coming_from(f"{SITE}/catalogue/?category=data", visitor=visitor)
    assert row_of(from_data, "nearby").title == "Popular in Data"


def test_what_was_looked_at_in_an_earlier_session_is_no_place(there):
    visitor = uuid.uuid4()
    emit("viewed", visitor_id=visitor, target=there.music[2])
    Event.objects.update(occurred_at=timezone.now() - timedelta(hours=2))

    assert row_of(page_of(None, visitor), "nearby") is None


def test_the_stored_page_of_a_learner_knows_no_place(there, ann):
    Row.objects.filter(key="nearby").update(audience="everyone")
    did_something(ann, there.music[:1])

    page = coming_from(f"{SITE}/catalogue/?category=data", learner=ann)

    assert row_of(page, "nearby") is None
    assert courses_in(page, "popular")
    assert "data" not in str(CachedPage.objects.get(learner=ann).payload["rows"])


def test_a_place_reads_back_from_an_address():
    place = Whereabouts("search", "a:b 数据")

    assert Whereabouts.read(str(place)) == place
    assert Whereabouts.read("elsewhere:1") is None
    assert Whereabouts.read("") is None
