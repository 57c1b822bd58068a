"""From what somebody tells us to a case: by a caseworker, from a partner, or from the public (H1, P11)."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction

from audit.services import record
from cases.constants.intake import REFERENCE_PREFIX, CaseState, LawfulBasis, ReferralRoute
from cases.constants.people import AccessibleFormat
from cases.constants.referrals import (
    REFERENCE_LENGTH,
    REFERENCE_LETTERS,
    DeclineReason,
    Door,
    ReferralState,
    Urgency,
)
from cases.exceptions import (
    AlreadyDecided,
    CaseClosed,
    ConsentNotRecorded,
    DischargePassed,
    LocalityMissing,
    NotYourOrganisation,
)
from cases.models import Case, Home, Person, ReferenceCounter, Referral, ReferralDecision
from cases.services.clocks import start_clock_of_another_referral, start_clocks_of_referral
from cases.services.guards import require_colleague
from cases.services.homes import live_in
from core import chance, clock
from people.models import Locality, Organisation, User
from people.selectors import current_employment
from people.vocabulary import Tenure


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    name: str
    date_of_birth: date | None = None
    telephone: str = ""
    email: str = ""
    safe_contact: str = ""
    communication_needs: str = ""
    accessible_format: AccessibleFormat = AccessibleFormat.STANDARD


@dataclass(frozen=True, kw_only=True)
class HomeDetails:
    """Where somebody lives. An empty tenure is still to confirm."""

    address: str
    postcode: str
    locality: Locality | None
    tenure: Tenure | str = ""
    uprn: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferralDetails:
    """Why somebody is referred and by whom, besides who they are and where they live."""

    route: ReferralRoute
    reason: str
    lawful_basis: LawfulBasis | str = ""
    consent_given: str = ""
    urgency: Urgency = Urgency.ROUTINE
    urgency_reason: str = ""
    asked_by: str = ""
    asked_by_tie: str = ""
    asked_by_contact: str = ""
    care_setting: str = ""
    discharge_on: date | None = None


@transaction.atomic
def take_referral(
    *,
    person: PersonDetails,
    home: HomeDetails,
    route: ReferralRoute,
    reason: str,
    lawful_basis: LawfulBasis,
    by: User,
    owner: User | None = None,
    known_person: Person | None = None,
    known_home: Home | None = None,
    **more: str | date | None,
) -> Case:
    """Take a referral oneself and open the case at once. It belongs to the organisation of whoever takes it.

    Raises `NotYourOrganisation` when they work nowhere today, or the owner works elsewhere.
    """
    told = ReferralDetails(route=route, reason=reason, lawful_basis=lawful_basis, **more)  # type: ignore[arg-type]
    referral = _write_down(
        person, home, told, organisation=_employer(by), door=Door.CASEWORKER, received_by=by, sent_from=None
    )
    case = _open(
        referral,
        by=by,
        owner=owner or by,
        person=known_person or Person.objects.create(**asdict(person)),
        home=known_home or _new_home(home),
        lawful_basis=lawful_basis,
        consent_given=told.consent_given,
    )
    record("cases.referral_taken", case, by=by, detail={"route": str(route), "lawful_basis": str(lawful_basis)})
    return case


@transaction.atomic
def send_referral(
    *, person: PersonDetails, home: HomeDetails, told: ReferralDetails, to: Organisation, by: User
) -> Referral:
    """Refer somebody to another organisation of the partnership, which accepts it or says why not (P11)."""
    sender = _employer(by)
    if sender.pk == to.pk:
        raise NotYourOrganisation(f"You work for {to}. Take the referral yourself instead.")
    referral = _write_down(person, home, told, organisation=to, door=Door.PARTNER, received_by=by, sent_from=sender)
    record("cases.referral_sent", referral, by=by, detail={"to": to.code, "urgency": str(told.urgency)})
    return referral


@transaction.atomic
def ask_for_help(*, person: PersonDetails, home: HomeDetails, told: ReferralDetails, to: Organisation) -> Referral:
    """What somebody asked for on the website, for themselves or for another. Nobody has to have an account (I3)."""
    referral = _write_down(person, home, told, organisation=to, door=Door.PUBLIC, received_by=None, sent_from=None)
    record("cases.help_asked_for", referral, by=None, detail={"to": to.code, "urgency": str(told.urgency)})
    return referral


@transaction.atomic
def accept_referral(
    *,
    referral: Referral,
    home: HomeDetails,
    lawful_basis: LawfulBasis,
    by: User,
    consent_given: str = "",
    owner: User | None = None,
    known_person: Person | None = None,
    known_home: Home | None = None,
) -> Case:
    """Accept what came from outside, for a new person or one already known: only now is there a case.

    `home` is what was told, completed by whoever accepts. Nothing is merged unless they say so.
    Raises `AlreadyDecided` for the second of two.
    """
    _require_undecided(referral, by)
    case = _open(
        referral,
        by=by,
        owner=owner or by,
        person=known_person or Person.objects.create(**asdict(person_of(referral))),
        home=known_home or _new_home(home),
        lawful_basis=lawful_basis,
        consent_given=consent_given,
    )
    record("cases.referral_accepted", case, by=by, detail={"referral": referral.reference})
    return case


@transaction.atomic
def join_referral(*, referral: Referral, case: Case, by: User, note: str = "") -> Case:
    """Add what came from outside to a case of the same person that is open already."""
    _require_undecided(referral, by)
    require_colleague(case, by)
    if case.state != CaseState.OPEN:
        raise CaseClosed(f"Case {case.reference} is closed. Accept the referral as a new case.")
    _decide(referral, ReferralState.JOINED, by=by, case=case, note=note)
    start_clock_of_another_referral(case, received_at=referral.received_at)
    record("cases.referral_joined", case, by=by, detail={"referral": referral.reference})
    return case


@transaction.atomic
def decline_referral(*, referral: Referral, reason: DeclineReason, note: str, by: User) -> ReferralDecision:
    """Say that the referral is not taken on, and why (H19)."""
    _require_undecided(referral, by)
    decision = _decide(referral, ReferralState.DECLINED, by=by, reason=reason, note=note)
    record("cases.referral_declined", referral, by=by, detail={"reason": str(reason)})
    return decision


def person_of(referral: Referral) -> PersonDetails:
    """The person as the referral tells of them."""
    return PersonDetails(
        name=referral.name,
        date_of_birth=referral.date_of_birth,
        telephone=referral.telephone,
        email=referral.email,
        safe_contact=referral.safe_contact,
        communication_needs=referral.communication_needs,
        accessible_format=AccessibleFormat(referral.accessible_format),
    )


def person_details(person: Person) -> PersonDetails:
    """A known person, as a referral tells of somebody."""
    return PersonDetails(**{name: getattr(person, name) for name in PersonDetails.__dataclass_fields__})


def home_details(home: Home) -> HomeDetails:
    """A known home, as a referral tells of one."""
    return HomeDetails(**{name: getattr(home, name) for name in HomeDetails.__dataclass_fields__})


def _employer(by: User) -> Organisation:
    job = current_employment(by)
    if job is None:
        raise NotYourOrganisation("You do not work for an organisation today, so you cannot take a referral.")
    return job.organisation


def _write_down(
    person: PersonDetails,
    home: HomeDetails,
    told: ReferralDetails,
    *,
    organisation: Organisation,
    door: Door,
    received_by: User | None,
    sent_from: Organisation | None,
) -> Referral:
    _require_consent(told.lawful_basis, told.consent_given)
    if told.discharge_on and told.discharge_on < clock.today():
        raise DischargePassed(
            "The day on which they are expected to go home has passed. Leave it out if they are home already."
        )
    return Referral.objects.create(
        reference=new_reference(),
        organisation=organisation,
        door=door,
        received_at=clock.now(),
        received_by=received_by,
        sent_from=sent_from,
        **asdict(person),
        address=home.address,
        postcode=home.postcode,
        tenure=home.tenure,
        locality=home.locality,
        uprn=home.uprn,
        **asdict(told),
    )


def new_reference() -> str:
    """Such as “R-7K3M-9QTX”: by chance, so that it says nothing about the person and nobody guesses another."""
    while True:
        letters = "".join(REFERENCE_LETTERS[chance.below(len(REFERENCE_LETTERS))] for _ in range(REFERENCE_LENGTH))
        reference = f"R-{letters[:4]}-{letters[4:]}"
        if not Referral.objects.filter(reference=reference).exists():
            return reference


def _new_home(home: HomeDetails) -> Home:
    if home.locality is None:
        raise LocalityMissing("Choose the locality in which the home is.")
    return Home.objects.create(
        address=home.address, postcode=home.postcode, tenure=home.tenure, locality=home.locality, uprn=home.uprn
    )


def _open(
    referral: Referral,
    *,
    by: User,
    owner: User,
    person: Person,
    home: Home,
    lawful_basis: LawfulBasis,
    consent_given: str,
) -> Case:
    _require_consent(lawful_basis, consent_given)
    case = Case(
        reference=_next_reference(),
        organisation=referral.organisation,
        owner=owner,
        referral=referral,
        person=person,
        home=home,
        lawful_basis=lawful_basis,
        consent_given=consent_given,
        opened_at=clock.now(),
    )
    require_colleague(case, owner)
    case.save()
    live_in(person, home, organisation=referral.organisation, by=by)
    _decide(referral, ReferralState.ACCEPTED, by=by, case=case)
    start_clocks_of_referral(case)
    return case


def _require_consent(basis: str, given: str) -> None:
    if basis == LawfulBasis.CONSENT and not given.strip():
        raise ConsentNotRecorded("Consent is the basis here, so write down how and when it was given.")


def _require_undecided(referral: Referral, by: User) -> None:
    job = current_employment(by)
    if job is None or job.organisation_id != referral.organisation_id:
        raise NotYourOrganisation(f"Only staff of {referral.organisation} can do this. You do not work there today.")
    if made := ReferralDecision.objects.filter(referral=referral).select_related("by").first():
        raise AlreadyDecided(f"This is already decided: {made.by} wrote “{made.get_kind_display().lower()}”.")


def _decide(
    referral: Referral, kind: ReferralState, *, by: User, case: Case | None = None, reason: str = "", note: str = ""
) -> ReferralDecision:
    try:
        with transaction.atomic():
            return ReferralDecision.objects.create(
                referral=referral, kind=kind, case=case, reason=reason, note=note, at=clock.now(), by=by
            )
    except IntegrityError:
        _require_undecided(referral, by)
        raise


def _next_reference() -> str:
    """Such as AR-2027-0042, in the order of the year's referrals."""
    year = clock.today().year
    ReferenceCounter.objects.get_or_create(year=year)
    counter = ReferenceCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{REFERENCE_PREFIX}-{year}-{counter.last:04}"
