"""A portfolio from elsewhere: whose seal is believed, what is refused, and that it counts for nothing (C6)."""

import itertools
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accreditation import receipts
from accreditation.decisions import decide_many
from accreditation.requirements import missing_for
from accreditation.services import apply_for
from audit.models import Event
from competencies.constants import EvidenceKind, TrustState
from competencies.exceptions import EvidenceNotAccepted, NotGovernance, PortfolioNotAccepted, TrustNotGiven
from competencies.lives import TRUST_LIFE
from competencies.models import Evidence, ImportedPortfolio, SignOff, TrainerStanding, TrustedPartnership
from competencies.portfolio import sealed_portfolio
from competencies.selectors import current_sign_offs, held_levels, standing_missing
from competencies.services import (
    confirm_partnership,
    decline_partnership,
    end_partnership,
    import_portfolio,
    offer_evidence,
    propose_partnership,
)
from competencies.sources import source_of
from competencies.travelling import proved, public_keys_in
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from modules.models import Completion
from modules.selectors import has_completed
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.accreditation import SchemeFactory, a_question
from tests.factories.people import UserFactory, employed
from tests.factories.portfolios import ADDRESS, SEED, content_from_westmoor, file_of, key_set, westmoor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def there() -> User:
    """Somebody who has shown much, as another partnership knows them."""
    person = employed(user__first_name="Morag", user__last_name="Ní Bhriain")
    factory.signed_off(person)
    factory.standing(person)
    return person


@pytest.fixture
def here() -> User:
    """The same person where they come to, with nothing yet."""
    return employed(user__first_name="Morag", user__last_name="Ní Bhriain")


@pytest.fixture
def file(there: User) -> bytes:
    return file_of(content_from_westmoor(there))


def bring(file: bytes, by: User, name_differs: str = "") -> ImportedPortfolio:
    return import_portfolio(file=file, name_differs=name_differs, by=by)


def refused(file: bytes, by: User) -> PortfolioNotAccepted:
    with pytest.raises(PortfolioNotAccepted) as caught:
        bring(file, by)
    assert not ImportedPortfolio.objects.filter(user=by).exists()
    return caught.value


def test_c6_a_trusted_seal_brings_it_in(file: bytes, here: User) -> None:
    partnership = westmoor()
    imported = bring(file, here)
    assert (imported.partnership, imported.holder, imported.name_differs) == (partnership, "Morag Ní Bhriain", "")
    assert imported.readable["portfolio"]["sign_offs"][0]["competency"] == "SN-1"
    event = Event.objects.get(verb="competencies.portfolio_imported")
    assert event.detail == {"partnership": partnership.pk}
    assert "Morag" not in event.subject_label
    with pytest.raises(ImmutableRecord):
        imported.save()


def test_c6_what_was_imported_never_counts(file: bytes, here: User) -> None:
    """No sign-off, standing, completion or requirement of an accreditation is met by it, offered or not."""
    westmoor()
    competency = factory.competency("SN-1")
    scheme = SchemeFactory(module_codes=["module-2"], competency_levels=["simple"])
    counted = (SignOff.objects.count(), TrainerStanding.objects.count(), Completion.objects.count())
    imported = bring(file, here)
    source = source_of(here, EvidenceKind.IMPORTED, imported.pk)
    with pytest.raises(EvidenceNotAccepted, match="Complete Module-2"):
        offer_evidence(competency=competency, kind=EvidenceKind.IMPORTED, shows="There.", source=source, by=here)
    day = clock.today()
    assert (SignOff.objects.count(), TrainerStanding.objects.count(), Completion.objects.count()) == counted
    assert not current_sign_offs(here, day).exists()
    assert held_levels(here, day) == set()
    assert not has_completed(here, "module-2")
    assert "is not signed off in SN-1" in " ".join(standing_missing(here, factory.module("module-2"), day))
    lacking = missing_for(here, scheme)
    assert "is not completed" in " ".join(lacking)
    assert "SN-1" in " ".join(lacking)
    factory.completed(here, "module-2")
    piece = offer_evidence(
        competency=competency, kind=EvidenceKind.IMPORTED, shows="I did this there.", source=source, by=here
    )
    assert not current_sign_offs(here, day).exists()
    assert (piece.imported_portfolio, piece.request.state) == (imported, "open")
    assert piece.snapshot["sign_offs"][0].startswith("SN-1: Does SN-1 well. Held there until 3 June 2030. Signed by ")
    assert piece.snapshot["content_hash"] == imported.content_hash


def test_c6_the_register_says_no_to_who_only_imported(file: bytes, here: User) -> None:
    westmoor()
    bring(file, here)
    number = apply_for(user=here, scheme=SchemeFactory(), by=here).number
    [answer] = decide_many([a_question(number)], clock.now())
    assert not answer.permitted


def test_c6_an_unknown_issuer_is_refused_with_what_to_do(file: bytes, here: User) -> None:
    found = refused(file, here)
    assert found.code == "unknown_issuer"
    assert "Westmoor Partnership. Their seal is not trusted here" in str(found)
    assert "Ask the governance group to add this partnership" in str(found)


def test_c6_a_new_key_of_a_trusted_partnership_says_so(there: User, here: User) -> None:
    westmoor()
    found = refused(file_of(content_from_westmoor(there), receipts.new_seed()), here)
    assert (found.code, "add their new keys" in str(found)) == ("unknown_key", True)


def test_c6_a_key_speaks_only_for_its_own_partnership(there: User, here: User) -> None:
    """Glen's own trusted key cannot seal in Westmoor's name, nor in ours."""
    westmoor(name="Glen", address="https://glen.example")
    westmoor(keys=json.loads(key_set(receipts.new_seed()))["keys"])
    content = content_from_westmoor(there)
    assert refused(file_of(content), here).code == "unknown_key"
    content["issuer"]["address"] = receipts.settings.REGISTER_ISSUER.rstrip("/")
    assert refused(file_of(content), here).code == "altered"


@pytest.mark.parametrize(
    "fields",
    [
        {"state": TrustState.PROPOSED, "decided_at": None, "decided_by": None},
        {"state": TrustState.DECLINED},
        {"valid_until": date(2027, 6, 4)},
        {"valid_from": date(2027, 6, 5)},
    ],
)
def test_c6_trust_holds_between_its_days_and_once_confirmed(file: bytes, here: User, fields: dict) -> None:
    westmoor(**fields)
    assert refused(file, here).code == "unknown_issuer"


def test_c6_trust_ends_at_midnight_in_london(file: bytes, here: User) -> None:
    westmoor(valid_until=date(2027, 6, 5))
    with clock.fixed(datetime(2027, 6, 4, 23, 0, tzinfo=UTC)):
        assert refused(file, here).code == "unknown_issuer"
    with clock.fixed(datetime(2027, 6, 4, 22, 59, 59, tzinfo=UTC)):
        assert bring(file, here).pk


def test_c6_what_was_brought_in_while_trusted_stays(file: bytes, here: User) -> None:
    partnership = westmoor()
    imported = bring(file, here)
    end_partnership(partnership=partnership, reason="Their key was stolen.", by=employed(roles=(Role.GOVERNANCE,)))
    assert ImportedPortfolio.objects.get().verified_at == imported.verified_at
    with pytest.raises(PortfolioNotAccepted, match="not trusted"):
        proved(file)


def test_c6_a_file_comes_in_once(file: bytes, here: User) -> None:
    westmoor()
    bring(file, here)
    with pytest.raises(PortfolioNotAccepted, match="You brought this file in on 4 June 2027"):
        bring(file, here)
    other = employed(user__first_name="Morag", user__last_name="Ní Bhriain")
    assert "Somebody else brought this file in" in str(refused(file, other))


def test_c6_ones_own_file_needs_no_import(there: User) -> None:
    found = refused(sealed_portfolio(there), there)
    assert (found.code, "made here" in str(found)) == ("own_file", True)


def test_c6_another_name_needs_a_reason_which_is_shown(there: User) -> None:
    westmoor()
    file = file_of(content_from_westmoor(there, name="Morag Sinclair"))
    person = employed(user__first_name="Morag", user__last_name="Reid")
    assert refused(file, person).code == "name_differs"
    imported = bring(file, person, "Married name since 2027.")
    source = source_of(person, EvidenceKind.IMPORTED, imported.pk)
    assert source
    assert source.snapshot["holder"] == "Morag Sinclair"
    assert source.snapshot["name_differs"] == "Married name since 2027."


@pytest.mark.parametrize("spelling", ["morag  ní bhriain", "Morag Ni\u0301 Bhriain"])
def test_c6_one_name_has_several_spellings(there: User, here: User, spelling: str) -> None:
    westmoor()
    assert bring(file_of(content_from_westmoor(there, name=spelling)), here).name_differs == ""


def test_c6_a_file_from_the_future_is_refused(there: User, here: User) -> None:
    westmoor()
    content = content_from_westmoor(there) | {"issued_at": (clock.now() + timedelta(days=1)).isoformat()}
    assert "has not come yet" in str(refused(file_of(content), here))


def test_c6_nobody_offers_another_persons_import(file: bytes, here: User) -> None:
    westmoor()
    imported = bring(file, here)
    assert source_of(employed(), EvidenceKind.IMPORTED, imported.pk) is None
    request = factory.request_of(employed())
    facts = {"user": request.user, "competency": request.competency, "request": request, "round": 1, "shows": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(**facts, kind=EvidenceKind.IMPORTED, offered_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(
            **facts, kind=EvidenceKind.REFLECTION, imported_portfolio=imported, offered_at=clock.now()
        )
    with pytest.raises(EvidenceNotAccepted, match="Bring the portfolio in first"):
        offer_evidence(competency=request.competency, kind=EvidenceKind.IMPORTED, shows="x", by=request.user)


def governor() -> User:
    return employed(roles=(Role.GOVERNANCE,))


def proposed(by: User, **fields: object) -> TrustedPartnership:
    values = {
        "name": "Westmoor Partnership",
        "address": f"{ADDRESS}/",
        "keys": key_set(),
        "reason": "Read out on the telephone.",
        "valid_from": date(2027, 6, 4),
        "valid_until": date(2029, 6, 4),
    }
    return propose_partnership(**(values | fields), by=by)


def test_c6_two_members_trust_a_partnership(file: bytes, here: User) -> None:
    one, other = governor(), governor()
    partnership = proposed(one)
    assert partnership.address == ADDRESS
    assert refused(file, here).code == "unknown_issuer"
    with pytest.raises(TrustNotGiven, match="Another member must confirm"):
        confirm_partnership(partnership=partnership, by=one)
    confirm_partnership(partnership=partnership, by=other)
    assert bring(file, here).partnership == partnership
    with pytest.raises(IntegrityError), transaction.atomic():
        westmoor(proposed_by=one, decided_by=one)


def test_c6_only_members_decide_whom_to_trust() -> None:
    officer = employed(roles=(Role.ACCREDITATION_OFFICER,))
    with pytest.raises(NotGovernance):
        proposed(officer)
    partnership = proposed(governor())
    for verb in (confirm_partnership, decline_partnership):
        with pytest.raises(NotGovernance):
            verb(partnership=partnership, by=officer)
    with pytest.raises(NotGovernance):
        end_partnership(partnership=partnership, reason="Why.", by=officer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "name and address"),
        ({"reason": ""}, "how you had its keys"),
        ({"valid_until": date(2027, 6, 4)}, "must not come before"),
        ({"valid_from": date(2026, 1, 1), "valid_until": date(2027, 6, 4)}, "must not have passed"),
        ({"address": "http://127.0.0.1:8000/"}, "our own address"),
    ],
)
def test_c6_a_proposal_is_whole(fields: dict[str, object], words: str) -> None:
    with pytest.raises(TrustNotGiven, match=words):
        proposed(governor(), **fields)


def test_c6_a_key_belongs_to_one_partnership() -> None:
    westmoor(name="Glen", address="https://glen.example")
    with pytest.raises(TrustNotGiven, match="a key of Glen"):
        proposed(governor())
    own = json.dumps({"keys": list(receipts.public_keys().values())})
    with pytest.raises(TrustNotGiven, match="our own"):
        proposed(governor(), keys=own)


def test_c6_new_keys_are_trusted_beside_the_old() -> None:
    westmoor()
    partnership = proposed(governor(), keys=key_set(receipts.new_seed()))
    with pytest.raises(TrustNotGiven, match="waiting for a second member"):
        proposed(governor(), keys=key_set(receipts.new_seed()))
    confirm_partnership(partnership=partnership, by=governor())
    assert TrustedPartnership.objects.trusted_on(clock.today()).filter(address=ADDRESS).count() == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("https://westmoor.example/keys", "is not JSON"),
        ('{"keys": []}', "between one and 20"),
        ('{"keys": {}}', "between one and 20"),
        ('{"keys": ["x"]}', "is no key"),
        ('{"kty": "RSA", "kid": "a"}', "must be an Ed25519 key"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": "AA"}', "with an id"),
        ('{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "AA"}', "is damaged"),
        ('{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": 1}', "is damaged"),
        (json.dumps(receipts.key_from(SEED).as_dict(private=True)), "This is a private key"),
        (json.dumps({"keys": json.loads(key_set())["keys"] * 2}), "the same id"),
        ('"\ud800"', "not a key set"),
    ],
)
def test_c6_what_is_no_public_key_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(PortfolioNotAccepted, match=words):
        public_keys_in(text)


def in_state(state: str) -> TrustedPartnership:
    undecided = {"decided_at": None, "decided_by": None} if state == TrustState.PROPOSED else {}
    ended = {"ended_at": clock.now(), "ended_by": UserFactory(), "end_reason": "Why."}
    return westmoor(state=state, **undecided, **(ended if state == TrustState.ENDED else {}))


VERBS = {
    "confirm": lambda row: confirm_partnership(partnership=row, by=governor()),
    "decline": lambda row: decline_partnership(partnership=row, by=governor()),
    "end": lambda row: end_partnership(partnership=row, reason="Why.", by=governor()),
}


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(TrustState.values, VERBS)))
def test_c6_trust_takes_the_steps_that_are_written_down(state: str, verb: str) -> None:
    step = TRUST_LIFE.steps[verb]
    row = in_state(state)
    if state in step.allowed_from:
        VERBS[verb](row)
        row.refresh_from_db()
        assert row.state == step.to
    else:
        with pytest.raises(TransitionNotAllowed):
            VERBS[verb](row)
