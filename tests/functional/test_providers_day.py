"""A provider's day on a phone: dates agreed, works done, a snag put right, and an invoice that somebody else approves.

P9, H6. The steps follow each other; the two orders are the demonstration's.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.judging import forms_without_a_way_back, judge
from tests.functional.steps import People, fill_in, follow, press

pytestmark = pytest.mark.browser

FITTER, MANAGER = "Ewan Sinclair", "Callum Reid"
PAN, STAIRLIFT = "Raised-height toilet pan", "Straight stairlift"
kept: dict[str, str] = {}


def open_order(page: Page, item: str) -> None:
    page.goto("/cases/orders/?shown=all")
    judge(page)
    number = page.get_by_role("row", name=re.compile(item)).get_by_role("link").first
    kept["number"] = number.inner_text()
    number.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(kept["number"])


def step(page: Page, link: str, button: str, **texts: str) -> None:
    follow(page, link)
    judge(page)
    assert not forms_without_a_way_back(page)
    fill_in(page, texts=texts)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    press(page, button)


def test_p9_a_snag_is_put_right(as_person: People) -> None:
    page = as_person(FITTER)
    open_order(page, STAIRLIFT)
    judge(page)
    step(page, "Put right", "Record it", note="The seat turns at the top now.")
    expect(page.get_by_role("main")).to_contain_text("The seat turns at the top now.")


def test_p9_dates_are_agreed_and_the_works_done(as_person: People) -> None:
    page = as_person(FITTER)
    open_order(page, PAN)
    judge(page)
    day = {"on_day": "4", "on_month": "6", "on_year": "2030"}
    step(page, "Agree the works dates", "Save the dates", **day, starts="10:00", ends="12:00")
    expect(page.get_by_role("main")).to_contain_text("4 June 2030")
    step(page, "Start the works", "The works have started")
    step(page, "Complete the works", "The works are completed")


def test_p9_he_sees_what_the_works_need_and_no_more(as_person: People) -> None:
    page = as_person(FITTER)
    reference = kept["number"].rsplit("-", 2)[0]
    response = page.goto(f"/cases/{reference}/")
    assert response is not None
    assert response.status in {403, 404}


def test_h6_an_invoice_is_sent_after_completion(as_person: People) -> None:
    page = as_person(FITTER)
    open_order(page, PAN)
    step(page, "Send the invoice", "Send it", number="BSJ-2041")
    expect(page.get_by_role("main")).to_contain_text("BSJ-2041")
    judge(page)


def test_h6_it_is_approved_after_an_inspection_and_by_another_than_who_ordered(as_person: People) -> None:
    page = as_person(MANAGER)
    page.goto("/cases/invoices/")
    judge(page)
    follow(page, re.compile("BSJ-2041"))
    judge(page)
    kept["invoice"] = page.url
    follow(page, "Approve the invoice")
    page.get_by_role("button", name="Approve it").click()
    expect(page.get_by_role("main")).to_contain_text("The works have not passed an inspection yet.")
    reference, line, _ = kept["number"].rsplit("-", 2)
    page.goto(f"/cases/{reference}/lines/{line}/provision/")
    step(page, "Inspect the works", "Record the inspection")
    page.goto(kept["invoice"])
    step(page, "Approve the invoice", "Approve it")
    expect(page.get_by_role("main")).to_contain_text("Approved")
    orders = as_person(FITTER)
    open_order(orders, PAN)
    expect(orders.get_by_role("main")).to_contain_text("Approved")
