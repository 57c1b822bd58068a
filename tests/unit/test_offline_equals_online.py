"""A copy that was brought up to date step by step is the whole copy, and decides as the register does (A6).

Hypothesis makes registers by whatever their life allows, in any order and at any distance in time. `SOAK_EXAMPLES`
asks for more of them. Where a copy is meant to be more careful than the register, `more_careful` says so.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from threshold_register.offline import OfflineCopy

from accreditation.constants import LiftedAs
from accreditation.decisions import decide_many
from accreditation.models import Accreditation, Adaptation, Scheme
from accreditation.offline.files import whole_copy
from accreditation.questions import Action, Decision, Question, Reason
from accreditation.services import (
    add_conditions,
    apply_for,
    grant,
    propose_reinstatement,
    refuse,
    reinstate,
    relinquish,
    renew,
    revoke,
    set_direct_access,
    suspend,
)
from accreditation.services.catalogue import take_effect
from core import clock
from core.exceptions import Refused
from people.models import Employment, Organisation, ProfessionalRegistration, StaffCheck, User
from people.services import employ, end_registration, end_staff_check
from people.signals import employment_changed
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, SchemeFactory, a_scope, an_officer, mot_scheme
from tests.factories.fitness import checked, registered_as
from tests.factories.offline import a_copy, decided, from_register
from tests.factories.people import OrganisationFactory, ProfessionFactory, ServiceSettingFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "12"))
ITEMS = ["SEAT-SHOWER", "RAIL", "RAMP", "SAFE-SPACE", "NONE", ""]
PLACES = ["harbour", "islands"]
EMPLOYERS = ["millburn", "lantern", ""]
REGISTERED = ["OT104233", "OT104234", "PH104235"]
TENURES = [Tenure.OWNER, Tenure.COUNCIL]
ENDS = [1, 2, 40]


@dataclass
class World:
    """A small register, and the two officers who keep it."""

    people: list[User]
    schemes: list[Scheme]
    first: User
    second: User

    @property
    def accreditations(self) -> list[Accreditation]:
        return list(Accreditation.objects.order_by("pk"))


def a_world() -> World:
    AdaptationFactory()
    AdaptationFactory(code="RAIL", category="rails", tier=Tier.DIRECT_ACCESS)
    AdaptationFactory(code="RAMP", category="access", tier=Tier.MODERATE)
    AdaptationFactory(code="SAFE-SPACE", category="rooms", registered_only=True)
    for code in EMPLOYERS[:2]:
        OrganisationFactory(code=code)
    # A bounded run of people: the first two hold several things, the third little.
    return World(
        people=[UserFactory() for _ in range(3)],
        schemes=[SchemeFactory(), mot_scheme(), SchemeFactory(code="assessing", actions=["assess"])],
        first=an_officer(),
        second=an_officer(),
    )


# What may happen. Each is given the world and a source of choices; a refusal by the product is as good as nothing.

Choose = Callable[[Any], Any]


def granting(world: World, choose: Choose) -> None:
    person = choose(st.sampled_from(world.people))
    accreditation = apply_for(user=person, scheme=choose(st.sampled_from(world.schemes)), by=person)
    what = choose(st.sampled_from(["leave", "refuse", "grant", "grant", "grant", "grant"]))
    if what == "refuse":
        refuse(accreditation=accreditation, reason="R.", by=world.first)
    elif what == "grant":
        days, ahead = choose(st.sampled_from(ENDS)), choose(st.sampled_from([None, timedelta(hours=9)]))
        grant(
            accreditation=accreditation,
            scopes=_scopes(choose, accreditation.scheme),
            valid_until=clock.today() + timedelta(days=days + 1),
            reason="R.",
            by=world.first,
            effective_from=clock.now() + ahead if ahead else None,
        )


def _scopes(choose: Choose, scheme: Scheme) -> list[Any]:
    return [
        a_scope(
            localities=choose(st.sampled_from([PLACES, PLACES[:1]])),
            tenures=choose(st.sampled_from([TENURES, TENURES[:1]])),
            kinds=choose(st.sampled_from([[], ["bathroom"], ["rails"]])) if scheme.tier else [],
            tier=Tier.DIRECT_ACCESS if scheme.tier and choose(st.booleans()) else None,
        )
        for _ in range(choose(st.integers(1, 2)))
    ]


def deciding(world: World, choose: Choose) -> None:
    if not world.accreditations:
        return
    accreditation = choose(st.sampled_from(world.accreditations))
    common = {"accreditation": accreditation, "reason": "R."}
    verb = choose(st.sampled_from(["suspend", "suspend", "lift", "revoke", "give up", "renew", "condition"]))
    if verb == "suspend":
        suspend(**common, by=world.first)
    elif verb == "lift":
        propose_reinstatement(**common, lifted_as=LiftedAs.PUT_RIGHT, by=world.first)
        reinstate(**common, by=world.second, second=world.first)
    elif verb == "revoke":
        revoke(**common, by=world.second)
    elif verb == "give up":
        relinquish(**common, by=accreditation.user)
    elif verb == "renew":
        ends = clock.today() + timedelta(days=choose(st.sampled_from([41, 90])))
        renew(**common, by=world.first, scopes=_scopes(choose, accreditation.scheme), valid_until=ends)
    else:
        add_conditions(**common, by=world.first, conditions="Together with another.")


def registering(world: World, choose: Choose) -> None:
    person, standing = choose(st.sampled_from(world.people)), list(ProfessionalRegistration.objects.order_by("pk"))
    if standing and choose(st.booleans()):
        end_registration(registration=choose(st.sampled_from(standing)), by=world.first)
        return
    number = choose(st.sampled_from(REGISTERED))
    registered_as(
        person,
        profession="physiotherapist" if number.startswith("PH") else "occupational-therapist",
        number=number,
        valid_from=clock.today() - timedelta(days=choose(st.sampled_from([3, 0, -1]))),
        valid_until=clock.today() + timedelta(days=choose(st.sampled_from(ENDS)) + 1),
        checked_on=clock.today(),
        by=world.first,
    )


def giving_a_number_twice(world: World, choose: Choose) -> None:
    """Another body gave the same number to somebody else."""
    known = ProfessionalRegistration.objects.order_by("pk").first()
    if known is None:
        return
    person = choose(st.sampled_from(world.people))
    copied = {"number": known.number, "body": "nmc", "valid_from": clock.today()}
    if not ProfessionalRegistration.objects.filter(**copied).exists():
        more = {"profession": known.profession, "checked_by": world.first, "checked_on": clock.today()}
        ProfessionalRegistration.objects.create(user=person, valid_until=date(2029, 1, 1), **copied, **more)
        employment_changed.send(sender=ProfessionalRegistration, user=person)


def checking(world: World, choose: Choose) -> None:
    standing = list(StaffCheck.objects.filter(end__isnull=True).order_by("pk"))
    if standing and choose(st.booleans()):
        end_staff_check(check=choose(st.sampled_from(standing)), by=world.first)
        return
    until = clock.today() + timedelta(days=choose(st.sampled_from(ENDS)))
    person = choose(st.sampled_from(world.people))
    checked(person, by=world.first, checked_on=clock.today() - timedelta(days=1), recheck_on=until)


def working(world: World, choose: Choose) -> None:
    person = choose(st.sampled_from(world.people))
    if (job := Employment.objects.filter(user=person, valid_until=None).first()) and job.valid_from < clock.today():
        Employment.objects.filter(pk=job.pk).update(valid_until=clock.today())
        employment_changed.send(sender=Employment, user=person)
    employ(
        user=person,
        organisation=Organisation.objects.get(code=choose(st.sampled_from(EMPLOYERS[:2]))),
        profession=ProfessionFactory(),
        service_setting=ServiceSettingFactory(),
        job_title="Officer",
        localities=[],
        valid_from=clock.today() - timedelta(days=choose(st.sampled_from([0, -1]))),
        by=None,
    )


def agreeing(world: World, choose: Choose) -> None:
    """The governance group changes a list, an item or a scheme."""
    what = choose(st.sampled_from(["list", "list", "item", "scheme"]))
    if what == "list":
        items = Adaptation.objects.filter(code__in=choose(st.sampled_from([["RAIL"], ["RAIL", "SEAT-SHOWER"]])))
        day = clock.today() + timedelta(days=choose(st.integers(0, 1)))
        set_direct_access(tenure=choose(st.sampled_from(TENURES)), items=items, valid_from=day, by=None)
    elif what == "item":
        item = Adaptation.objects.get(code="SEAT-SHOWER")
        item.tier = choose(st.sampled_from([Tier.DIRECT_ACCESS, Tier.SIMPLE, Tier.MODERATE]))
        item.save()
        take_effect(item, "adaptation_changed", by=None)
    else:
        scheme = Scheme.objects.get(pk=choose(st.sampled_from(world.schemes)).pk)
        scheme.needs_staff_check = not scheme.needs_staff_check
        scheme.save()
        take_effect(scheme, "scheme_changed", by=None)


HAPPENINGS = [granting, granting, deciding, deciding, registering, giving_a_number_twice, checking, working, agreeing]
TIMES = st.sampled_from([timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=5), timedelta(hours=14)])


# What is compared


def still_to_come(entries: Any, day: str) -> dict[int, Any]:
    """Entries without employments and checks that ended meanwhile: a copy may hold them still, and never reads them."""
    return {
        holder: {
            name: [row for row in rows if not row["valid_until"] or row["valid_until"] > day]
            if name in ("employments", "staff_checks")
            else rows
            for name, rows in entry.items()
        }
        for holder, entry in entries.items()
    }


def bare(entries: dict[int, Any]) -> dict[int, Any]:
    return {holder: {name: rows for name, rows in entry.items() if rows} for holder, entry in entries.items()}


def same_as_the_whole(copy: OfflineCopy, fresh: OfflineCopy) -> None:
    fresh.take(whole_copy().plain)
    day = clock.today().isoformat()
    held, whole = copy.rules, fresh.rules
    assert held
    assert whole
    assert bare(still_to_come(held.entries, day)) == bare(still_to_come(whole.entries, day))
    assert copy.register_number == fresh.register_number
    lists = [one for one in held.policy["direct_access"] if not one["valid_until"] or one["valid_until"] > day]
    assert dict(held.policy) | {"direct_access": lists} == whole.policy
    assert held._by_number == whole._by_number
    assert {number: set(of) for number, of in held._by_registration.items()} == {
        number: set(of) for number, of in whole._by_registration.items()
    }


def more_careful(question: Question, online: Decision) -> bool:
    """Where a copy says no and the register may say yes, or says no in other words."""
    item = Adaptation.objects.filter(code=question.adaptation).first()
    above = online.tier is not None and online.tier.rank > Tier.SIMPLE.rank
    # An application that was never granted is not in the copy: its number names nobody there, and a refusal that the
    # register would found on it is founded on the person's other accreditations.
    user = ProfessionalRegistration.objects.filter(number=question.subject).values("user")
    pending = Accreditation.objects.exclude(decisions__kind="granted")
    concerned = pending.filter(number=question.subject).exists() or pending.filter(user__in=user).exists()
    # Somebody who has neither an accreditation nor a registration any more.
    several = bool(question.together_with) and online.reasons != (Reason.DIRECT_ACCESS,)
    return above or bool(item and item.registered_only) or concerned or several


def compare(copy: OfflineCopy, choose: Choose, count: int) -> None:
    subjects = [*Accreditation.objects.values_list("number", flat=True), *REGISTERED, "TA-0000-0", "nobody"]
    questions = [
        Question(
            subject=choose(st.sampled_from(subjects)),
            action=choose(st.sampled_from(Action)),
            adaptation=choose(st.sampled_from(ITEMS)),
            tier=choose(st.sampled_from([None, None, *Tier])),
            tenure=choose(st.sampled_from(TENURES)),
            locality=choose(st.sampled_from([*PLACES, ""])),
            organisation=choose(st.sampled_from([*EMPLOYERS, ""])),
            together_with=choose(st.sampled_from([(), (), (), ("RAIL",), ("RAMP", "SEAT-SHOWER")])),
        )
        for _ in range(count)
    ]
    for question, online in zip(questions, decide_many(questions, clock.now()), strict=True):
        offline = decided(copy, question)
        assert online.permitted or not offline.permitted, (question, online, offline)
        if not more_careful(question, online):
            assert offline.permitted == online.permitted, (question, online, offline)
            assert offline.codes == tuple(reason.value for reason in online.reasons), (question, online, offline)
            assert offline.accreditation_number == online.accreditation_number
            assert offline.tier == (online.tier or "")


@given(st.data())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    # What was drawn is told in any case; making it smaller takes many minutes of the database.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a6_changes_lead_to_the_whole_copy_and_a_copy_decides_as_the_register_does(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder: Path = tmp_path_factory.mktemp("offline")
    now = NOON
    with (
        transaction.atomic(),
        clock.fixed(now),
        mock.patch.object(django_settings, "REGISTER_BUNDLES", folder / "bundles"),
    ):
        world = a_world()
        copy = a_copy(folder / "copy")
        copy.refresh(from_register)
        for _ in range(data.draw(st.integers(2, 10))):
            now += data.draw(TIMES)
            with clock.fixed(now):
                for happening in data.draw(st.lists(st.sampled_from(HAPPENINGS), max_size=5)):
                    try:
                        with transaction.atomic():
                            happening(world, data.draw)
                    except Refused:
                        pass
                if data.draw(st.booleans()):
                    copy.refresh(from_register)
        with clock.fixed(now + timedelta(minutes=1)):
            copy.refresh(from_register)
            fresh = a_copy(folder / "fresh")
            same_as_the_whole(copy, fresh)
            compare(copy, data.draw, 12)
        # Later, with nothing changed and nobody to ask: days pass, terms end and begin.
        with clock.fixed(now + data.draw(st.sampled_from([timedelta(hours=3), timedelta(hours=14)]))):
            compare(copy, data.draw, 12)
            again = a_copy(folder / "copy")
            assert again.rules is not None
            assert again.rules.entries == copy.rules.entries
        transaction.set_rollback(True)


def test_a6_the_client_knows_every_reason_of_the_register_but_those_that_a_copy_never_gives() -> None:
    from threshold_register._rules import TEXTS

    register = {reason.value: str(reason.label) for reason in Reason}
    own = {"ASK_THE_REGISTER", "NOT_A_QUESTION"}
    # Above simple, of several items together, or told in the place of others.
    never = {"REGISTERED_ONLY", "SEVERAL_TOGETHER", "EXPERIENCE_NOT_RECORDED", "OTHER_REASON"}
    assert {code: text for code, text in TEXTS.items() if code not in own} == {
        code: text for code, text in register.items() if code not in never
    }
