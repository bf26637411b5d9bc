"""The catalogue in a real Chromium: filters change the list in place, courses open as pages."""

from playwright.sync_api import expect

from tests.conftest import make_course


def test_a_course_chosen_from_filtered_results_opens_as_a_page_of_its_own(page, transactional_db):
    make_course("Python for birds")
    make_course("Cooking for cats")
    page.goto("/catalogue/?q=python")

    page.get_by_role("link", name="Shortest").click()
    page.wait_for_url("**sort=**")
    page.get_by_role("link", name="Python for birds").first.click()
    page.wait_for_url("**/course/**")

    expect(page.locator("h1")).to_have_text("Python for birds")
    expect(page.locator("body > header")).to_have_count(1)


def test_sorting_changes_the_list_without_a_new_page(page, transactional_db):
    make_course("Python for birds")
    page.goto("/catalogue/")
    page.evaluate("window.isTheSamePage = true")

    page.get_by_role("link", name="Shortest").click()
    page.wait_for_url("**sort=**")

    expect(page.locator("#found-title")).to_have_text("1 course")
    assert page.evaluate("window.isTheSamePage") is True
