"""Two trainers on two phones sign, differ and are refused; the person sees what came of it (C3, C4).

The steps follow each other.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.functional.judging import judge
from tests.functional.site import Site
from tests.functional.steps import People, confirm_it_is_me, fill_in, follow, found_trainer, press

pytestmark = pytest.mark.browser

PERSON = "Dougie Laird"
FIRST, SECOND, THIRD = "Ruth Okafor", "Grace Adeyemi", "Callum Reid"
SAME_EMPLOYER = "Bronwen Lloyd"
AGREED, DISPUTED = "MOT-1", "MOT-2"
EVIDENCE = "I went through the flat with the tenant, room by room, and we wrote down what she trips over."
FIRST_SAW = "He knelt down to feel under the bath mat, and asked before he moved it."
SECOND_SAW = "He let her show him the stairs, and did not hurry her."
NOT_SEEN = "He went past the kitchen without looking."
DOUBT = "Look at a kitchen with somebody next time, and write down what they reach for."
ADVICE = "Do one more visit with a colleague. Look into the kitchen, and write down what you saw there."
WHY = "One saw the whole flat and the other a shorter visit. The kitchen was not shown to both."


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def offer(page: Page, code: str) -> None:
    page.goto(f"/competencies/{code}/evidence/")
    judge(page)
    fill_in(page, EVIDENCE)
    press(page, "Offer this evidence")


def open_request(page: Page, code: str) -> None:
    page.goto("/competencies/sign-offs/")
    follow(page, re.compile(f"Look and sign.*{code}, {PERSON}"))


def sign(site: Site, page: Page, name: str) -> None:
    """From a view that is whole to the signature, through a sign-in made for it."""
    press(page, "Continue to sign")
    confirm_it_is_me(site, page, name)
    judge(page)
    press(page, re.compile("^Sign"))
    expect(page.get_by_text(re.compile("Signed: .*"))).to_be_visible()


def card(page: Page, code: str) -> Locator:
    """What the person sees of one competency."""
    page.goto("/competencies/")
    return page.locator(f"#{code}")


def test_c3_the_first_signs_by_a_sign_in_of_its_own(site: Site, as_person: People) -> None:
    """C3: the first trainer writes what they saw, gives the password again, sees it as it will stand, and signs."""
    offer(as_person(PERSON), AGREED)
    page = as_person(FIRST)
    open_request(page, AGREED)
    judge(page)
    expect(main_of(page)).to_contain_text(EVIDENCE)
    fill_in(page, FIRST_SAW, agrees="yes")
    sign(site, page, FIRST)
    expect(main_of(page).get_by_role("link", name=re.compile(f"Look and sign.*{AGREED}, {PERSON}"))).to_have_count(0)


def test_c3_the_second_reads_nothing_before_writing(site: Site, as_person: People) -> None:
    """C3: list, form, half a view and the address of the last page show nothing of the first record; then both do."""
    page = as_person(SECOND)
    open_request(page, AGREED)
    address = page.url
    judge(page)
    assert FIRST_SAW not in page.content()
    box = main_of(page).locator("textarea[required]").first
    box.fill(SECOND_SAW)
    press(page, "Save and finish later")
    assert FIRST_SAW not in page.content()
    page.goto(f"{address}confirm/")
    expect(page.get_by_text("There is nothing ready to sign here")).to_be_visible()
    assert FIRST_SAW not in page.content()
    page.goto(address)
    expect(box).to_have_value(SECOND_SAW)
    main_of(page).get_by_role("button", name="Continue to sign").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    assert FIRST_SAW not in page.content(), "half a view opens nothing"
    fill_in(page, SECOND_SAW, agrees="yes")
    press(page, "Continue to sign")
    assert FIRST_SAW not in page.content()
    confirm_it_is_me(site, page, SECOND)
    judge(page)
    expect(main_of(page).get_by_text(FIRST_SAW).first).to_be_visible()
    expect(main_of(page).get_by_text(SECOND_SAW).first).to_be_visible()
    press(page, "Sign")


def test_c3_the_person_sees_the_sign_off(as_person: People) -> None:
    """C3: the person reads both records, with who signed for which employer."""
    page = as_person(PERSON)
    expect(card(page, AGREED)).to_contain_text("Signed off until")
    follow(page, f"See the sign-off in {AGREED}")
    judge(page)
    for words in (FIRST, SECOND, FIRST_SAW, SECOND_SAW, "Ardlea Health Board", "Ardlea Care and Repair"):
        expect(main_of(page)).to_contain_text(words)


def test_c3_the_same_employer_is_refused(site: Site, as_person: People) -> None:
    """C3: a trainer of the first signer's employer reads why not, and who could sign instead."""
    offer(as_person(PERSON), DISPUTED)
    first = as_person(FIRST)
    open_request(first, DISPUTED)
    fill_in(first, FIRST_SAW, agrees="yes")
    sign(site, first, FIRST)
    found_trainer(site, as_person, SAME_EMPLOYER, "Module 2")
    page = as_person(SAME_EMPLOYER)
    page.goto("/competencies/sign-offs/")
    judge(page)
    follow(page, re.compile(f"Who could sign.*{DISPUTED}, {PERSON}"))
    judge(page)
    expect(main_of(page)).to_contain_text(f"You cannot sign with {FIRST}. Both work for Ardlea Health Board")
    could = main_of(page).get_by_role("listitem")
    for name, count in ((SECOND, 1), (THIRD, 1), (SAME_EMPLOYER, 0)):
        expect(could.filter(has_text=name)).to_have_count(count)


def test_c4_the_second_does_not_agree(site: Site, as_person: People) -> None:
    """C4: the second does not agree. The person learns that a third decides, and reads no advice of one alone."""
    page = as_person(SECOND)
    open_request(page, DISPUTED)
    unmet = main_of(page).locator("fieldset", has_text=f"{DISPUTED}.1")
    unmet.get_by_label("No", exact=True).check()
    fill_in(page, NOT_SEEN, {"feedback": DOUBT}, agrees="no")
    sign(site, page, SECOND)
    person = as_person(PERSON)
    expect(card(person, DISPUTED)).to_contain_text("A third trainer decides how it goes on")
    assert DOUBT not in person.content()


def test_c4_a_third_refers_it_back(as_person: People) -> None:
    """C4: neither signer moderates; a third reads both records and refers it back, after seeing it once more."""
    signer = as_person(FIRST)
    signer.goto("/competencies/sign-offs/moderation/")
    follow(signer, re.compile(f"Who could moderate.*{DISPUTED}, {PERSON}"))
    expect(main_of(signer)).to_contain_text("You have signed this request yourself")
    expect(main_of(signer)).to_contain_text(THIRD)
    page = as_person(THIRD)
    page.goto("/competencies/sign-offs/")
    follow(page, re.compile("in moderation"))
    judge(page)
    follow(page, re.compile(f"Read and decide.*{DISPUTED}, {PERSON}"))
    judge(page)
    for words in (FIRST_SAW, NOT_SEEN, DOUBT):
        expect(main_of(page)).to_contain_text(words)
    fill_in(page, texts={"reason": WHY, "feedback": ADVICE}, outcome="referred_back")
    press(page, "Continue")
    judge(page)
    press(page, "Decide")
    judge(page)


def test_c4_the_person_reads_the_advice(as_person: People) -> None:
    """C4: the person reads what to do next and why, not the two records, and may offer evidence again."""
    page = as_person(PERSON)
    disputed = card(page, DISPUTED)
    judge(page)
    expect(disputed).to_contain_text("Referred back")
    expect(disputed).to_contain_text(ADVICE)
    expect(disputed.get_by_role("link", name=f"Offer evidence for {DISPUTED}")).to_be_visible()
    follow(page, f"Why it was decided so for {DISPUTED}")
    judge(page)
    expect(main_of(page)).to_contain_text(WHY)
    assert NOT_SEEN not in page.content()


def test_c3_nobody_signs_for_themselves(as_person: People) -> None:
    """C3: a trainer's own request says that two others must sign, and who could."""
    page = as_person(FIRST)
    offer(page, AGREED)
    taken_back = card(page, AGREED).get_by_role("link", name=f"Take the request back for {AGREED}")
    request = re.search(r"requests/(\d+)/", str(taken_back.get_attribute("href")))
    assert request
    page.goto("/competencies/sign-offs/")
    expect(main_of(page)).to_contain_text("You cannot sign yourself off. Two other trainers must sign.")
    page.goto(f"/competencies/sign-offs/{request.group(1)}/")
    judge(page)
    expect(main_of(page)).to_contain_text("You cannot sign yourself off. Two other trainers must sign.")
    for other in (SECOND, THIRD):
        expect(main_of(page).get_by_role("listitem").filter(has_text=other)).to_be_visible()
