"""What a learner does in the browser: lessons with their scenarios and reflections, and the knowledge check."""

import re
import tomllib
from functools import cache
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.functional.site import ROOT
from tests.functional.steps import fill_in, follow, press

REFLECTION = "A tenant told me that she no longer uses her bath."


@cache
def questions(code: str) -> dict[str, dict[str, Any]]:
    """The questions of a module's bank, by their stem."""
    folder = ROOT / "modules" / "teaching" / code / "questions"
    banks = [tomllib.loads(path.read_text()) for path in folder.glob("*.toml")]
    return {question["stem"].strip(): question for bank in banks for question in bank["questions"]}


@cache
def good_choices(slug: str) -> set[str]:
    """The words of the good choices of a scenario."""
    path = next((ROOT / "modules" / "teaching").glob(f"*/scenarios/{slug}.toml"))
    nodes = tomllib.loads(path.read_text())["nodes"]
    return {choice["text"] for node in nodes for choice in node.get("choices", []) if choice["is_good"]}


def start_module(page: Page, code: str) -> None:
    page.goto(f"/learning/{code}/")
    press(page, "Start this module")


def do_lessons(page: Page, code: str) -> None:
    page.goto(f"/learning/{code}/")
    links = page.get_by_role("main").locator("ol a[href*='/lessons/']")
    for address in [str(link.get_attribute("href")) for link in links.all()]:
        page.goto(address)
        for scenario in [str(link.get_attribute("href")) for link in page.locator("main a[href*='/scenarios/']").all()]:
            play(page, scenario)
            page.goto(address)
        for box in page.locator("main textarea").all():
            box.fill(REFLECTION)
        press(page, "Mark as done and go on")


def play(page: Page, address: str) -> None:
    """Play a scenario along good choices to its end."""
    page.goto(address)
    good = good_choices(address.rstrip("/").rsplit("/", 1)[1])
    press(page, re.compile("Start the scenario|Play it again"))
    while page.get_by_role("button", name="Go on").count():
        labels = page.locator("main fieldset label").all()
        next(label for label in labels if label.inner_text().strip() in good).click()
        fill_in(page, "Because it is what she asked for, and nothing speaks against it.")
        press(page, "Go on")
    follow(page, "See the debrief")
    expect(page.get_by_role("main")).to_contain_text("The four marks")


def pass_check(page: Page, code: str) -> None:
    page.goto(f"/learning/{code}/check/")
    press(page, "Start the check")
    answer_all(page, code)
    press(page, "Hand in my answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed")


def answer_all(page: Page, code: str) -> None:
    """Give the right answer to each question on the page, whatever its kind."""
    for group in page.locator("main form .nhsuk-form-group").all():
        heading = group.locator("legend, label").first.inner_text().strip()
        if question := questions(code).get(re.sub(r"^\d+\. ", "", heading)):
            answer(group, question)


def answer(group: Locator, question: dict[str, Any]) -> None:
    choices = question["choices"]
    match question["kind"]:
        case "single" | "multiple" | "true_false":
            for choice in choices:
                if choice["correct"]:
                    group.get_by_label(choice["text"].strip(), exact=True).check()
        case "matching":
            for choice in choices:
                group.get_by_label(choice["text"].strip(), exact=True).select_option(label=choice["match"].strip())
        case "ordering":
            for place, choice in enumerate(choices, start=1):
                group.get_by_label(choice["text"].strip(), exact=True).select_option(label=str(place))
        case "short_answer" | "numeric":
            right = next(choice["text"] for choice in choices if choice["correct"])
            group.locator("input").fill(right.replace("*", ""))
