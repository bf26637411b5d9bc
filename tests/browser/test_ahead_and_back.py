"""Pages fetched ahead of time, and pages that come back out of the browser's memory (C14)."""

import pytest
from playwright.sync_api import expect

from courses.enrolment import enrol
from courses.models import LearningPath, PathStep
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.test_beacon import BROWSER, events
from tests.conftest import make_course
from tests.courses.learning.builders import complete
from tracking.models import Event

NO_KEEPING = "--disable-back-forward-cache"  # a switch that Playwright sets by itself


@pytest.fixture(scope="module")
def chromium(request, chromium):
    """Chromium as people have it, with its back-forward cache unless a test asks for none."""
    is_keeping = getattr(request, "param", True)
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*FLAGS, f"--user-agent={BROWSER}"],
        ignore_default_args=[NO_KEEPING] if is_keeping else [],
    )
    yield browser
    browser.close()


either_way = pytest.mark.parametrize(
    "chromium", [True, False], ids=["back-forward cache", "HTTP cache"], indirect=True
)


@pytest.fixture
def courses(transactional_db):
    return [make_course(f"Course number {number}") for number in range(6)]


def speculate(page, kind, address):
    """Have the browser fetch an address ahead of time, as a page that asks for it would."""
    page.evaluate(
        """([kind, address]) => {
            const rules = document.createElement("script");
            rules.type = "speculationrules";
            rules.textContent = JSON.stringify({[kind]: [{source: "list", urls: [address]}]});
            document.head.append(rules);
        }""",
        [kind, address],
    )


def returning_page(context):
    """A page whose cookies are complete: the HTTP cache keeps an answer under its cookies."""
    page = context.new_page()
    page.goto("/")
    return page


def go_back(page):
    """As the button of the browser does; Playwright's own waits for a load that never comes."""
    page.evaluate("void setTimeout(() => history.back())")


@pytest.mark.parametrize("kind", ["prefetch", "prerender"])
def test_a_course_page_fetched_ahead_counts_when_it_is_shown(new_context, ann, courses, kind):
    address = courses[0].get_absolute_url()
    page = new_context(ann, bypass_csp=True).new_page()
    page.goto("/catalogue/")
    with page.context.expect_event("requestfinished", lambda found: found.url.endswith(address)):
        speculate(page, kind, address)
    page.wait_for_timeout(500)
    assert not Event.objects.filter(verb="viewed").exists()

    page.locator(f"a[href='{address}']").first.click()
    page.wait_for_url(f"**{address}")
    page.goto("about:blank")

    assert len(events("viewed", at_least=2, seconds=2)) == 1


@pytest.mark.parametrize("is_shown", [False, True])
def test_a_prerendered_page_counts_from_the_moment_it_is_shown(new_context, ann, courses, is_shown):
    # Playwright forbids prerendering: the signals of the browser are played to the real page.
    page = new_context(ann, extra_http_headers={"Sec-Purpose": "prefetch;prerender"}).new_page()
    page.add_init_script(
        """let isAhead = true;
        Object.defineProperty(document, "prerendering", {get: () => isAhead});
        window.show = () => {
            isAhead = false;
            document.dispatchEvent(new Event("prerenderingchange"));
        };"""
    )
    page.goto(courses[0].get_absolute_url())

    if is_shown:
        page.evaluate("show()")
    page.goto("about:blank")

    assert len(events("viewed", at_least=2, seconds=2)) == int(is_shown)


@either_way
def test_going_back_to_the_homepage_shows_its_rows_as_they_are_now(new_context, ann, courses):
    page = returning_page(new_context(ann))
    page.goto("/")
    gone, other = page.locator(".row .card-link").all()[:2]
    gone_title, other_title = gone.inner_text(), other.inner_text()
    gone.click()
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_text("You are on this course.")).to_be_visible()

    go_back(page)

    expect(page.locator(".hero")).to_contain_text(gone_title)
    expect(page.locator(".row .card-link", has_text=gone_title)).to_have_count(0)
    expect(page.locator(".row .card-link", has_text=other_title)).not_to_have_count(0)


@either_way
def test_going_back_to_a_course_shows_how_far_the_learner_has_come_since(new_context, ann, courses):
    page = returning_page(new_context(ann))
    enrol(ann, courses[0])
    page.goto(courses[0].get_absolute_url())
    page.locator(".enrol a.button").click()
    page.wait_for_url("**/learn/**")
    page.get_by_role("button", name="Mark complete").click()
    expect(page.locator("h1")).to_have_text("Lesson 2")

    page.evaluate("void setTimeout(() => history.go(-2))")

    expect(page.locator(".enrol")).to_contain_text("50 % of lessons done")


@either_way
def test_going_back_to_a_path_shows_what_was_done_since(new_context, ann, courses):
    made = LearningPath.objects.create(slug="made", name_en="Made", is_published=True)
    for order, course in enumerate(courses[:2]):
        PathStep.objects.create(path=made, course=course, order=order)
    page = returning_page(new_context(ann))
    page.goto(made.get_absolute_url())
    expect(page.locator(".path-done")).to_have_count(0)
    page.locator("main").get_by_role("link", name=courses[0].title).first.click()
    expect(page.locator("h1")).to_have_text(courses[0].title)
    complete(ann, courses[0], 1, 2)

    go_back(page)

    expect(page.locator(".path-done")).to_contain_text(courses[0].title)
