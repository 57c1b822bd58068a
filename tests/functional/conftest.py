"""A browser and a running demonstration, one of each for every test process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.functional.site import Site, demonstration, prepare
from tests.functional.steps import People
from tests.functional.walk import CHROMIUM, launch, sign_in


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    # Under xdist each process has a folder of its own inside one that they share.
    own = tmp_path_factory.getbasetemp()
    prepared = prepare(own.parent if worker_id != "master" else own)
    with demonstration(tmp_path_factory.mktemp("site"), f"threshold_functional_{worker_id}", prepared) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for a process: it refuses to start beside another."""
    if not Path(CHROMIUM).exists():
        reason = "Chromium is not installed (on Debian: apt-get install chromium)."
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = launch(playwright)
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone-sized window of its own, with no cookies."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def as_person(browser: Browser, site: Site) -> Iterator[People]:
    """A window for each person, signed in once."""
    windows: dict[str, Page] = {}

    def window(name: str) -> Page:
        if name not in windows:
            context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", base_url=site.url)
            context.set_default_timeout(30_000)
            windows[name] = context.new_page()
            person = site.sign_in_of(name)
            sign_in(windows[name], site.url, person["email"], person["password"])
        return windows[name]

    yield window
    for page in windows.values():
        page.context.close()
