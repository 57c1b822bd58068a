"""R1: who may do what with each address of a case. The table is case_matrix.txt; each route has a line in it.

Every role sends every method to every address. Another organisation's record answers as one that does not exist, to
the byte, and nothing is read or changed by asking.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.models import Event
from cases import views
from cases.urls import urlpatterns
from people.constants import Role
from tests.factories.case_matrix import (
    RECORDS,
    SIGNED_IN,
    STAFF,
    STRANGER,
    TABLE,
    Row,
    World,
    a_world,
    routes_of_cases,
    rows,
)
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

METHODS = ("get", "post")
# The roles to which the table opens anything that is not open to everybody; the others are refused before any look-up.
ASKING = {who for row in rows() if not row.is_public for who in row.get | row.post}
REFUSED = (SIGNED_IN | {STRANGER}) - ASKING
# What an allowed request comes to: a page, a form that is not whole, a step out of turn, or the way on.
OPENED = {200, 302, 303, 400, 409, 422}
# Each page carries its own token against forgery; a response of the same words differs in nothing else.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
SOMEWHERE_ELSE = ("Zebedee Quill", "ZQ9 9ZQ")


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sent(client: Client, method: str, address: str) -> HttpResponse:
    """A form sent empty, as a browser sends it: it always carries its token."""
    return client.get(address) if method == "get" else client.post(address, {"csrfmiddlewaretoken": "kept"})


def everything_kept() -> dict[str, list[Any]]:
    """Every row of the case module, with every value."""
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in _models()}


def _models() -> list[Any]:
    return list(apps.get_app_config("cases").get_models())


def body(response: HttpResponse) -> bytes:
    """What a response holds, without the page's own token; a file's bytes come in parts."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return TOKEN.sub(b"", content)


def words_of(response: HttpResponse) -> str:
    return body(response).decode(errors="replace")


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def elsewhere() -> World:
    """Another organisation, with a case of its own."""
    return a_world("millburn", SOMEWHERE_ELSE[0])


def test_r1_every_route_of_a_case_has_a_line_in_the_table() -> None:
    """The table is whole and says each thing once."""
    listed = Counter(row.route for row in rows())
    missing, gone = sorted(routes_of_cases() - set(listed)), sorted(set(listed) - routes_of_cases())
    assert not missing, f"Add a line to {TABLE.name} for each new route (its first lines say how): {', '.join(missing)}"
    assert not gone, f"Take these lines out of {TABLE.name}, or name the route as urls.py does: {', '.join(gone)}"
    assert max(listed.values()) == 1, f"One line for each route in {TABLE.name}: {listed.most_common(3)}"
    unknown = sorted({row.record for row in rows()} - set(RECORDS))
    assert not unknown, f"Say in RECORDS of tests/factories/case_matrix.py how to make: {', '.join(unknown)}"


def test_r1_every_view_is_reached_by_a_route() -> None:
    named = {pattern.callback.__name__ for pattern in urlpatterns}
    assert set(views.__all__) <= named | {name for name in views.__all__ if name in _mounted_elsewhere()}


def _mounted_elsewhere() -> set[str]:
    return {route.rpartition(":")[2].replace("-", "_") for route in routes_of_cases() if ":" in route}


def test_r1_what_the_table_leaves_to_another_test_is_tested_there() -> None:
    named = {test for row in rows() for test in row.remarks.values() if test}
    folder = Path(__file__).resolve().parent
    written = {
        node.name
        for file in [*folder.glob("test_*.py"), *(folder.parent / "unit").glob("test_*.py")]
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert named <= written, f"{TABLE.name} names tests that are not there: {sorted(named - written)}"


@pytest.mark.parametrize("group", [ASKING, REFUSED], ids=["let in", "refused"])
def test_r1_each_role_does_what_the_table_says_and_nothing_else(world: World, group: set[str]) -> None:
    addresses = {row.route: row.address(world) for row in rows()}
    faults = [fault for who in sorted(group) for fault in _faults(world, who, addresses)]
    assert not faults, "\n".join(faults)


def _faults(world: World, who: str, addresses: dict[str, str]) -> Iterator[str]:
    client = Client()
    if user := world.somebody(who):
        client.force_login(user)
    for row in rows():
        for method in METHODS:
            with undone():
                response = sent(client, method, addresses[row.route])
                if fault := _fault(row, method, who, response):
                    yield f"{who} {method.upper()} {addresses[row.route]}: {fault}"


def _fault(row: Row, method: str, who: str, response: HttpResponse) -> str:
    """What is wrong with an answer, in words; nothing when it is as the table says."""
    code, allowed = response.status_code, row.may(method)
    if who in allowed:
        answers = OPENED | ({403, 404} if "only" in row.remarks else set())
        if _asks_why(response):
            return "it asks why first, and they have said so"
        return "" if code in answers and not _is_sign_in(response) else f"{code}, and the table says that they may"
    if who == STRANGER and not row.is_public:
        return "" if _is_sign_in(response) else f"{code}, and a stranger is asked to sign in"
    if who in row.get | row.post:
        return "" if code == 405 else f"{code}, and the table says that this method is not allowed (405)"
    return "" if code in {403, 405} else f"{code}, and the table says that they may not (403)"


def _asks_why(response: HttpResponse) -> bool:
    if response.status_code == 403:
        return b"You have no task in this case" in response.content
    return response.status_code == 302 and "/reason/" in response["Location"]


def _is_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", sorted(ASKING))
def test_r1_another_organisations_record_is_absent(world: World, elsewhere: World, client: Client, role: str) -> None:
    """By either method it is the answer that a record gets which does not exist, to the byte. Nothing is changed."""
    asked = [row for row in rows() if _is_closed(row) and role in row.get | row.post]
    theirs = {row.route: row.address(elsewhere) for row in asked}
    client.force_login(world.somebody(role))
    before, events = everything_kept(), Event.objects.count()
    faults = []
    for row in asked:
        for method in METHODS:
            found = sent(client, method, theirs[row.route])
            twin = sent(client, method, _nowhere(row, elsewhere))
            if (found.status_code, body(found)) != (twin.status_code, body(twin)):
                faults.append(f"{method.upper()} {theirs[row.route]}: not as for a record that does not exist")
            if role in row.may(method) and found.status_code != 404:
                faults.append(f"{method.upper()} {theirs[row.route]}: {found.status_code}, not 404")
    assert not faults, "\n".join(faults)
    assert everything_kept() == before, "Asking for another organisation's record changed something."
    assert Event.objects.count() == events, "Asking for another organisation's record wrote an event."


def _is_closed(row: Row) -> bool:
    """Whether the address is of a record that only its own organisation reaches."""
    return row.record != "nothing" and not row.is_public and "elsewhere" not in row.remarks


def _nowhere(row: Row, world: World) -> str:
    """The address of the same kind of record, and there is none."""
    return reverse(row.name, kwargs={name: _nothing(name, value) for name, value in world.of(row.record).items()})


def _nothing(name: str, value: Any) -> Any:
    if name == "reference":
        return "AR-1999-0001"
    return 987654 if isinstance(value, int) else "".join("0" if one.isalnum() else one for one in str(value))


def test_r1_ids_of_another_record_in_ones_own_case_are_absent(world: World, elsewhere: World, client: Client) -> None:
    """One's own case, with the number, token or id of somebody else's: by either method nothing is found or changed."""
    asked = [row for row in rows() if _is_closed(row) and len(world.of(row.record)) > 1]
    swapped = {
        row.route: reverse(row.name, kwargs=_swapped(world.of(row.record), elsewhere.of(row.record))) for row in asked
    }
    user = world.colleague(*Role)
    client.force_login(user)
    before, events = everything_kept(), Event.objects.exclude(verb="cases.read").count()
    faults = []
    for row in asked:
        for method in METHODS:
            response = sent(client, method, swapped[row.route])
            if row.may(method) and response.status_code != 404:
                faults.append(f"{method.upper()} {swapped[row.route]}: {response.status_code}, not 404")
    assert not faults, "\n".join(faults)
    assert everything_kept() == before
    assert Event.objects.exclude(verb="cases.read").count() == events


def _swapped(own: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """The reference of one's own case; every other part is theirs, or one that nobody has."""
    return {
        name: value if name == "reference" else (theirs[name] if theirs[name] != value else _nothing(name, value))
        for name, value in own.items()
    }


def test_r1_no_page_shows_anything_of_another_organisation(world: World, elsewhere: World, client: Client) -> None:
    """Lists, choices and pages hold no person, case or colleague of another organisation."""
    for row in rows():
        elsewhere.of(row.record)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    stranger.first_name, stranger.last_name = "Ottoline", "Vexley"
    stranger.save()
    client.force_login(world.colleague(*STAFF))
    faults = []
    for row in rows():
        if row.get & STAFF and "elsewhere" not in row.remarks:
            page = words_of(client.get(row.address(world)))
            shown = [words for words in (*SOMEWHERE_ELSE, elsewhere.case.reference, "Vexley") if words in page]
            faults += [f"{row.address(world)} shows {', '.join(shown)}"] if shown else []
    assert not faults, "\n".join(faults)


def test_r1_each_reading_of_a_persons_record_is_written_down(world: World, client: Client) -> None:
    """Who opened which page of whose case, once for each page."""
    user = world.colleague(*STAFF)
    client.force_login(user)
    faults = []
    for row in rows():
        if not row.get & STAFF or "only" in row.remarks:
            continue
        address = row.address(world)
        with undone():
            before = Event.objects.filter(verb="cases.read").count()
            client.get(address)
            written = Event.objects.filter(verb="cases.read").count() - before
            if written != row.is_logged:
                wanted = "one read" if row.is_logged else "no read (it is marked unlogged)"
                faults.append(f"GET {address}: {written} reads written down, and the table says {wanted}")
    assert not faults, "\n".join(faults)


def test_h13_report_a_concern_is_on_every_page_for_staff(world: World, client: Client) -> None:
    client.force_login(world.colleague(*STAFF))
    without = [
        address
        for row in rows()
        if row.get & STAFF
        and not row.is_public
        and row.name != "cases:concern"
        and (response := client.get(address := row.address(world))).status_code == 200
        and response["Content-Type"].startswith("text/html")
        and f'href="{reverse("cases:concern")}' not in words_of(response)
    ]
    assert not without, f"These pages do not extend cases/base.html: {without}"
