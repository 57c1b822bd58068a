"""What search and order know of names (A3): equal to a recount after any renaming; withheld by decision."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation.models import RegisterEntry
from accreditation.numbers import make_number
from accreditation.public import register_search, shown
from accreditation.services.register import public_name, rewrite_entry
from audit.models import Event
from core import clock
from core.exceptions import Refused, TransitionNotAllowed
from core.folding import fold
from core.models import OutboxEntry
from people.constants import WITHHOLDING, Role, WithholdingGround, WithholdingState
from people.exceptions import NameNotYoursToWithhold, WithholdingNotWhole
from people.models import NameWithholding, User
from people.naming import keep_name_withheld, rename, show_name_again, withhold_name
from tests.conftest import NOON
from tests.factories.accreditation import accredited, an_officer
from tests.factories.people import UserFactory, employed

pytestmark = pytest.mark.django_db

LATER = date(2028, 1, 4)
SECRET = "Her former partner looks for her."


def withheld(user: User, by: User | None = None) -> NameWithholding:
    officer = by or an_officer()
    return withhold_name(user=user, ground=WithholdingGround.RISK, reason=SECRET, review_on=LATER, by=officer)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Wójcik Agnieszka", "wojcik agnieszka"),
        ("Łukasz Øster", "lukasz oster"),
        ("O’Brien-Smith", "obrien smith"),
        ("O'Brien", "obrien"),
        ("  Ŵyn   ap\tRhys ", "wyn ap rhys"),
        ("Straße", "strasse"),
        ("İlker Işık", "ilker isik"),
        ("Nguyễn 李", "nguyen 李"),
        ("100%_", "100"),
        ("", ""),
    ],
)
def test_a3_accents_and_signs_do_not_stand_in_the_way(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_a3_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a3_words_begin_so_in_any_order_and_signs_of_like_are_letters(now: datetime) -> None:
    user = UserFactory(first_name="Mairi Ann", last_name="Campbell")
    number = accredited(user=user).number

    def finds(text: str) -> bool:
        return [entry.number for entry in register_search(text=text)] == [number]

    assert all(finds(text) for text in ("mairi", "camp mai", "ann campbell", "a"))
    assert not any(finds(text) for text in ("bell", "airi", "c%l", "campbell_" + "x"))


steps = st.lists(st.sampled_from(["rename", "withhold", "show", "decide", "again"]), max_size=8)


@given(steps)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a3_the_rows_names_equal_a_recount_after_any_sequence(sequence: list[str]) -> None:
    with clock.fixed(NOON):
        officer, user = an_officer(), UserFactory()
        accreditation = accredited(user=user, by=officer)
        for place, step in enumerate(sequence):
            standing = NameWithholding.objects.filter(user=user, state=WithholdingState.STANDING).first()
            if step == "rename":
                rename(user=user, first_name=f"Name{place}", last_name="Ńew", by=officer)
            elif step == "withhold" and not standing:
                withheld(user, by=officer)
            elif step == "show" and standing:
                show_name_again(withholding=standing, reason="Safe now.", by=officer)
            elif step == "decide":
                rewrite_entry(accreditation, at=clock.now())
            user.refresh_from_db()
            entry = RegisterEntry.objects.get(user=user)
            assert {"is_name_withheld": entry.is_name_withheld, "name_folded": entry.name_folded} == public_name(user)
            assert bool(entry.name_folded) != entry.is_name_withheld


def test_a3_a_name_withheld_before_the_application_is_never_on_the_row(now: datetime) -> None:
    user = UserFactory(last_name="Campbell")
    withheld(user)
    entry = accredited(user=user).entry
    assert (entry.is_name_withheld, entry.name_folded) == (True, "")


def test_a3_only_an_officer_decides_and_never_about_themselves(now: datetime) -> None:
    officer, user = an_officer(), UserFactory()
    for by, about in ((employed(roles=(Role.GOVERNANCE,)), user), (officer, officer), (user, user)):
        with pytest.raises(NameNotYoursToWithhold):
            withheld(about, by=by)
    standing = withheld(user, by=officer)
    for by in (user, employed()):
        with pytest.raises(NameNotYoursToWithhold):
            show_name_again(withholding=standing, reason="Please.", by=by)
        with pytest.raises(NameNotYoursToWithhold):
            keep_name_withheld(withholding=standing, review_on=LATER, by=by)
    assert NameWithholding.objects.get().state == WithholdingState.STANDING


@pytest.mark.parametrize(("reason", "ahead"), [("", 9), ("  ", 9), ("Risk.", 0), ("Risk.", -1)])
def test_a3_withholding_takes_a_reason_and_a_day_of_review_ahead(reason: str, ahead: int, now: datetime) -> None:
    review_on = clock.today() + timedelta(days=ahead)
    with pytest.raises(WithholdingNotWhole):
        withhold_name(
            user=UserFactory(), ground=WithholdingGround.ASKED, reason=reason, review_on=review_on, by=an_officer()
        )
    assert not NameWithholding.objects.exists()
    assert not Event.objects.filter(verb="people.name_withheld").exists()


def test_a3_a_name_is_withheld_once_and_shown_by_decision_only(now: datetime) -> None:
    officer, user = an_officer(), UserFactory()
    standing = withheld(user, by=officer)
    with pytest.raises(WithholdingNotWhole):
        withheld(user, by=officer)
    with clock.fixed(now + timedelta(days=1000)):
        assert NameWithholding.objects.get().state == WithholdingState.STANDING
        show_name_again(withholding=standing, reason="Safe now.", by=officer)
    events = [event.verb for event in Event.objects.filter(verb__startswith="people.name_").order_by("pk")]
    assert events == ["people.name_withheld", "people.name_shown_again"]
    assert SECRET not in str(list(Event.objects.values()))
    told = OutboxEntry.objects.filter(kind="people.email")
    assert [entry.payload["user_id"] for entry in told] == [user.pk, user.pk]
    assert SECRET not in str([entry.payload for entry in told])


def test_a3_a_search_reads_the_register_alone_and_a_page_joins_its_own_rows_alone(now: datetime) -> None:
    """Without the first term of the public order, PostgreSQL asks the trigrams; the order stays the same."""
    numbers = [accredited(user=UserFactory(last_name=name)).number for name in ("Macrae", "Macbeth", "Macleod")]
    found = register_search(text="mac")
    assert "JOIN" not in str(found.query)
    assert found.query.order_by == ("name_folded", "number")
    assert list(found) == list(found.in_public_order())
    with CaptureQueriesContext(connection) as captured:
        said = [entry.number for entry in shown(register_search(text="mac")[1:3])]
    assert said == [numbers[2], numbers[0]]
    # On PostgreSQL the second, which joins, is a prepared statement, which Django does not see.
    assert ["JOIN" in query["sql"] for query in captured] == [False, True][: 1 + (connection.vendor == "sqlite")]


@pytest.mark.parametrize("verb", [verb for verb, step in WITHHOLDING.steps.items() if step.allowed_from])
@pytest.mark.parametrize("state", WithholdingState)
def test_a3_each_verb_is_allowed_from_its_states_alone(verb: str, state: WithholdingState, now: datetime) -> None:
    officer = an_officer()
    withholding = withheld(UserFactory(), by=officer)
    if state is WithholdingState.ENDED:
        show_name_again(withholding=withholding, reason="Safe now.", by=officer)
    if state in WITHHOLDING.steps[verb].allowed_from:
        WITHHOLDING.require(NameWithholding.objects.get(), verb)
        return
    verbs = {
        "keep": lambda: keep_name_withheld(withholding=withholding, review_on=LATER, by=officer),
        "end": lambda: show_name_again(withholding=withholding, reason="Again.", by=officer),
    }
    with pytest.raises(TransitionNotAllowed):
        verbs[verb]()


def test_a3_looking_again_gives_another_day(now: datetime) -> None:
    officer = an_officer()
    withholding = withheld(UserFactory(), by=officer)
    keep_name_withheld(withholding=withholding, review_on=date(2029, 1, 1), by=officer)
    with pytest.raises(Refused):
        keep_name_withheld(withholding=withholding, review_on=clock.today(), by=officer)
    assert NameWithholding.objects.get().review_on == date(2029, 1, 1)


def test_a3_a_number_of_letters_alone_is_found_beside_a_surname_like_it(now: datetime) -> None:
    chance = Random(1)
    number = next(made for made in iter(lambda: make_number(chance), "") if made[3:].replace("-", "").isalpha())
    typed = number[3:].replace("-", "")
    namesake = accredited(user=UserFactory(last_name=typed.title()))
    assert {entry.number for entry in register_search(text=typed)} == {namesake.number}
    holder = accredited()
    RegisterEntry.objects.filter(pk=holder.pk).update(number=number)
    assert {entry.number for entry in register_search(text=typed)} == {namesake.number, number}
