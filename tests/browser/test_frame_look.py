"""The frame of every page in a real browser: theme, language, menus, tools of a card, errors."""

import pytest
from playwright.sync_api import expect

from courses.models import DismissedCourse, SavedCourse
from tests.browser.conftest import PHONE, overflows, serious

ENTRANCE = ("/account/login/", "/account/signup/", "/account/password/reset/", "/no-such-page/")
MINE = ("/profile/", "/account/email/", "/account/password/change/", "/account/logout/")


@pytest.fixture
def shown_errors(settings):
    """Error pages as people see them, not as developers do."""
    settings.DEBUG = False


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_one_signs_in_or_gets_lost(
    new_context, ann, shown_errors, scheme
):
    for person, addresses in ((None, ENTRANCE), (ann, MINE)):
        page = new_context(person, color_scheme=scheme, reduced_motion="reduce").new_page()
        for address in addresses:
            page.goto(address)
            assert serious(page) == [], address


def test_nothing_scrolls_sideways_on_the_smallest_phone(new_context, ann, shown_errors):
    for person, addresses in ((None, ENTRANCE), (ann, MINE)):
        page = new_context(person, viewport=PHONE).new_page()
        for address in addresses:
            page.goto(address)
            assert not overflows(page), address


def test_the_chosen_theme_is_drawn_by_the_server(new_context, python_course):
    context = new_context(color_scheme="light")
    page = context.new_page()
    page.goto("/")

    page.get_by_role("button", name="Switch between light and dark").click()

    without_scripts = context.request.get("/").text()
    assert 'data-theme="dark"' in without_scripts
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_a_made_up_theme_is_left_alone(client, python_course):
    client.cookies["theme"] = '"><script>'

    assert b"data-theme=" not in client.get("/").content


def test_the_language_is_switched_in_place(page, python_course):
    page.goto("/catalogue/?level=beginner")

    page.get_by_role("button", name="中文").click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert page.url.endswith("/catalogue/?level=beginner")


def test_slash_brings_one_to_the_search_and_escape_closes_a_menu(new_context, ann, python_course):
    page = new_context(ann).new_page()
    page.goto("/")
    page.keyboard.press("/")
    expect(page.get_by_label("Search courses")).to_be_focused()

    menu = page.locator(".topbar .menu")
    menu.locator("summary").click()
    expect(page.get_by_role("link", name="Profile")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Profile")).to_be_hidden()


def test_a_card_is_saved_dismissed_and_brought_back_in_place(new_context, ann, python_course):
    page = new_context(ann).new_page()
    page.goto("/catalogue/")
    card = page.locator(".card").first

    card.get_by_role("button", name="for later").click()
    expect(card.locator("[data-on]")).to_be_focused()
    assert SavedCourse.objects.count() == 1

    card.locator("summary").click()
    card.get_by_role("button", name="Not interested").click()
    undo = card.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    assert DismissedCourse.objects.count() == 1

    undo.click()
    expect(card.locator(".card-tools")).to_be_visible()
    assert DismissedCourse.objects.count() == 0


def test_a_card_is_saved_without_scripts_too(new_context, ann, python_course):
    page = new_context(ann, java_script_enabled=False).new_page()
    page.goto("/catalogue/?level=beginner")

    page.get_by_role("button", name="for later").first.click()

    assert page.url.endswith("/catalogue/?level=beginner")
    expect(page.locator(".card [data-on]").first).to_be_visible()
    assert SavedCourse.objects.count() == 1


def test_a_visitor_is_asked_once(page, python_course):
    page.goto("/")
    page.get_by_role("button", name="No, thanks").click()
    expect(page.locator(".consent")).to_have_count(0)

    page.reload()

    expect(page.locator(".consent")).to_have_count(0)
