"""The offline copy and the client that reads it (A6): what is taken, what is refused, and when it permits nothing."""

import base64
import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from threshold_register.offline import CopyRefused, OfflineCopy

from accreditation import receipts
from accreditation.models import OfflineLimit, RegisterChange, RegisterCounter
from accreditation.offline import files
from accreditation.offline.files import SignedFile, changes_after, whole_copy
from accreditation.services import suspend
from accreditation.services.catalogue import take_effect
from core import clock
from people.models import ProfessionalRegistration
from tests.conftest import NOON
from tests.factories.accreditation import AdaptationFactory, accredited, an_officer
from tests.factories.fitness import registered_as
from tests.factories.offline import (
    Asked,
    a_copy,
    a_fresh_copy,
    a_register,
    from_register,
    jwks,
    later,
    said_in,
)
from tests.factories.people import (
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "own_bundles")]


@pytest.fixture
def number() -> str:
    return a_register()


@pytest.fixture
def copy(number: str, tmp_path: Path) -> OfflineCopy:
    return a_fresh_copy(tmp_path / "copy")


# What a copy decides


def test_a6_a_copy_permits_what_the_register_does_and_says_where_from_and_how_old(
    copy: OfflineCopy, number: str
) -> None:
    with later(hours=1, minutes=5):
        decision = copy.decide(Asked(number=number))
    assert decision.permitted
    assert decision.codes == ("ACCREDITED",)
    assert (decision.source, decision.age, decision.warning) == ("offline", timedelta(hours=1, minutes=5), "")
    assert decision.register_number == RegisterCounter.objects.get().number
    assert decision.why.endswith("(From the offline copy, 1 h 5 min old.)")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"adaptation": "RAMP"}, "ASK_THE_REGISTER"),
        ({"tier": "moderate"}, "ASK_THE_REGISTER"),
        ({"adaptation": "SAFE-SPACE"}, "ASK_THE_REGISTER"),
        ({"adaptation": "NONE"}, "UNKNOWN_ADAPTATION"),
        ({"number": "TA-0000-0"}, "UNKNOWN_SUBJECT"),
        ({"locality": "islands"}, "LOCALITY_NOT_HELD"),
        ({"tenure": "moon"}, "TENURE_NOT_HELD"),
        ({"organisation": "elsewhere"}, "ORGANISATION_MISMATCH"),
        ({"action": "bless"}, "NOT_A_QUESTION"),
        ({"tier": "heroic"}, "NOT_A_QUESTION"),
        ({"number": None}, "NOT_A_QUESTION"),
    ],
)
def test_a6_a_copy_refuses(copy: OfflineCopy, number: str, changes: dict[str, Any], code: str) -> None:
    decision = copy.decide(Asked(**({"number": number} | changes)))
    assert not decision.permitted
    assert decision.codes == (code,)


def test_a6_an_employer_is_known_by_its_code_and_not_named(copy: OfflineCopy, number: str) -> None:
    assert copy.decide(Asked(number=number, organisation="millburn")).permitted
    assert b"millburn" not in whole_copy().plain


def test_a6_a_copy_above_simple_asks_for_the_register_even_of_a_registered_therapist(
    copy: OfflineCopy,
) -> None:
    registered_as(UserFactory())
    copy.refresh(from_register)
    assert copy.decide(Asked(number="ot104233")).codes == ("REGISTERED",)
    for adaptation in ("RAMP", "SAFE-SPACE"):
        assert copy.decide(Asked(number="OT104233", adaptation=adaptation)).codes == ("ASK_THE_REGISTER",)


def test_a6_a_number_that_two_bodies_gave_names_nobody(copy: OfflineCopy) -> None:
    registered_as(UserFactory())
    copy.refresh(from_register)
    twin = registered_as(UserFactory(), number="OT555555")
    ProfessionalRegistration.objects.filter(pk=twin.pk).update(body="nmc", number="OT104233")
    take_effect(twin, "adaptation_changed", by=None)
    copy.take(_anew().plain)
    assert copy.decide(Asked(number="OT104233")).codes == ("UNKNOWN_SUBJECT",)


def _anew() -> SignedFile:
    return whole_copy()


# How old it may be


@pytest.mark.parametrize(
    ("hours", "permitted", "warned"),
    [(4, True, False), (4.01, True, True), (24, True, True), (24.01, False, False)],
)
def test_a6_a_copy_is_used_for_four_hours_warns_until_twenty_four_and_then_permits_nothing(
    copy: OfflineCopy, number: str, hours: float, permitted: bool, warned: bool
) -> None:
    with later(hours=hours):
        decision = copy.decide(Asked(number=number))
    assert (decision.permitted, bool(decision.warning)) == (permitted, warned)
    assert permitted or decision.codes == ("COPY_TOO_OLD",)


def test_a6_governance_sets_how_long_by_a_dated_row(copy: OfflineCopy, number: str) -> None:
    today = clock.today()
    OfflineLimit.objects.create(valid_from=today - timedelta(days=9), use_within_hours=2, refuse_after_hours=3)
    OfflineLimit.objects.create(valid_from=today + timedelta(days=1), use_within_hours=9, refuse_after_hours=9)
    copy.refresh(from_register)
    with later(hours=3.01):
        assert copy.decide(Asked(number=number)).codes == ("COPY_TOO_OLD",)


def test_a6_a_clock_that_is_behind_or_set_back_makes_no_copy_younger(
    copy: OfflineCopy, number: str, tmp_path: Path
) -> None:
    with later(hours=-1):
        assert copy.decide(Asked(number=number)).codes == ("CLOCK_WRONG",)
    ticks = [0.0]
    other = a_copy(tmp_path / "other", ticks=lambda: ticks[0])
    other.refresh(from_register)
    ticks[0] = 25 * 3600
    assert other.decide(Asked(number=number)).codes == ("COPY_TOO_OLD",)


def test_a6_without_a_copy_nothing_is_permitted(tmp_path: Path, number: str) -> None:
    decision = a_copy(tmp_path / "copy").decide(Asked(number=number))
    assert (decision.permitted, decision.codes, decision.source) == (False, ("NO_COPY",), "none")


def test_a6_a_copy_older_than_what_the_register_said_before_does_not_answer(copy: OfflineCopy, number: str) -> None:
    held = copy.register_number or 0
    assert copy.decide(Asked(number=number), at_least=held).permitted
    assert copy.decide(Asked(number=number), at_least=held + 1).codes == ("COPY_BEHIND",)


def test_a6_what_passes_with_the_days_needs_no_new_copy(tmp_path: Path) -> None:
    AdaptationFactory()
    ending = accredited(valid_until=clock.today() + timedelta(days=1)).number
    starting = accredited(effective_from=NOON + timedelta(hours=5)).number
    copy = a_copy(tmp_path / "copy")
    copy.refresh(from_register)
    assert copy.decide(Asked(number=ending)).permitted
    assert copy.decide(Asked(number=starting)).codes == ("NOT_YET_ACCREDITED",)
    with later(hours=5):
        assert copy.decide(Asked(number=starting)).permitted
    # Midnight in the register's own time zone is 23:00 UTC in June.
    with later(hours=11):
        assert copy.decide(Asked(number=ending)).codes == ("EXPIRED",)


# What is taken and what is not


def test_a6_a_suspension_arrives_with_the_next_changes(copy: OfflineCopy, number: str) -> None:
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    copy.refresh(from_register)
    assert copy.decide(Asked(number=accreditation.number)).codes == ("SUSPENDED",)
    assert copy.decide(Asked(number=number)).permitted


@pytest.mark.parametrize("kind", ["whole", "changes"])
def test_a6_nothing_older_is_ever_taken(copy: OfflineCopy, kind: str) -> None:
    """Neither a lower number nor an older file of the same number: nobody turns a copy back to before a suspension."""
    held = copy.register_number or 0
    old = whole_copy() if kind == "whole" else changes_after(held)
    with later(minutes=1):
        accreditation = accredited()
        suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
        copy.refresh(from_register)
        with pytest.raises(CopyRefused, match="older than what is held"):
            copy.take(old.plain)
        fresh = whole_copy()
    with later(minutes=2):
        copy.refresh(from_register)
        with pytest.raises(CopyRefused, match="older than what is held"):
            copy.take(fresh.plain)
        assert copy.decide(Asked(number=accreditation.number)).codes == ("SUSPENDED",)


def test_a6_another_register_s_files_are_not_taken(copy: OfflineCopy, number: str, settings: Settings) -> None:
    settings.REGISTER_ISSUER = "https://other.example.org"
    for file in (whole_copy(), changes_after(copy.register_number or 0)):
        with pytest.raises(CopyRefused, match="another register"):
            copy.take(file.plain)


def test_a6_changes_from_another_history_of_the_same_number_are_not_taken(copy: OfflineCopy, number: str) -> None:
    """After the database was restored from a backup, a number may stand for something else."""
    held = copy.register_number or 0
    RegisterChange.objects.filter(pk=held).all()._raw_delete("default")
    RegisterChange.objects.create(number=held, changed_at=NOON + timedelta(minutes=1))
    with later(minutes=2):
        with pytest.raises(CopyRefused, match="do not start"):
            copy.take(changes_after(held).plain)
        copy.refresh(from_register)
    assert copy.made_at == NOON + timedelta(minutes=2)


def _with(first: bytes, **parts: str) -> bytes:
    return json.dumps(json.loads(first) | parts).encode() + b"\n"


def _take(copy: OfflineCopy, content: bytes, what: str) -> None:
    copy.take(content)
    pytest.fail(f"It was taken: {what}.")


def test_a6_a_file_that_was_tampered_with_or_cut_short_is_not_taken(copy: OfflineCopy, number: str) -> None:
    file = whole_copy()
    other_key = receipts.key_from("B" * 43)
    forged = receipts.file_signed_by(other_key, base64.b64decode(b"e30="), files.BUNDLE)
    payload = json.loads(file.first)["payload"]
    said = said_in(file) | {"refuse_after": 10**9}
    stretched = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    as_receipt = receipts.sign_file(json.dumps(said_in(file)).encode(), "JWT")
    bad = {
        "a digit of an entry": file.first + file.rest.replace(b'"suspended_from":null', b'"suspended_from":nul1'),
        "without its end": file.plain[:-1],
        "without an entry": file.first + b"\n".join(file.rest.splitlines()[:-1]) + b"\n",
        "with more": file.plain + b"{}\n",
        "only the first line": file.first,
        "nothing": b"",
        "not JSON": b"hello\n",
        "a key of somebody else's": json.dumps(forged).encode() + b"\n" + file.rest,
        "a longer life": _with(file.first, payload=stretched) + file.rest,
        "no signature": _with(file.first, signature="") + file.rest,
        "another kind": json.dumps(as_receipt).encode() + b"\n" + file.rest,
        "half a gzip": file.gzipped[:-9],
        "gzip with a wrong check": file.gzipped[:-8] + bytes(8),
    }
    assert payload != stretched
    before = copy.made_at
    with later(minutes=1):
        for what, content in bad.items():
            with pytest.raises(CopyRefused):
                _take(copy, content, what)
    assert copy.made_at == before


def test_a6_a_key_that_was_replaced_is_fetched(copy: OfflineCopy, number: str, settings: Settings) -> None:
    settings.REGISTER_SIGNING_KEY = "B" * 43
    with pytest.raises(CopyRefused, match="not the register's"):
        copy.take(whole_copy().plain)

    def get(path: str) -> tuple[int, bytes]:
        return (200, json.dumps(jwks()).encode()) if path.endswith("jwks.json") else from_register(path)

    with later(minutes=1):
        copy.refresh(get)
    assert copy.age == timedelta()


def test_a6_a_file_from_the_future_is_not_taken(copy: OfflineCopy) -> None:
    with later(minutes=6):
        file = whole_copy()
    with pytest.raises(CopyRefused, match="clock"):
        copy.take(file.plain)


# On the client's disk


def test_a6_a_copy_survives_a_restart_with_its_changes(copy: OfflineCopy, number: str, tmp_path: Path) -> None:
    accreditation = accredited()
    copy.refresh(from_register)
    suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    copy.refresh(from_register)
    with later(minutes=9):
        copy.refresh(from_register)
        copy.refresh(from_register)
    again = a_copy(tmp_path / "copy", keys=None)
    assert again.problem == ""
    assert (again.register_number, again.made_at) == (copy.register_number, NOON + timedelta(minutes=9))
    assert again.rules.entries == copy.rules.entries
    with later(minutes=9):
        assert again.decide(Asked(number=accreditation.number)).codes == ("SUSPENDED",)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"keys": []}', b"\xff", None])
def test_a6_kept_keys_that_cannot_be_read_leave_no_copy(copy: OfflineCopy, tmp_path: Path, content: bytes) -> None:
    kept = tmp_path / "copy" / "keys.json"
    kept.unlink() if content is None else kept.write_bytes(content)
    again = a_copy(tmp_path / "copy", keys=None)
    assert again.register_number is None
    assert again.problem


def test_a6_a_kept_copy_that_was_changed_or_cut_is_not_used(copy: OfflineCopy, number: str, tmp_path: Path) -> None:
    kept = tmp_path / "copy" / "bundle"
    whole = kept.read_bytes()
    other = gzip.decompress(whole).replace(b"harbour", b"islands")
    for broken in (whole[:-5], other, gzip.compress(other), b""):
        kept.write_bytes(broken)
        again = a_copy(tmp_path / "copy")
        assert again.decide(Asked(number=number)).codes == ("NO_COPY",)
        assert "cannot be used" in again.problem


def test_a6_kept_changes_that_were_cut_leave_the_older_copy_with_its_age(
    copy: OfflineCopy, number: str, tmp_path: Path
) -> None:
    with later(hours=1):
        accredited()
        copy.refresh(from_register)
    kept = tmp_path / "copy" / "changes"
    kept.write_bytes(kept.read_bytes()[:-4])
    again = a_copy(tmp_path / "copy")
    assert again.made_at == NOON
    assert "cannot be used" in again.problem


def test_a6_a_whole_copy_leaves_changes_from_before_it_behind(copy: OfflineCopy, number: str, tmp_path: Path) -> None:
    accredited()
    copy.refresh(from_register)
    old = (tmp_path / "copy" / "changes").read_bytes()
    with later(minutes=1):
        accredited()
        copy.take(whole_copy().plain)
    # As after a power cut between the two files.
    (tmp_path / "copy" / "changes").write_bytes(old)
    again = a_copy(tmp_path / "copy")
    assert (again.register_number, again.problem) == (copy.register_number, "")


def test_a6_the_register_s_errors_leave_what_is_held(copy: OfflineCopy, number: str) -> None:
    for status in (401, 403, 500, 503):
        with pytest.raises(CopyRefused, match=str(status)):
            copy.refresh(lambda path, status=status: (status, b""))
    assert copy.decide(Asked(number=number)).permitted
