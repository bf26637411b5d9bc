"""The beacon in a real browser: what is looked at and chosen arrives, once, with its place."""

import time

import pytest

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.conftest import make_course
from tracking.models import Event

pytestmark = pytest.mark.browser

# A headless browser says so in its name, and programs are not logged. A context's user agent is
# not enough: what a page sends while it closes carries the browser's own.
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Safari/537.36"
)


def events(verb, *, at_least=1, seconds=8.0):
    """The events of a verb, once there are as many as expected or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = list(Event.objects.filter(verb=verb).order_by("occurred_at"))
        if len(found) >= at_least:
            return found
        time.sleep(0.1)
    return list(Event.objects.filter(verb=verb))


@pytest.fixture(scope="module")
def chromium(chromium):
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*FLAGS, f"--user-agent={BROWSER}"]
    )
    yield browser
    browser.close()


@pytest.fixture
def courses(transactional_db):
    return [make_course(f"Course number {number}") for number in range(8)]


@pytest.fixture
def anns_page(new_context, ann, courses):
    return new_context(ann).new_page()


def leave(page):
    page.goto("about:blank")


def test_cards_that_were_looked_at_are_reported_once_when_the_page_is_left(anns_page, ann):
    anns_page.goto("/")
    anns_page.wait_for_timeout(1500)
    anns_page.mouse.wheel(0, 2000)
    anns_page.wait_for_timeout(1500)
    anns_page.mouse.wheel(0, -2000)
    anns_page.wait_for_timeout(1500)

    leave(anns_page)

    seen = events("impressed")
    assert seen
    assert all(event.learner == ann and event.list_id and event.row for event in seen)
    places = [(event.list_id, event.row, event.course_id) for event in seen]
    assert len(places) == len(set(places))


def test_a_glance_of_half_a_second_is_no_impression(anns_page):
    anns_page.goto("/")
    anns_page.wait_for_timeout(300)

    leave(anns_page)

    assert events("impressed", seconds=2) == []


def test_a_chosen_card_is_reported_with_its_place(anns_page):
    anns_page.goto("/")
    card = anns_page.locator("[data-course-id][data-list-id]").first
    expected = {
        name: card.get_attribute(f"data-{name}") for name in ("course-id", "list-id", "row")
    }

    card.locator("a[href*='/course/']").first.click()
    anns_page.wait_for_url("**/course/**")

    (click,) = events("clicked")
    assert str(click.course_id) == expected["course-id"]
    assert str(click.list_id) == expected["list-id"]
    assert click.row == expected["row"]


def test_time_on_a_course_page_is_reported_and_the_view_counted_once(anns_page, courses):
    anns_page.goto(courses[0].get_absolute_url())
    anns_page.wait_for_timeout(5600)

    leave(anns_page)

    (dwell,) = events("dwelled")
    assert 5 <= dwell.value <= 20
    assert dwell.course_id == courses[0].pk
    assert len(events("viewed")) == 1


def test_nothing_is_reported_of_who_did_not_agree(new_context, cleo, courses):
    page = new_context(cleo).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.wait_for_timeout(1500)

    leave(page)

    assert not [url for url in asked if "/beacon/" in url]
    assert not Event.objects.exists()


def test_a_batch_that_failed_is_sent_again_and_counts_once(anns_page):
    answers = iter([500])

    def fail_once(route):
        status = next(answers, None)
        route.fulfill(status=status) if status else route.continue_()

    anns_page.route("**/beacon/", fail_once)
    anns_page.goto("/")
    anns_page.evaluate(
        """async () => {
            const { report, flush } = await import(
                document.querySelector('script[src*="beacon"]').src);
            report("clicked", { object_type: "course", object_id: "1", course_id: 1 });
            flush();
        }"""
    )

    anns_page.wait_for_timeout(12_000)  # it tries again after ten seconds

    assert len(events("clicked")) == 1
