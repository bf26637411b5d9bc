"""The questions to a newcomer in a real browser: each answer makes the page anew, in place."""

from playwright.sync_api import expect

from courses.models import Category
from tests.browser.conftest import PHONE, overflows, serious
from tests.conftest import make_course


def test_a_newcomer_answers_with_the_keyboard_and_the_page_follows(new_context, ann):
    for slug, name in (("data", "Data science"), ("music", "Music")):
        field = Category.objects.create(slug=slug, name_en=name, name_zh=name)
        for number in range(4):
            make_course(f"{name} {number}", category=field)
    page = new_context(ann, viewport=PHONE, color_scheme="dark").new_page()
    page.goto("/")
    page.evaluate("window.isTheSamePage = true")
    expect(page.get_by_role("group", name="What would you like to learn?")).to_be_visible()
    assert not overflows(page)
    assert serious(page) == []

    page.get_by_role("checkbox", name="Music").press("Space")
    page.get_by_role("button", name="Show me").press("Enter")

    expect(page.get_by_role("group", name="Why are you here?")).to_be_visible()
    expect(page.get_by_role("heading", name="Top in Music")).to_be_visible()
    page.get_by_role("button", name="Skip", exact=True).press("Enter")
    expect(page.get_by_role("group", name="How much do you know already?")).to_be_visible()
    assert not overflows(page)
    page.get_by_role("button", name="Skip all questions").press("Enter")
    expect(page.get_by_role("group", name="How much do you know already?")).to_have_count(0)
    assert page.evaluate("window.isTheSamePage")
