"""Takes the pictures of docs/screenshots from a running demo: python docs/take_screenshots.py [address]."""

import itertools
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).resolve().parent / "screenshots"
PASSWORD = "homeroom-demo"  # noqa: S105 - of the demo world, printed by bin/demo
SIZES = {
    "desktop": ViewportSize(width=1280, height=860),
    "phone": ViewportSize(width=390, height=844),
}
READERS = {"en": "ann@demo.example", "zh": "mei@demo.example"}
STAFF = "dan@demo.example"
QUALITY = 78


def main() -> None:
    """Take every picture: page x size x theme x language."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for size, theme, language in itertools.product(SIZES, ("light", "dark"), READERS):
            name = f"{size}-{theme}-{language}"
            take_site(person(browser, address, READERS[language], name), address, name)
            take_admin(person(browser, address, STAFF, name), address, name, language)
        browser.close()


def person(browser: Browser, address: str, email: str, name: str) -> BrowserContext:
    """The browser of somebody who signed in, with the size and theme of a picture."""
    size, theme, _ = name.split("-")
    context = browser.new_context(
        viewport=SIZES[size],
        color_scheme="dark" if theme == "dark" else "light",
        base_url=address,
        locale="en",
    )
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/")
    return context


def take_site(context: BrowserContext, address: str, name: str) -> None:
    """The pages that learners see."""
    page = context.pages[0]
    shot(page, address + "/", f"home-{name}")
    resume = page.locator("main a[href^='/learn/']").first.get_attribute("href")
    course = page.locator("main a[href^='/course/']").first.get_attribute("href")
    shot(page, address + "/catalogue/", f"catalogue-{name}")
    shot(page, f"{address}{course}", f"course-{name}")
    shot(page, f"{address}{resume}", f"player-{name}")
    context.close()


def take_admin(context: BrowserContext, address: str, name: str, language: str) -> None:
    """The first page of the staff room, in the picture's language."""
    page = context.pages[0]
    page.goto("/profile/")
    page.select_option("select[name=language]", {"en": "en", "zh": "zh-hans"}[language])
    page.click("main form button[type=submit]")
    shot(page, address + "/admin/", f"admin-{name}")
    context.close()


def shot(page: Page, address: str, name: str) -> None:
    """One picture of what is seen without scrolling."""
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=QUALITY)


if __name__ == "__main__":
    main()
