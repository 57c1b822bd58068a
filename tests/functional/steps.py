"""What a person does on any page: fill a form, press a button, follow what comes next."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.functional.site import Site

People = Callable[[str], Page]

GOVERNORS = "Anwar Siddiqui", "Elspeth Drummond"
SENTENCE = "Seen on a visit: she asked about a real day, listened, and wrote down what mattered."


def fill_in(page: Page, words: str = SENTENCE, texts: dict[str, str] | None = None, **chosen: str) -> None:
    """Fill the page's form as far as it is empty.

    `texts` are by field name; other boxes that must be filled get `words`. `chosen` names the value (or the words) of
    a choice; every other open choice gets its first option.
    """
    main = page.get_by_role("main")
    for name, value in chosen.items():
        field = main.locator(f"select[name='{name}']")
        if field.count():
            is_value = field.locator(f"option[value='{value}']").count()
            field.select_option(**{"value" if is_value else "label": value})
        else:
            main.locator(f"[name='{name}'][value='{value}']").check()
    for name, value in (texts or {}).items():
        main.locator(f"[name='{name}']").fill(value)
    for box in main.locator("form textarea[required]:visible, form input[type=text][required]:visible").all():
        if not box.input_value():
            box.fill(words)
    for group in main.locator("form fieldset:visible").all():
        options = group.locator("input[type=radio]")
        if options.count() and not group.locator("input[type=radio]:checked").count():
            options.first.check()


def press(page: Page, button: str | re.Pattern[str]) -> None:
    """Press a button of the page itself (not of its header), and see that the form had no errors."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button).first.click()
    summary = page.locator(".nhsuk-error-summary")
    assert not summary.count(), summary.first.inner_text()


def follow(page: Page, link: str | re.Pattern[str]) -> None:
    """Follow a link of the page itself, and wait until the next page is there."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=link).first.click()


def found_trainer(site: Site, as_person: People, name: str, module: str) -> None:
    """Two members of the governance group found a trainer for a module, by the start of its title."""
    page, other = (as_person(governor) for governor in GOVERNORS)
    page.goto("/competencies/trainers/propose/")
    page.get_by_label("Their e-mail address at work").fill(site.sign_in_of(name)["email"])
    page.get_by_label(re.compile(f"^{module}:")).check()
    fill_in(page, "She has supported tenants in sheltered housing for nine years.")
    press(page, "Propose")
    other.goto("/competencies/trainers/")
    press(other, re.compile(f"Confirm.*{name}"))
    expect(other.get_by_role("main")).to_contain_text(name)


def confirm_it_is_me(site: Site, page: Page, name: str) -> None:
    """Give the password once more, as each signature asks."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm it is you")
    page.get_by_label("Password").fill(site.sign_in_of(name)["password"])
    press(page, "Confirm")
