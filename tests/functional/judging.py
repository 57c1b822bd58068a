"""Judge the page that is open: it fits a phone, has one first-level heading, and axe finds nothing."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PHONES = (320, 390)
WAITS_AT_MOST = 3_000
IS_WIDER = """longest => new Promise(done => {
    const page = document.documentElement, until = performance.now() + longest;
    const look = () => {
        const isWider = page.scrollWidth > page.clientWidth;
        if (isWider && performance.now() < until) requestAnimationFrame(look);
        else done(isWider);
    };
    look();
})"""
# A form that takes its page's own address leaves by a link beside its button, or by a second button that keeps or
# changes what was written. One that is folded away, or searches, is a part of its page.
NO_WAY_BACK = """() => [...document.querySelectorAll("main form[method=post]:not([action], [role=search])")]
    .filter(form => !form.closest("details"))
    .filter(form => form.querySelectorAll("button").length < 2)
    .filter(form => ![...form.querySelectorAll("a[href]")].some(link => link.pathname !== location.pathname))
    .map(form => form.querySelector("button").textContent)"""


def judge(page: Page) -> None:
    """Fail with every fault of the page on phones of either width."""
    faults = []
    for width in PHONES:
        page.set_viewport_size({"width": width, "height": 844})
        if is_wider_than_the_screen(page):
            faults.append(f"wider than a phone of {width} px")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} first-level headings")
    faults += violations(page)
    assert not faults, f"{page.url}: " + "\n".join(faults)


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether it stays so: the header's menu is laid out again some moments after the width changes."""
    return bool(page.evaluate(IS_WIDER, WAITS_AT_MOST))


def forms_without_a_way_back(page: Page) -> list[str]:
    """The forms that one can only send, each by the words on its button."""
    return [f"no link back beside “{words.strip()}”" for words in page.evaluate(NO_WAY_BACK)]


def violations(page: Page) -> list[str]:
    """What axe finds in the open page, each with its rule and the first places."""
    return [
        f"{found['id']}: {found['help']}: " + "; ".join(node["html"][:120] for node in found["nodes"][:2])
        for found in Axe().run(page, options=RULES).response["violations"]
    ]
