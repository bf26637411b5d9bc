"""Who has nothing yet: a guest, a phone, a learner without enrolments (C8, C18 on every page)."""

import re

import pytest
from django.test import Client

from courses.models import LearningPath, PathStep, Skill
from tracking.models import Event

PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
)
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
API = "/api/v1/homepage/"
OWN_PAGES = ("/improve/", "/paths/mine/", "/my-learning/", "/my-learning/saved/", "/people/")


@pytest.fixture(params=["guest", "ann", "cleo"])
def newcomer(request, trained):
    """Makes browsers of a guest, of who agreed and of who was never asked, all without a past."""
    name = request.param
    person = None if name == "guest" else request.getfixturevalue(name)

    def browser(agent):
        client = Client(HTTP_USER_AGENT=agent)
        if person is not None:
            client.force_login(person)
        return client

    return browser


@pytest.mark.parametrize("agent", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_answers_who_has_nothing_yet(newcomer, trained, agent):
    skill = Skill.objects.create(slug="data", name_en="Data")
    trained.data[0].skills.add(skill)
    path = LearningPath.objects.create(slug="made", name_en="Made", is_published=True)
    PathStep.objects.create(path=path, course=trained.data[0], order=1)
    card = trained.data[0]
    whys = [f"/why/{card.pk}/?row={row}" for row in ("picked", "continue", "path", "nothing", "")]
    pages = ["/", "/catalogue/", "/paths/", path.get_absolute_url(), *whys, *OWN_PAGES, API]

    for address in pages:
        answer = newcomer(agent).get(address, follow=True)
        assert answer.status_code == 200, address

    home, api = newcomer(agent).get("/"), newcomer(agent).get(f"{API}?rows=1").json()
    assert len(home.context["page"].courses) == 12
    assert api["rows"]
    assert api["hero"] is None
    why = newcomer(agent).get(whys[0]).context["why"]
    assert sum(part.percent for part in why.parts) == 100


def test_without_scripts_and_cookies_every_link_of_the_homepage_leads_somewhere(trained):
    """C18."""
    home = Client(HTTP_USER_AGENT=DESKTOP).get("/")
    html = home.content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'<a [^>]*href="(/[^"#]*)', html)}

    assert len([link for link in links if link.startswith("/why/")]) == 12
    assert len([link for link in links if link.startswith("/course/")]) == 12
    for link in sorted(links):
        answer = Client(HTTP_USER_AGENT=DESKTOP).get(link, follow=True)
        assert answer.status_code == 200, link
    assert not Event.objects.exists()
    assert "sessionid" not in home.cookies
    assert '<form class="welcome-search"' in html or 'role="search"' in html


@pytest.mark.parametrize("words", ["prefetch", "prefetch;prerender"])
def test_no_page_fetched_ahead_of_time_is_logged(ann, trained, words):
    """C14."""
    browser = Client(HTTP_USER_AGENT=DESKTOP, HTTP_SEC_PURPOSE=words)
    browser.force_login(ann)
    course = trained.data[0]

    for address in ("/", course.get_absolute_url(), f"/why/{course.pk}/", "/paths/", "/improve/"):
        assert browser.get(address).status_code == 200

    assert not Event.objects.exists()
