"""The homepage in a real browser: nothing overflows, everyone can use it (C17, C18)."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from courses.enrolment import enrol
from courses.models import Category, Course
from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, overflows
from tests.conftest import make_course

HARD_TITLES = (
    "W" * 255,
    "学" * 120,
    "مقدمة في البرمجة with Python و SQL للمبتدئين",
    "<script>alert('title')</script>",
    "🚀🚀🚀",
    "Statistics without tears",
)
BLOCK = 2  # what Chromium writes for "refuse"
WIDE = {"width": 1600, "height": 1000}


@pytest.fixture
def hard_courses(transactional_db) -> list[Course]:
    field = Category.objects.create(slug="data", name_en="Data science", name_zh="数据科学")
    return [make_course(title, category=field) for title in HARD_TITLES]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP, WIDE], ids=["phone", "desktop", "wide"])
def test_no_title_makes_the_homepage_scroll_sideways(new_context, hard_courses, ann, viewport):
    enrol(ann, hard_courses[0])
    enrol(ann, hard_courses[1])
    for person in (None, ann):
        page = new_context(person, viewport=viewport).new_page()
        page.goto("/")
        assert not overflows(page)
        inner = page.evaluate(
            """[...document.querySelectorAll('main h1, main h2, main h3, main p, main a.button')]
            .filter(e => e.getBoundingClientRect().width > innerWidth).map(e => e.outerHTML)"""
        )
        assert not inner


@pytest.fixture
def page_of_a_refuser(chromium, live_server, tmp_path) -> Iterator[Page]:
    """A browser that runs no script and is set to take no cookie."""
    settings = {"profile": {"default_content_setting_values": {"cookies": BLOCK}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings))
    context = chromium.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=CHROMIUM,
        args=FLAGS,
        base_url=live_server.url,
        java_script_enabled=False,
    )
    yield context.new_page()
    context.close()


def test_without_scripts_and_cookies_the_homepage_is_full_and_useful(
    page_of_a_refuser, hard_courses
):
    """C18, with every step of the way from the homepage into a course."""
    page = page_of_a_refuser
    page.goto("/")
    page.goto("/")

    titles = page.locator(".card .card-title").all_inner_texts()
    assert {title.strip() for title in titles} == set(HARD_TITLES)
    page.locator(".welcome-search input").fill("statistics")
    page.locator(".welcome-search button").click()
    page.get_by_role("link", name="Statistics without tears").click()
    expect(page.locator("h1")).to_have_text("Statistics without tears")
    page.get_by_role("button", name="Enrol").click()
    expect(page.locator("h1")).to_be_visible()
    assert page.context.cookies() == []


def test_a_row_that_goes_on_is_leafed_through_with_its_arrows(new_context, transactional_db):
    for number in range(9):
        make_course(f"Course {number}")
    page = new_context().new_page()
    page.goto("/")
    row = page.locator(".row", has=page.locator("[data-row-steps]:not([hidden])")).first
    back, onward = row.get_by_role("button").all()

    expect(back).to_be_disabled()
    onward.click()

    expect(back).to_be_enabled()
    assert row.locator(".cards").evaluate("row => row.scrollLeft") > 0


def test_the_keyboard_reaches_every_card_and_shows_where_it_is(new_context, hard_courses):
    page = new_context().new_page()
    page.goto("/")
    link = page.locator(".card-link").first

    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    expect(link).to_be_focused()
    width = link.evaluate("a => getComputedStyle(a, '::after').outlineWidth")
    assert width == "3px"


def test_what_a_finger_presses_is_big_enough(new_context, hard_courses, ann):
    page = new_context(ann, viewport=PHONE, has_touch=True).new_page()
    page.goto("/")

    small = page.evaluate(
        """[...document.querySelectorAll('button, a.button, a.chip, summary, .row-more')]
        .filter(e => e.checkVisibility({visibilityProperty: true}))
        .map(e => [e.getBoundingClientRect(), e.outerHTML])
        .filter(([box]) => Math.min(box.width, box.height) < 43.5).map(([, html]) => html.slice(0, 120))"""
    )
    assert small == []
