"""From visitor to returning learner in a real browser: what the homepage holds at each step."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import Category
from recommendations.homepage.refresh import refresh_learner
from tests.conftest import make_course
from tests.recommendations.conftest import did_something
from tracking.models import DailyActivity
from tracking.rollups import roll_up

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36"  # fmt: skip


def test_the_homepage_follows_from_visitor_to_returning_learner(new_context, ann, ben):
    data, music = (
        Category.objects.create(slug=slug, name_en=name, name_zh=name)
        for slug, name in (("data", "Data science"), ("music", "Music"))
    )
    courses = [make_course(f"Data {n}", category=data) for n in range(6)]
    for number in range(6):
        make_course(f"Music {number}", category=music)
    did_something(ben, courses[3:5], days_ago=1)

    visitor = new_context(user_agent=AGENT).new_page()
    visitor.goto("/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Learn one good lesson at a time")
    expect(visitor.get_by_role("heading", name="Newest courses")).to_be_visible()
    expect(visitor.get_by_role("group", name="What would you like to learn?")).to_have_count(0)

    page = new_context(ann, user_agent=AGENT).new_page()
    page.goto("/")
    expect(page.get_by_role("heading", name="Learn one good lesson at a time")).to_have_count(0)
    page.get_by_role("group", name="What would you like to learn?").get_by_text(
        "Data science"
    ).click()
    page.get_by_role("button", name="Show me").click()
    top = page.locator("section", has=page.get_by_role("heading", name="Top in Data science"))
    expect(top.get_by_text("You are interested in Data science").first).to_be_visible()

    page.goto(courses[0].get_absolute_url())
    page.get_by_role("button", name="Enrol").click()
    page.locator(".enrol a.button").click()
    page.wait_for_url("**/learn/**")
    page.get_by_role("button", name="Mark complete").click()
    expect(page.locator("h1")).to_have_text("Lesson 2")
    page.goto("/")
    expect(page.get_by_text("50 % of lessons done").first).to_be_visible()
    expect(page.get_by_role("group", name="What would you like to learn?")).to_have_count(0)
    shown = page.locator(".card").evaluate_all("all => all.map(one => one.dataset.courseId)")
    assert len(shown) == len(set(shown))

    roll_up()
    long_ago = timezone.now() - timedelta(days=40)
    DailyActivity.objects.filter(learner=ann).update(day=long_ago.date(), first_at=long_ago, last_at=long_ago)  # fmt: skip
    make_course("Data of today", category=data)
    cache.clear()
    refresh_learner(ann.pk)
    page.goto("/")
    expect(page.get_by_text("50 % of lessons done").first).to_be_visible()
    expect(page.get_by_text("Data of today").first).to_be_visible()
