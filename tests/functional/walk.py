"""Walk the site as a role: sign in, and visit one address of each route that its links lead to."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
START = ["/", "/accounts/login/", "/my-work/", "/accessibility/", "/privacy/", "/register/", "/no-such-page/"]
# Wagtail's editor is its own makers' work; the rest is not a page.
LEFT_OUT = ("/cms/", "/static/", "/media/", "/documents/", "/accounts/logout/")
MOST = 120


def launch(playwright: object) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)  # type: ignore[attr-defined]


def sign_in(page: Page, base: str, email: str, password: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def route_of(path: str) -> str:
    """The URL pattern a path belongs to; Wagtail's pages count one by one."""
    try:
        match = resolve(path)
    except Resolver404:
        return path
    return path if match.url_name == "wagtail_serve" else match.route


def pages(page: Page, base: str) -> Iterator[str]:
    """Open one address of each route that can be reached by links, and yield its path while it is open."""
    waiting, seen = list(START), set()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        route = route_of(path)
        if route in seen or path.startswith(LEFT_OUT):
            continue
        seen.add(route)
        try:
            response = page.goto(urljoin(base, path))
        except PlaywrightError as error:
            if "Download is starting" not in str(error):
                raise
            continue
        if response is None or "text/html" not in response.headers.get("content-type", ""):
            continue
        yield path
        for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            parts = urlsplit(href)
            if href.startswith(base) and not parts.path.endswith((".pdf", ".json", ".csv", ".ics")):
                waiting.append(parts.path)


__all__ = ["launch", "pages", "sign_in", "sync_playwright"]
