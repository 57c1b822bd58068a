"""The sealed portfolio file: what is in it, that it comes back whole, and that no change goes unseen (C6)."""

import json
from datetime import UTC, date, datetime

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation import receipts
from competencies import sealing
from competencies.exceptions import PortfolioNotAccepted
from competencies.portfolio import portfolio_of, sealed_portfolio, vouched_for
from competencies.portfolio_format import SHAPE
from competencies.sealing import KIND, Opened, hash_of, open_file, prove, seal
from core import clock
from core.shapes import NotShaped, shaped
from people.models import User
from tests.factories import competencies as factory
from tests.factories.accreditation import accredited
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def person() -> User:
    person = employed(job_title="Housing officer", organisation__code="lantern")
    factory.signed_off(person)
    factory.standing(person)
    accredited(user=person)
    return person


def proved(file: bytes) -> Opened:
    opened = open_file(file)
    prove(opened, receipts.public_keys().get(opened.kid, {}))
    return opened


def test_c6_the_file_holds_everything_and_comes_back_whole(person: User) -> None:
    opened = proved(sealed_portfolio(person))
    assert opened.content == json.loads(json.dumps(vouched_for(portfolio_of(person))))
    portfolio = opened.readable["portfolio"]
    assert opened.readable["issued_at"] == datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
    assert opened.content["person"] == {"name": str(person), "job_title": "Housing officer", "employer": "Lantern"}
    assert portfolio["completions"][0]["completed_on"] == date(2027, 6, 4)
    [sign_off] = portfolio["sign_offs"]
    assert (sign_off["competency"], sign_off["state"]) == ("SN-1", "holds")
    assert [len(signature["criteria"]) for signature in sign_off["signatures"]] == [2, 2]
    assert sign_off["signatures"][0]["criteria"][0]["seen"] == "I saw it done."
    assert portfolio["evidence"][0]["shows"] == "A visit, and what came of it."
    assert portfolio["standings"][0]["level"] == "Simple"
    assert portfolio["accreditations"][0]["status"] == "Accredited"
    assert opened.content["issuer"]["keys"].endswith("/register/v1/jwks.json")


def test_c6_the_person_chooses_what_stays_at_home(person: User) -> None:
    portfolio = portfolio_of(person, leave_out=["evidence", "seen"])["portfolio"]
    assert portfolio["left_out"] == ["What my evidence shows", "What the trainers saw"]
    assert portfolio["evidence"][0]["shows"] == ""
    assert {one["seen"] for row in portfolio["sign_offs"][0]["signatures"] for one in row["criteria"]} == {""}


def test_c6_no_address_goes_along(person: User) -> None:
    person.first_name = person.last_name = ""
    person.save()
    competency = factory.competency("SN-2")
    factory.completed(person, "module-3")
    request = factory.request_of(person, competency)
    for signer in factory.trainer_pair():
        codes = [criterion.code for criterion in competency.criteria.all()]
        factory.signed(request, signer, seen=dict.fromkeys(codes, f"Ask {signer.email} about it."))
    file = open_file(sealed_portfolio(person))
    assert "@" not in json.dumps(file.content)
    assert "Ask [address left out] about it." in json.dumps(file.content)


def test_c6_a_supervised_case_is_never_named(person: User) -> None:
    from competencies.models import Evidence

    piece = Evidence.objects.get(user=person)
    Evidence.objects.create(
        user=person,
        competency=piece.competency,
        request=piece.request,
        round=1,
        kind="supervised_case",
        shows="A bathroom.",
        snapshot={"kind": "supervised_case", "words": "Case 2027-0042"},
        offered_at=clock.now(),
    )
    assert "2027-0042" not in json.dumps(portfolio_of(person))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_c6_any_changed_byte_is_seen(person: User, data: st.DataObject) -> None:
    file = sealed_portfolio(person)
    place = data.draw(st.integers(0, len(file) - 1), label="place")
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != file[place]), label="byte")
    with pytest.raises(PortfolioNotAccepted):
        proved(file[:place] + bytes([byte]) + file[place + 1 :])


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(keep=st.integers(0, 400), added=st.binary(max_size=3))
def test_c6_a_file_cut_short_or_lengthened_is_seen(person: User, keep: int, added: bytes) -> None:
    file = sealed_portfolio(person)
    for other in {file[:keep], file[: len(file) - 1 - keep], file + added} - {file}:
        with pytest.raises(PortfolioNotAccepted):
            open_file(other)


def test_c6_the_last_letter_of_a_signature_has_one_spelling(person: User) -> None:
    """Base64 leaves four bits of a signature's last letter unused, so that sixteen letters mean the same bytes."""
    file = json.loads(sealed_portfolio(person))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = letters[letters.index(file["signature"][-1]) ^ 1]
    with pytest.raises(PortfolioNotAccepted) as refused:
        open_file(rfc8785.dumps(file | {"signature": file["signature"][:-1] + last}))
    assert refused.value.code == "altered"


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"format": "other"}, "wrong_format", "not a portfolio"),
        ({"format_version": 2}, "wrong_version", "version 2 of the format. Version 1 can be read here"),
        ({"person": {"name": "Sam"}}, "wrong_format", "person does not have exactly the names name, job_title"),
        ({"issued_at": "yesterday"}, "wrong_format", "issued_at is not a time"),
        ({"issued_at": "2027-06-04T12:00:00"}, "wrong_format", "time zone"),
        ({"portfolio_hash": "0" * 64}, "altered", "changed after it was sealed"),
        ({"extra": 1}, "wrong_format", "exactly the names"),
    ],
)
def test_c6_a_sealed_file_of_another_form_says_what_is_wrong(
    person: User, change: dict[str, object], code: str, words: str
) -> None:
    content = vouched_for(portfolio_of(person)) | change
    with pytest.raises(PortfolioNotAccepted, match=words) as refused:
        open_file(seal(content))
    assert refused.value.code == code


def test_c6_a_receipt_of_the_register_is_no_portfolio(person: User) -> None:
    content = rfc8785.dumps(vouched_for(portfolio_of(person)))
    with pytest.raises(PortfolioNotAccepted, match="not a portfolio"):
        open_file(rfc8785.dumps(receipts.sign_file(content, "JWT")))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"not json", "is not JSON"),
        (b"[]", "must be a JSON object"),
        (b'{"a":1,"a":2}', "a name that is repeated"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested too deeply"),
        (b'{"payload":"e30","protected":"e30"}', "has no seal"),
        (b'{"payload":1,"protected":"e30","signature":""}', "has no seal"),
        (b'{"payload":"e30","protected":"e30","signature":""}', "not a portfolio"),
        (b'{"payload":"!","protected":"e30","signature":""}', "changed after"),
        (b'{"payload": "e30","protected":"e30","signature":""}', "changed after"),
    ],
)
def test_c6_a_broken_file_is_refused_in_words(file: bytes, words: str) -> None:
    with pytest.raises(PortfolioNotAccepted, match=words):
        open_file(file)


def test_c6_the_key_of_another_proves_nothing(person: User) -> None:
    opened = open_file(sealed_portfolio(person))
    other = receipts.key_from(receipts.new_seed()).as_dict(private=False)
    for key in (other, {}, {"kty": "oct", "k": "AAAA"}):
        with pytest.raises(PortfolioNotAccepted, match="changed after"):
            prove(opened, key)


def test_c6_without_a_key_nothing_is_sealed(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_registered", [])
    with pytest.raises(PortfolioNotAccepted, match="no signing key is set up"):
        sealed_portfolio(person)


def test_c6_the_kind_of_file_stands_in_the_signed_header(person: User) -> None:
    file = json.loads(sealed_portfolio(person))
    assert json.loads(sealing._decoded(file["protected"]))["typ"] == KIND
    assert hash_of({"b": 1, "a": 2}) == hash_of({"a": 2, "b": 1})


@pytest.mark.parametrize("value", [None, 1, [], {}, {"format": "x"}, {"\0": 1}])
def test_a_shape_refuses_what_is_not_of_it(value: object) -> None:
    with pytest.raises(NotShaped):
        shaped(value, SHAPE)


def test_a_shape_refuses_characters_that_are_no_text() -> None:
    with pytest.raises(NotShaped, match="not text"):
        shaped({"a": "b\0"}, {"a": str})
    with pytest.raises(NotShaped, match="a is not one of ended, holds"):
        shaped({"a": "maybe"}, {"a": frozenset({"holds", "ended"})})
    assert shaped({"a": [None, "2027-06-04"]}, {"a": [date | None]}) == {"a": [None, date(2027, 6, 4)]}
