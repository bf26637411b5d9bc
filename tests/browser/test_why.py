"""Why this?: over the page by keyboard, a page of its own without scripts, and it acts on the card."""

from playwright.sync_api import expect

from courses.models import DismissedCourse
from recommendations.homepage.defaults import ensure_defaults
from tests.browser.conftest import PHONE, overflows, serious
from tests.conftest import make_course


def test_the_panel_opens_by_keyboard_acts_on_its_card_and_works_without_scripts(
    new_context, ann, python_course
):
    ensure_defaults()
    for number in range(5):
        make_course(f"Course {number}", lessons=1)
    page = new_context(ann, viewport=PHONE).new_page()
    page.goto("/")
    link = page.locator(".row .card").first.locator("a[data-why]")
    card = page.locator(".row .card").first
    link.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", name="Why this?")).to_be_focused()
    expect(panel.locator(".why-parts")).to_contain_text("100 %")
    assert not overflows(page)
    assert not serious(page)
    page.keyboard.press("Escape")
    expect(link).to_be_focused()

    page.keyboard.press("Enter")
    panel.get_by_role("button", name="Less like this").click()

    expect(card.get_by_role("button", name="Undo")).to_be_visible()
    assert DismissedCourse.objects.get().why == "less_wanted"

    plain = new_context(ann, java_script_enabled=False).new_page()
    plain.goto("/")
    plain.locator(".row .card a[data-why]").first.click()
    expect(plain.get_by_role("heading", name="Why this?")).to_be_visible()
    plain.get_by_role("button", name="I know this already").click()
    expect(plain.locator(".notice")).to_contain_text("you know it already")
