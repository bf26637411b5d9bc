"""The menu of a card: by mouse and keyboard, on a narrow phone, without scripts, in both languages."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from courses.models import DismissedCourse
from courses.shelf import undo_dismiss
from recommendations.homepage.defaults import ensure_defaults
from tests.browser.conftest import DESKTOP, PHONE, overflows, serious
from tests.conftest import make_course
from tracking.models import Event

ITEMS = {
    "en": ["Not interested", "Less like this", "I know this already", "The reason was helpful"],
    "zh-hans": ["不感兴趣", "少推荐类似的", "我已经会了", "推荐理由有帮助"],
}


@pytest.fixture
def courses(python_course):
    """A row to scroll, on the homepage of a new site."""
    ensure_defaults()
    return [python_course, *(make_course(f"Course {number}", lessons=1) for number in range(7))]


def verbs_of(learner):
    said = Event.objects.filter(learner=learner).exclude(verb__in=("viewed", "impressed"))
    return list(said.order_by("received_at").values_list("verb", flat=True))


def test_the_menu_works_by_keyboard(new_context, ann, courses):
    page = new_context(ann).new_page()
    page.goto("/")
    card = page.locator(".row .card").first
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Less like this")).to_be_focused()

    page.keyboard.press("Enter")

    expect(card.get_by_role("button", name="Undo")).to_be_focused()
    assert DismissedCourse.objects.get().why == "less_wanted"
    assert verbs_of(ann) == ["less_wanted"]
    assert Event.objects.get(verb="less_wanted").row


@pytest.mark.parametrize("language", ITEMS)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_item_can_be_seen_and_pressed(new_context, ann, courses, size, language):
    User.objects.filter(pk=ann.pk).update(language=language)
    page = new_context(ann, viewport=size).new_page()
    page.goto("/")
    card = page.locator(".row .card").nth(1)
    card.locator("summary").scroll_into_view_if_needed()
    card.locator("summary").click()

    for words in ITEMS[language]:
        item = card.get_by_role("button", name=words)
        item.scroll_into_view_if_needed()
        expect(item).to_be_in_viewport(ratio=0.99)
    assert not overflows(page)
    assert not serious(page)

    card.get_by_role("button", name=ITEMS[language][-1]).click()
    expect(card.locator("details[open]")).to_have_count(0)
    assert verbs_of(ann) == ["reason_helped"]


def test_the_menu_works_without_scripts(new_context, ann, courses):
    page = new_context(ann, java_script_enabled=False).new_page()
    page.goto("/")
    page.locator(".row .card").first.get_by_role("link", name="More about").click()

    page.get_by_role("button", name="I know this already").click()

    expect(page.locator(".notice")).to_contain_text("you know it already")
    mark = DismissedCourse.objects.get()
    assert mark.why == "already_known"
    undo_dismiss(ann, mark.course)
    assert verbs_of(ann) == ["already_known", "already_known_undone"]


def test_a_card_is_saved_without_scripts_from_its_place(new_context, ann, courses):
    page = new_context(ann, java_script_enabled=False).new_page()
    page.goto("/")

    page.locator(".row .card").nth(2).get_by_role("button", name="for later").click()

    expect(page.locator(".notice")).to_contain_text("Saved for later.")
    saved = Event.objects.get(verb="saved")
    assert saved.row
    assert saved.list_id
    assert saved.position == 3


def test_a_menu_is_laid_out_when_it_is_opened(new_context, ann, courses):
    page = new_context(ann).new_page()
    page.goto("/")
    expect(page.locator(".card .menu").first).to_be_attached()
    assert not page.locator(".card form, .card .menu-panel").count()
