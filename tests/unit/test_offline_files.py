"""What the register gives out for offline copies (A6): whole copies, changes, and whom they tell of."""

import base64
import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from threshold_register.offline import OfflineCopy

from accreditation.exceptions import CopyNotPossible, CopyTooOld
from accreditation.models import RegisterChange, RegisterCounter
from accreditation.offline import files
from accreditation.offline.files import changes_after, whole_copy
from accreditation.services import apply_for, load_schemes, suspend
from accreditation.services.catalogue import set_direct_access, take_effect
from core import clock
from people.models import Employment, ProfessionalRegistration
from people.services import employ, end_registration
from people.vocabulary import Tenure
from tests.factories.accreditation import AdaptationFactory, SchemeFactory, accredited, an_officer, many_accredited
from tests.factories.fitness import checked, registered_as
from tests.factories.offline import (
    Asked,
    a_fresh_copy,
    a_register,
    from_register,
    later,
    lines_of,
    said_in,
)
from tests.factories.people import (
    OrganisationFactory,
    ProfessionFactory,
    ServiceSettingFactory,
    UserFactory,
    employed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "own_bundles")]


@pytest.fixture
def number() -> str:
    return a_register()


@pytest.fixture
def copy(number: str, tmp_path: Path) -> OfflineCopy:
    return a_fresh_copy(tmp_path / "copy")


def test_a6_nobody_is_named_and_nothing_is_said_that_no_decision_reads(number: str) -> None:
    person = UserFactory(first_name="Morag", last_name="Campbell", email="morag@example.org")
    accredited(user=person)
    registered_as(person)
    checked(person)
    suspend(accreditation=accredited(), reason="Drunk at work.", by=an_officer())
    applicant = apply_for(user=UserFactory(), scheme=SchemeFactory(), by=person)
    plain = whole_copy().plain.decode()
    for word in ("Morag", "Campbell", "morag", "Drunk", "OT104233", applicant.number, "staff_checks", "granted"):
        assert word not in plain


def test_a6_a_staff_check_is_told_only_of_those_whose_scheme_needs_one(number: str) -> None:
    scheme = SchemeFactory(code="checked", needs_staff_check=True)
    with_check, without = UserFactory(), UserFactory()
    for person in (with_check, without):
        checked(person, recheck_on=clock.today() + timedelta(days=3))
    accredited(user=with_check, scheme=scheme)
    accredited(user=without)
    told = {line["holder"]: line for line in lines_of(whole_copy()) if "staff_checks" in line}
    assert told.keys() == {with_check.pk}
    until = (clock.today() + timedelta(days=4)).isoformat()
    assert told[with_check.pk]["staff_checks"] == [{"valid_from": "2026-06-04", "valid_until": until}]


def test_a6_the_header_says_what_the_file_is(number: str, settings: Settings) -> None:
    file = whole_copy()
    header = json.loads(base64.urlsafe_b64decode(json.loads(file.first)["protected"] + "=="))
    assert (header["alg"], header["typ"]) == ("Ed25519", "register-bundle+json")
    said = said_in(file)
    assert said["iss"] == settings.REGISTER_ISSUER
    assert (said["use_within"], said["refuse_after"]) == (4 * 3600, 24 * 3600)
    assert said["register_number"] == RegisterCounter.objects.get().number
    assert said["made_at"] == "2027-06-04T12:00:00.000000Z"
    assert said["rest_bytes"] == len(file.rest)
    assert gzip.decompress(file.gzipped) == file.plain


def test_a6_a_copy_is_made_once_for_a_state_and_a_day(
    number: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    made: list[object] = []
    read = files._read_whole
    monkeypatch.setattr(files, "_read_whole", lambda day: made.append(day) or read(day))
    first = whole_copy()
    with later(hours=2):
        second = whole_copy()
    assert len(made) == 1
    assert first.rest == second.rest
    assert said_in(second)["made_at"].startswith("2027-06-04T14")
    with later(days=1):
        whole_copy()
    accredited()
    whole_copy()
    accredited()
    whole_copy()
    assert len(made) == 4
    assert len([folder for folder in settings.REGISTER_BUNDLES.iterdir() if folder.is_dir()]) == files.KEPT


def test_a6_the_whole_copy_takes_the_same_queries_for_more_people(
    number: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    whole_copy()
    for count in (2, 10):
        many_accredited(count)
        for _ in range(count):
            registered_as(UserFactory(), number=f"OT{200000 + ProfessionalRegistration.objects.count()}")
            accredited(user=employed())
        with django_assert_num_queries(17):
            whole_copy()


def test_a6_changes_take_the_same_queries_for_more_people(
    number: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    whole_copy()
    for count in (1, 8):
        before = RegisterCounter.objects.get().number
        for _ in range(count):
            accredited(user=employed())
        with django_assert_num_queries(12):
            file = changes_after(before)
        assert said_in(file)["entries"] == count
        with django_assert_num_queries(7):
            changes_after(RegisterCounter.objects.get().number)


def test_a6_changes_name_their_ends_and_say_who_left(number: str) -> None:
    before = RegisterCounter.objects.get().number
    registration = registered_as(UserFactory())
    assert said_in(changes_after(before))["from_number"] == before
    ProfessionalRegistration.objects.filter(pk=registration.pk).delete()
    file = changes_after(before)
    assert lines_of(file) == [{"gone": registration.user_id}]
    assert (said_in(file)["entries"], said_in(file)["gone"]) == (0, 1)


def test_a6_changes_that_do_not_reach_back_are_fetched_whole(
    copy: OfflineCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = copy.register_number or 0
    with pytest.raises(CopyNotPossible):
        changes_after(held + 1)
    RegisterChange.objects.filter(pk__lte=1)._raw_delete("default")
    with pytest.raises(CopyTooOld):
        changes_after(0)
    accredited()
    accredited()
    assert changes_after(held).state.number == held + 2
    monkeypatch.setattr(files, "MOST_CHANGES", 1)
    with pytest.raises(CopyTooOld):
        changes_after(held)
    copy.refresh(from_register)
    assert copy.register_number == held + 2


def test_a6_a_changed_scheme_is_fetched_whole(copy: OfflineCopy, number: str) -> None:
    """Whose staff checks stand in the copy follows from the schemes."""
    held = copy.register_number or 0
    scheme = SchemeFactory()
    scheme.needs_staff_check = True
    scheme.save()
    take_effect(scheme, "scheme_changed", by=None)
    with pytest.raises(CopyTooOld):
        changes_after(held)
    copy.refresh(from_register)
    assert copy.decide(Asked(number=number)).codes == ("STAFF_CHECK_DUE",)
    load_schemes(by=None)
    with pytest.raises(CopyTooOld):
        changes_after(held + 1)


def test_a6_every_way_to_change_an_answer_takes_a_number_and_says_about_whom() -> None:
    person = UserFactory()

    def change() -> tuple[int, object]:
        last = RegisterChange.objects.latest("number")
        assert last.number == RegisterCounter.objects.get().number == RegisterChange.objects.count()
        return last.number, last.person

    accredited(user=person)
    assert change() == (1, person)
    registration = registered_as(person)
    assert change() == (2, person)
    checked(person)
    assert change() == (3, person)
    end_registration(registration=registration, by=an_officer())
    assert change() == (4, person)
    employ(
        user=person,
        organisation=OrganisationFactory(),
        profession=ProfessionFactory(),
        service_setting=ServiceSettingFactory(),
        job_title="Officer",
        localities=[],
        valid_from=timezone.localdate(),
        by=None,
    )
    assert change() == (5, person)
    assert Employment.objects.filter(user=person).exists()
    set_direct_access(tenure=Tenure.OWNER, items=[AdaptationFactory()], by=None)
    assert change() == (6, None)
