"""Takes the pictures of docs/screenshots from a running demo.

python docs/take_screenshots.py [address [name of a learner's page ...]]: all, or these pages alone.
"""

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
# What learners see; some addresses are those of links on the homepage.
SITE = {
    "home": "/",
    "catalogue": "/catalogue/",
    "course": "main a[href^='/course/']",
    "player": "main a[href^='/learn/']",
    "why": "main .row-picked a[data-why]",
    "path": "/paths/mine/",
    "improve": "/improve/",
    "people": "/people/",
    "ask": "/ask/?q={asked}",
}
ASKED = {"en": "What is compound interest?", "zh": "每周两个晚上，想入门数据分析"}
# The control room is taken in two of the eight ways.
CONTROL_ROOM = ("desktop-light-en", "phone-dark-zh")
TABLES = "/admin/recommendations/"
PAGES = {
    "answers": "/admin/online/?days=7",
    "feedback": "/admin/feedback/",
    "measurements": "/admin/offline/",
    "models": "/admin/models/?q=Python",
    "numbers": "/admin/numbers/",
    "made-up": "/admin/see-as/made-up/",
    "rules": f"{TABLES}rule/",
    "drift": f"{TABLES}reading/",
    "audit": f"{TABLES}change/",
    "gate-bars": f"{TABLES}gate/",
    "algorithms": f"{TABLES}algorithmsetting/",
    "versions": f"{TABLES}version/",
    "experiments": f"{TABLES}experiment/",
}
# Of these tables the page of one record: the first that is listed, where there is one.
RECORDS = {
    "experiment": "experiment/?status__exact=running",
    "experiment-draft": "experiment/?status__exact=draft",
    "training": "trainingrun/",
    "version": "version/?status__exact=live",
    "gate": "version/?status__exact=candidate",
    "refresh": "refreshrun/",
}


def main() -> None:
    """Take every picture: page x size x theme x language."""
    address, *wanted = sys.argv[1:] or ["http://localhost:8000"]
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for size, theme, language in itertools.product(SIZES, ("light", "dark"), READERS):
            name = f"{size}-{theme}-{language}"
            learner = person(browser, address, READERS[language], name)
            take_site(learner, address, name, wanted or list(SITE))
            if wanted:
                continue
            context = person(browser, address, STAFF, name)
            take_admin(context, address, name, language)
            if name in CONTROL_ROOM:
                take_control_room(context.pages[0], address, name)
                take_previews(context.pages[0], address, name)
            context.close()
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


def take_site(context: BrowserContext, address: str, name: str, wanted: list[str]) -> None:
    """The pages that learners see."""
    page = context.pages[0]
    page.goto(address)
    places = {title: SITE[title] for title in wanted}
    for title, place in places.items():
        asked = place.format(asked=ASKED[name[-2:]])
        places[title] = asked if place.startswith("/") else hrefs(page, place)[0]
    for title, path in places.items():
        shot(page, address + path, f"{title}-{name}")
    context.close()


def take_admin(context: BrowserContext, address: str, name: str, language: str) -> None:
    """The first page of the staff room, in the picture's language."""
    page = context.pages[0]
    page.goto("/profile/")
    page.select_option("select[name=language]", {"en": "en", "zh": "zh-hans"}[language])
    page.click("main form button[type=submit]")
    shot(page, address + "/admin/", f"admin-{name}")


def take_control_room(page: Page, address: str, name: str) -> None:
    """The dashboards, the lists, and one record of each kind."""
    for title, path in PAGES.items():
        shot(page, address + path, f"{title}-{name}")
    for title, path in RECORDS.items():
        page.goto(TABLES + path, wait_until="networkidle")
        table = path.partition("/")[0]
        record = page.locator(f"#result_list a[href*='/{table}/'][href*='/change/']").first
        if record.count():
            shot(page, address + str(record.get_attribute("href")), f"{title}-{name}")
    compared = page.locator("a[href$='/compare/']").first
    page.goto(f"{TABLES}version/?algorithm__exact=ease", wait_until="networkidle")
    for link in hrefs(page, "#result_list a[href*='/version/'][href*='/change/']"):
        page.goto(link, wait_until="networkidle")
        if compared.count():
            shot(page, address + str(compared.get_attribute("href")), f"compare-{name}")
            whole = page.locator("a[href*='/compare/pages/']").first
            if whole.count():
                shot(page, address + str(whole.get_attribute("href")), f"whole-pages-{name}")
            return


def take_previews(page: Page, address: str, name: str) -> None:
    """A change of a row before it is saved; the homepage as a learner, its trace, and why not."""
    page.goto(f"{TABLES}row/", wait_until="networkidle")
    page.goto(hrefs(page, "#result_list a[href*='/row/'][href*='/change/']")[1])
    page.fill("input[name=maximum]", "3")
    with page.context.expect_page() as opened:
        page.locator("button[name=_foresee]").first.click()
    opened.value.wait_for_load_state("networkidle")
    opened.value.screenshot(path=FOLDER / f"foresight-{name}.jpg", type="jpeg", quality=QUALITY)
    opened.value.close()
    page.goto(f"/admin/see-as/?q={READERS['en']}", wait_until="networkidle")
    page.locator(".people form button").first.click()
    page.wait_for_url("**/")
    note = page.locator(".row-picked details.trace > summary").first
    note.click()
    note.scroll_into_view_if_needed()
    page.screenshot(path=FOLDER / f"trace-{name}.jpg", type="jpeg", quality=QUALITY)
    shot(page, f"{address}/?why=Python", f"why-not-{name}")
    page.locator("form[action$='/see-as/leave/'] button").first.click()


def hrefs(page: Page, selector: str) -> list[str]:
    """Where the links lead that a selector finds, each once."""
    found = page.locator(selector).evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return list(dict.fromkeys(found))


def shot(page: Page, address: str, name: str) -> None:
    """One picture of what is seen without scrolling."""
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=QUALITY)


if __name__ == "__main__":
    main()
