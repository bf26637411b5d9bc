"""A real Chromium on a live server; a page that logs an error fails its test."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User

# Playwright's synchronous API runs a loop of its own in the test's thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session", autouse=True)
def media_by_the_site() -> None:
    """Django's test server would serve /media/ itself, without ranges and to everybody."""
    settings.MEDIA_URL = "/media-of-the-test-server/"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory) -> None:
    """SQLite on disk: in memory, a last report of a closing page locks the cleaning up out."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: run bin/test browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium, live_server, transactional_db):
    """Makes browser contexts (a person's browser each); what their pages complain of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(person: User | None = None, **options) -> BrowserContext:
        options = {"viewport": DESKTOP, "base_url": live_server.url} | options
        context = chromium.new_context(**options)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on(
            "console",
            lambda line: complaints.append(line.text) if line.type == "error" else None,
        )
        contexts.append(context)
        if person is not None:
            sign_in(context, person, live_server.url)
        return context

    yield make
    for context in contexts:
        context.close()
    assert not [text for text in complaints if "Failed to load resource" not in text]


@pytest.fixture
def page(new_context) -> Page:
    """A page of a visitor's desktop browser."""
    return new_context().new_page()


def sign_in(context: BrowserContext, person: User, url: str) -> None:
    """Give the browser the session of a person, as signing in does."""
    from django.test import Client

    client = Client()
    client.force_login(person)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}]
    )


def overflows(page: Page) -> bool:
    """Whether the page can be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical on the page, with the first element that shows it."""
    return [
        f"{found['id']}: {found['nodes'][0]['html'][:160]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in {"serious", "critical"}
    ]
