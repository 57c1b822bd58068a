"""Referrals from outside, and what is known of the person and home of a case, made through the services."""

from datetime import date, timedelta
from typing import Any

from cases.constants.intake import LawfulBasis, ReferralRoute
from cases.constants.people import FlagKind, PowerKind, SharingScope
from cases.constants.referrals import Urgency
from cases.models import Caring, Case, HomeFlag, Power, Referral, Residence, Sharing, TherapistQuestion
from cases.services import (
    HomeDetails,
    PersonDetails,
    ReferralDetails,
    add_carer,
    add_to_household,
    ask_a_therapist,
    ask_for_help,
    raise_flag,
    record_power,
    send_referral,
    share_with,
)
from core import clock
from people.constants import Role
from people.models import Organisation, User
from people.vocabulary import Tenure
from tests.factories.people import LocalityFactory, OrganisationFactory, employed


def told(**changes: Any) -> ReferralDetails:
    facts: dict[str, Any] = {
        "route": ReferralRoute.HEALTH,
        "reason": "Two steps at the door, and a bath only.",
        "lawful_basis": LawfulBasis.PUBLIC_TASK,
        "urgency": Urgency.SOON,
        "urgency_reason": "The ward waits for a date.",
        "care_setting": "Ward 4, Ardlea Infirmary",
        "discharge_on": clock.today() + timedelta(days=10),
    }
    return ReferralDetails(**(facts | changes))


def a_person(**changes: Any) -> PersonDetails:
    return PersonDetails(**({"name": "Duncan Lorne", "date_of_birth": date(1944, 12, 20)} | changes))


def a_place(**changes: Any) -> HomeDetails:
    facts: dict[str, Any] = {
        "address": "2 Chandlers Close",
        "postcode": "AR1 5SB",
        "tenure": Tenure.COUNCIL,
        "locality": LocalityFactory(code="harbour"),
    }
    return HomeDetails(**(facts | changes))


def a_sender(organisation: str = "infirmary") -> User:
    return employed(organisation__code=organisation, roles=(Role.CASEWORKER,))


def a_sent_referral(to: Organisation, *, by: User | None = None, **changes: Any) -> Referral:
    """Sent by a hospital."""
    person, home = changes.pop("person", a_person()), changes.pop("home", a_place())
    return send_referral(person=person, home=home, told=told(**changes), to=to, by=by or a_sender())


def a_plea(to: Organisation, **changes: Any) -> Referral:
    """Asked for on the website."""
    facts: dict[str, Any] = {
        "route": ReferralRoute.SELF,
        "lawful_basis": "",
        "urgency": Urgency.ROUTINE,
        "urgency_reason": "",
        "care_setting": "",
        "discharge_on": None,
    }
    home = changes.pop("home", a_place(tenure="", locality=None))
    return ask_for_help(person=a_person(), home=home, told=told(**(facts | changes)), to=to)


def a_power(case: Case, **changes: Any) -> Power:
    facts: dict[str, Any] = {
        "kind": PowerKind.WELFARE_ATTORNEY,
        "holder": "Morag Muir",
        "decisions": "Health and welfare.",
        "document": "Certificate of the Public Guardian",
        "seen_on": clock.today(),
        "valid_from": clock.today() - timedelta(days=400),
    }
    return record_power(case=case, by=case.owner, **(facts | changes))


def a_sharing(case: Case, **changes: Any) -> Sharing:
    facts: dict[str, Any] = {
        "organisation": OrganisationFactory(code="infirmary"),
        "scope": SharingScope.PROGRESS,
        "lawful_basis": LawfulBasis.PUBLIC_TASK,
        "given_on": clock.today(),
    }
    return share_with(case=case, by=case.owner, **(facts | changes))


def a_resident(case: Case, name: str = "Nan Muir") -> Residence:
    person = add_to_household(case=case, name=name, since=clock.today(), by=case.owner)
    return person.residences.get()


def a_carer(case: Case) -> Caring:
    return add_carer(case=case, carer=a_resident(case).person, tie="Sister", since=clock.today(), by=case.owner)


def a_flag(case: Case, **changes: Any) -> HomeFlag:
    facts: dict[str, Any] = {
        "kind": FlagKind.LONE_WORKER,
        "words": "Go in twos: the dog is loose.",
        "reason": "Seen on the first visit.",
        "review_on": clock.today() + timedelta(days=90),
    }
    return raise_flag(case=case, by=case.owner, **(facts | changes))


def a_question(case: Case) -> TherapistQuestion:
    return ask_a_therapist(case=case, words="Would a perching stool do?", by=case.owner)
