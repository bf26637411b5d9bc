"""Asking in a real browser: answers are written as they come, focus follows, cards are counted."""

import pytest
from playwright.sync_api import expect

from courses.models import Category, Course, Lesson, Section
from courses.search.index import index_courses
from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, overflows, serious
from tests.browser.test_beacon import BROWSER, events
from tests.conftest import make_course

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium(chromium):
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*FLAGS, f"--user-agent={BROWSER}"]
    )
    yield browser
    browser.close()


@pytest.fixture
def shelf(transactional_db) -> list[Course]:
    """Found by their words: no vectors are made here."""
    music = Category.objects.create(slug="music", name_en="Music", name_zh="音乐")
    found = [
        make_course("Guitar in four chords", lessons=0, category=music),
        make_course("Guitar at the table", lessons=0, category=music, level="intermediate"),
        make_course("吉他上的和声", lessons=0, category=music, language="zh-hans"),
    ]
    section = Section.objects.create(course=found[0], title="Basics", order=1)
    Lesson.objects.create(section=section, title="What a chord is", body="Three strings.")
    for course, minutes in zip(found, (50, 100, 90), strict=True):
        Course.objects.filter(pk=course.pk).update(duration_minutes=minutes)
    index_courses(course.pk for course in found)
    return found


def test_an_answer_is_written_below_the_field_and_refined_by_a_chip(new_context, ann, shelf):
    page = new_context(ann, viewport=PHONE, color_scheme="dark").new_page()
    page.goto("/ask/")
    assert not serious(page)
    page.get_by_label("Your question").fill("guitar")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="guitar", exact=True)).to_be_focused()
    expect(page.locator(".ask-said")).to_contain_text("fits best")
    expect(page.get_by_role("status").first).to_have_text("Here is the answer.")
    assert not overflows(page)
    assert not serious(page)

    page.get_by_role("button", name="Shorter").click()
    latest = page.locator(".ask-turn").first
    expect(latest.locator(".card")).to_have_count(1)
    expect(latest.locator(".card")).to_contain_text("Guitar in four chords")
    expect(page.locator(".ask-chips")).to_have_count(1)
    page.reload()
    expect(page.locator(".ask-question")).to_have_text(["Shorter", "guitar"])
    page.get_by_role("button", name="Forget this conversation").click()
    expect(page.locator(".ask-question")).to_have_count(0)


def test_a_failure_leaves_the_question_in_the_field(new_context, ann, shelf):
    context = new_context(ann)
    page = context.new_page()
    page.goto("/ask/")
    page.route("**/ask/stream/", lambda route: route.fulfill(status=200, body='{"kind": "sa'))

    page.get_by_label("Your question").fill("guitar")
    page.get_by_role("main").get_by_role("button", name="Ask now").click()

    expect(page.get_by_role("alert")).to_contain_text("The answer did not come.")
    expect(page.get_by_label("Your question")).to_have_value("guitar")
    expect(page.locator(".ask-turn")).to_have_count(0)


def test_the_box_of_the_homepage_leads_to_an_answer_in_chinese_too(new_context, shelf):
    context = new_context(viewport=DESKTOP, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    page.locator("#ask-box-q").fill("吉他")
    page.keyboard.press("Enter")

    expect(page.locator(".ask-said")).to_contain_text("吉他上的和声")
    assert not serious(page)


def test_cards_of_answers_are_counted_with_their_surface(new_context, ann, shelf):
    page = new_context(ann).new_page()
    page.goto("/ask/")
    page.get_by_label("Your question").fill("guitar")
    page.keyboard.press("Enter")
    expect(page.locator(".ask-turn .card").first).to_be_visible()
    page.wait_for_timeout(1_500)
    page.locator(".ask-turn .card a.card-link").first.click()

    clicked = events("clicked")
    assert {(event.surface, event.row, event.learner_id) for event in clicked} == {
        ("ask", "ask", ann.pk)
    }
    assert {event.surface for event in events("impressed")} == {"ask"}
