"""The provider's own pages, the payer's pages and the editor's price lists: who sees what (P9, H5, H6, F5)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.selectors import history_of
from cases.constants.direct_access import WhyTurnedAway
from cases.constants.lines import LineRoute, LineState
from cases.constants.provision import ProvisionState
from cases.models import Price, Provision
from cases.seen import mark_of_prices
from cases.services import cancel_order, set_price
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.cases_provision import a_fitter, a_price, a_visit, an_invoice, order_in, ordered
from tests.factories.people import employed
from tests.integration.test_accreditation_editor import in_the_editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
S = ProvisionState


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def fitter() -> User:
    return a_fitter()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def provision(team: Team) -> Provision:
    return ordered(brought_to(LineState.COMMITTED, team), team.caseworker, instructions="Ring the bell twice.")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page_of(provision: Provision) -> str:
    return reverse("cases:provider-order", args=[provision.number])


def test_p9_a_provider_sees_what_is_needed_and_nothing_else(
    provision: Provision, fitter: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(fitter)
    listed = text(client.get(reverse("cases:orders")))
    assert provision.number in listed
    page = text(client.get(page_of(provision)))
    for needed in ("Jean Muir", "4 Pier Street", "Ring after ten.", "01632 960 200", "Ring the bell twice.", "100.00"):
        assert needed in page
        assert needed not in listed or needed == "100.00"
    line = provision.line
    for kept in (line.purpose, "She cannot stand", "Washing without help", "1948"):
        assert kept not in page
    (read,) = history_of(line.case).filter(verb="cases.read", actor_id=str(fitter.pk))
    assert read.detail == {"page": "order", "order": provision.number}


def test_p9_another_providers_order_is_absent(
    provision: Provision, team: Team, as_user: Callable[[User], Client]
) -> None:
    visit = a_visit(provision, team.caseworker)
    client = as_user(a_fitter("northfield-works"))
    for address in (
        page_of(provision),
        f"{page_of(provision)}accept/",
        f"{page_of(provision)}invoice/",
        reverse("cases:visit", args=[visit.uid]),
        reverse("cases:visit-file", args=[visit.uid]),
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"{page_of(provision)}accept/").status_code == 404
    assert provision.number not in text(client.get("/cases/orders/?shown=all"))
    provision.refresh_from_db()
    assert provision.state == S.PLACED
    assert not history_of(provision.line.case).filter(verb="cases.read").exists()


def test_p9_a_called_off_order_shows_nobody(
    provision: Provision, team: Team, fitter: User, as_user: Callable[[User], Client]
) -> None:
    cancel_order(provision=provision, reason="She chose a stool.", by=team.caseworker)
    page = text(as_user(fitter).get(page_of(provision)))
    assert "Please do no more work on it" in page
    for gone in ("Muir", "Pier Street", "stool"):
        assert gone not in page


def test_p9_the_providers_form_keeps_what_was_typed_and_says_what_is_missing(
    provision: Provision, fitter: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(fitter)
    client.post(f"{page_of(provision)}accept/")
    wrong = client.post(f"{page_of(provision)}works/", {"on_day": "11", "on_month": "6", "on_year": "2027"})
    page = text(wrong)
    for words in ("Enter from when", "Enter until when", "Agree the time with the person first"):
        assert words in page
    late = client.post(f"{page_of(provision)}accept/")
    assert late.status_code == 409
    assert "You cannot accept this order now." in text(late)


def test_p6_the_installer_stops_a_direct_access_item_on_their_own_page(
    team: Team, fitter: User, as_user: Callable[[User], Client]
) -> None:
    order = ordered(brought_to(LineState.ARRANGED, team), team.caseworker)
    line, client = order.line, as_user(fitter)
    assert "Stop at the door" in text(client.get(page_of(order)))
    bare = text(client.post(f"{page_of(order)}stop/"))
    assert "Enter who came to fit it" in bare
    assert "Write why they stopped" in bare
    said = {"installer": "Rob Lyle", "reason": "The wall crumbles."}
    assert client.post(f"{page_of(order)}stop/", said).status_code == 302
    line.refresh_from_db()
    order.refresh_from_db()
    assert (line.route, line.state, order.state) == (LineRoute.ASSESSED, LineState.PROPOSED, S.CANCELLED)
    turned = line.turnedaways.get()
    assert (turned.why, turned.installer, turned.by) == (WhyTurnedAway.AT_THE_DOOR, "Rob Lyle", fitter)
    assert client.post(f"{page_of(order)}stop/", said).status_code == 409


def test_p6_only_direct_access_is_stopped_at_the_door(
    provision: Provision, fitter: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(fitter)
    assert "Stop at the door" not in text(client.get(page_of(provision)))
    said = {"installer": "Rob Lyle", "reason": "The wall crumbles."}
    assert "not by “direct access”" in text(client.post(f"{page_of(provision)}stop/", said))
    provision.refresh_from_db()
    assert provision.state == S.PLACED


def test_p9_the_order_page_offers_who_has_a_price_first(team: Team, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.COMMITTED, team)
    a_price(line.adaptation, amount="80.00")
    a_fitter("a-works")
    address = reverse("cases:order", args=[line.case.reference, line.number])
    client = as_user(team.caseworker)
    page = text(client.get(address))
    assert page.index("£80.00") < page.index("A works")
    bare = client.post(f"{address}?provider=a-works", {"billed_to": line.case.organisation.pk})
    assert "Enter the price that was agreed" in text(bare) or "no price for it" in text(bare)
    other = {"other_name": "Seat", "other_amount": "90", "other_reason": "Narrow tray."}
    assert (
        client.post(f"{address}?provider=a-works", other | {"billed_to": line.case.organisation.pk}).status_code == 302
    )
    assert line.provisions.get().items.get().unit_price == 90


def test_h6_invoices_on_their_pages(team: Team, fitter: User, as_user: Callable[[User], Client]) -> None:
    line = brought_to(LineState.COMMITTED, team)
    provision = order_in(S.PASSED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    item = provision.items.get()
    client = as_user(fitter)
    asked = {"number": "INV-7", f"item_{item.pk}": "100.00", "has_vat_relief": "on"}
    assert client.post(f"{page_of(provision)}invoice/", asked).status_code == 302
    invoice = provision.invoices.get()
    client = as_user(team.payer)
    page = text(client.get(reverse("cases:invoice", args=[invoice.uid])))
    assert "£185.50" in page
    assert "with relief for disabled people" in page
    client.post(reverse("cases:decide-invoice", args=[invoice.uid, "approve"]))
    paid = {"paid_on_day": "4", "paid_on_month": "6", "paid_on_year": "2027", "reference": "BACS 12"}
    client.post(reverse("cases:decide-invoice", args=[invoice.uid, "pay"]), paid)
    table = client.get("/cases/invoices/?as=csv")
    assert table["Content-Type"].startswith("text/csv")
    row = table.content.decode("utf-8-sig").splitlines()[1]
    assert row.startswith(f"INV-7,Invoice,{provision.number},")
    assert row.endswith("BACS 12")
    assert "Muir" not in table.content.decode()


def test_h6_whoever_ordered_is_told_that_somebody_else_decides(
    team: Team, fitter: User, as_user: Callable[[User], Client]
) -> None:
    line = brought_to(LineState.COMMITTED, team)
    boss = employed(organisation=line.case.organisation, roles=(Role.MANAGER, Role.CASEWORKER))
    provision = order_in(S.PASSED, line, by=boss, inspector=team.payer, fitter=fitter)
    item = provision.items.get()
    asked = {"number": "INV-7", f"item_{item.pk}": "100.00", "has_vat_relief": "on"}
    as_user(fitter).post(f"{page_of(provision)}invoice/", asked)
    address = reverse("cases:invoice", args=[provision.invoices.get().uid])
    for user, may in ((team.payer, True), (boss, False)):
        page = text(as_user(user).get(address))
        assert ("Approve the invoice" in page) == may
        assert ("You ordered this. Somebody else must decide" in page) != may


def test_h6_the_list_asks_the_same_number_of_queries_however_long(
    team: Team, as_user: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_user(team.payer)

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(address)
        return len(found)

    sizes = []
    for number in (1, 2):
        for at in range(number):
            provision = ordered(brought_to(LineState.COMMITTED, team), team.caseworker)
            an_invoice(provision, team, number=f"INV-{number}-{at}")
        sizes.append(queries("/cases/invoices/"))
    assert sizes[0] == sizes[1]


def test_p9_a_providers_list_asks_the_same_number_of_queries_however_long(
    team: Team, fitter: User, as_user: Callable[[User], Client]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, sizes = as_user(fitter), []
    for number in (1, 3):
        for _ in range(number):
            ordered(brought_to(LineState.COMMITTED, team), team.caseworker)
        client.get("/cases/orders/")
        with CaptureQueriesContext(connection) as found:
            client.get("/cases/orders/")
        sizes.append(len(found))
    assert sizes[0] == sizes[1]


def test_p9_the_calendar_file(provision: Provision, team: Team, as_user: Callable[[User], Client]) -> None:
    visit = a_visit(provision, team.caseworker)
    client = as_user(team.caseworker)
    response = client.get(reverse("cases:visit-file", args=[visit.uid]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(visit.uid) in response.content.decode()
    assert "Muir" not in response.content.decode()
    line = provision.line
    to = client.get(reverse("cases:visit", args=[visit.uid]))["Location"]
    assert to == reverse("cases:provision", args=[line.case.reference, line.number])


@pytest.fixture
def editor(client: Client, now: object) -> Client:
    client.force_login(in_the_editor(Role.EDITOR))
    return client


def test_h5_a_table_of_prices_is_looked_through_before_it_is_taken(team: Team, editor: Client) -> None:
    line = brought_to(LineState.PROPOSED, team)
    price_list = a_price(line.adaptation, amount="100.00").price_list
    address = reverse("price_list_table", args=[price_list.pk])
    assert "Prices from a table" in text(editor.get(address))

    def brought(*rows: str) -> str:
        content = "\n".join(["code,extra,price", *rows]).encode()
        file = SimpleUploadedFile("prices.csv", content, content_type="text/csv")
        return text(editor.post(address, {"table": file, "valid_from": "2027-07-01"}))

    wrong = brought("SEAT-SHOWER,,120", "NO-SUCH,,5")
    assert "The catalogue has no item “NO-SUCH”." in wrong
    assert "Set these prices" not in wrong
    shown = brought("SEAT-SHOWER,,120", ",Making good,35")
    for words in ("£100.00", "£120.00", "Changed", "New", "Set these prices"):
        assert words in shown
    assert Price.objects.count() == 1
    content = "code,extra,price\nSEAT-SHOWER,,120\n,Making good,35"
    looked_at = {"content": content, "valid_from": "2027-07-01", "seen": mark_of_prices(price_list)}
    assert looked_at["seen"] in shown
    set_price(
        price_list=price_list,
        adaptation=line.adaptation,
        amount=Decimal("110.00"),
        valid_from=clock.today(),
        by=team.payer,
    )
    again = text(editor.post(address, looked_at))
    assert f"This was changed after you opened it, last by {team.payer}" in again
    assert "£110.00" in again, "the table is compared with the prices as they are now"
    assert not Price.objects.filter(amount="120.00").exists()
    assert editor.post(address, looked_at | {"seen": mark_of_prices(price_list)}).status_code == 302
    assert sorted(str(price) for price in price_list.prices.filter(valid_until=None)) == [
        "Making good: £35.00",
        "Shower seat: £120.00" if line.adaptation.name == "Shower seat" else f"{line.adaptation.name}: £120.00",
    ]
    assert "SEAT-SHOWER" in editor.get(reverse("price_list_csv", args=[price_list.pk])).content.decode()


def test_h5_the_editor_adds_providers_lists_and_prices_and_edits_no_price(team: Team, editor: Client) -> None:
    from people.models import Organisation

    added = {"name": "Quay Fitters", "code": "quay-fitters", "contact_email": "", "contact_phone": ""}
    assert editor.post("/cms/providers/add/", added).status_code == 302
    provider = Organisation.objects.get(code="quay-fitters")
    assert provider.kind == "provider"
    named = {"name": "Quay prices", "provider": provider.pk}
    assert editor.post("/cms/snippets/cases/pricelist/add/", named).status_code == 302
    price_list = provider.price_lists.get()
    priced = {"price_list": price_list.pk, "extra": "Call out", "amount": "20", "valid_from": "2027-06-04"}
    assert editor.post("/cms/snippets/cases/price/add/", priced).status_code == 302
    price = price_list.prices.get()
    assert editor.get(f"/cms/snippets/cases/price/edit/{price.pk}/").status_code in {302, 403}
    assert "Call out" in text(editor.get("/cms/snippets/cases/price/"))


def test_h5_other_staff_do_not_bring_prices(team: Team, as_user: Callable[[User], Client]) -> None:
    price_list = a_price(None, extra="Call out").price_list
    client = as_user(employed(organisation__code="lantern", roles=(Role.MANAGER,)))
    assert client.get(reverse("price_list_table", args=[price_list.pk])).status_code in {302, 403}
