"""The rule of the pair, when a session is scheduled and when a substitute steps in (T6)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from people.models import User
from tests.factories import competencies
from tests.factories.people import LocalityFactory, OrganisationFactory, employed
from tests.factories.training_sessions import a_pair, a_scheduler, a_trainer, open_session, planned, slot, version
from training_sessions import checks
from training_sessions.exceptions import NotAllowedHere, PairRefused, ReasonMissing
from training_sessions.models import Invitation, Session, SessionPair
from training_sessions.services import substitute

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_t6_a_session_is_led_by_two_employers() -> None:
    pair = (a_trainer("lantern", "nurse"), a_trainer("lantern"))
    with pytest.raises(PairRefused, match="Both work for Lantern"):
        planned(pair=pair)
    assert not Session.objects.exists()


def test_t6_a_session_is_led_by_two_professions_or_settings() -> None:
    with pytest.raises(PairRefused, match="different professions or different service settings"):
        planned(pair=(a_trainer("lantern"), a_trainer("millburn")))
    assert planned(pair=(a_trainer("lantern"), a_trainer("millburn", setting="hospital"))).pk


def test_t6_one_person_is_no_pair() -> None:
    trainer = a_trainer("lantern")
    with pytest.raises(PairRefused, match="two different people"):
        planned(pair=(trainer, trainer))


def test_t6_a_body_that_employs_nobody_provides_no_trainer() -> None:
    OrganisationFactory(code="assembly", is_employer=False)
    with pytest.raises(PairRefused, match="employs nobody"):
        planned(pair=(a_trainer("assembly", "nurse"), a_trainer("millburn")))


def test_t6_both_are_current_trainers_on_the_day_itself() -> None:
    """Standing that ends before the session does not count."""
    somebody = employed(organisation__code="lantern", profession__code="nurse")
    with pytest.raises(PairRefused, match="no current trainer standing on that day"):
        planned(pair=(somebody, a_trainer("millburn")))
    competencies.standing(somebody, valid_until=clock.today() + timedelta(days=7))
    with pytest.raises(PairRefused, match="no current trainer standing on that day"):
        planned(pair=(somebody, a_trainer("millburn")))
    assert planned(pair=(somebody, a_trainer("glen")), slots=[slot(days=3)]).pk


def test_t6_one_of_the_two_is_qualified_for_the_module() -> None:
    of = version("module-3")
    of.module.level = "moderate"
    of.module.save()
    pair = (a_trainer("lantern", "nurse"), a_trainer("millburn"))
    with pytest.raises(PairRefused, match="One of the two must be qualified for this module"):
        planned(code="module-3", pair=pair)
    competencies.standing(pair[1], "moderate")
    session = planned(code="module-3", pair=pair)
    assert session.pairs.get().qualified == pair[1]


def test_t6_the_refusal_says_who_could_be_asked_nearest_first() -> None:
    """Not who is busy, not who makes no pair; those who work in the session's locality come first."""
    keeps = a_trainer("lantern", "nurse")
    harbour = LocalityFactory(code="harbour")
    far, near, busy = (a_trainer(code) for code in ("aaa", "bbb", "ccc"))
    User.objects.filter(pk=near.pk).update(last_name="Zeller")
    near.employments.get().localities.add(harbour)
    planned(pair=(busy, a_trainer("ddd", "surveyor")))
    same = a_trainer("lantern")
    with pytest.raises(PairRefused) as refused:
        planned(pair=(keeps, same))
    sentence = str(refused.value)
    near.refresh_from_db()
    assert sentence.index(str(near)) < sentence.index(str(far))
    assert str(busy) not in sentence
    assert f"{far}, Aaa" in sentence


def test_t6_nobody_is_in_two_places_at_once() -> None:
    first, second = a_pair()
    planned(pair=(first, second))
    other = a_trainer("third", "surveyor")
    with pytest.raises(PairRefused, match="leads another session then"):
        planned(pair=(first, other))
    assert planned(pair=(first, other), slots=[slot(days=15)]).pk


def test_t6_a_substitute_makes_a_pair_anew() -> None:
    first, second = a_pair()
    session = open_session(pair=(first, second))
    rival = employed(organisation__code="homes-x")
    with pytest.raises(PairRefused, match="no current trainer standing"):
        substitute(session=session, stands_down=second, steps_in=rival, reason="Ill.", by=first)
    with pytest.raises(ReasonMissing):
        substitute(session=session, stands_down=second, steps_in=a_trainer("glen"), reason=" ", by=first)
    steps_in = a_trainer("glen")
    new = substitute(session=session, stands_down=second, steps_in=steps_in, reason="Ill.", by=first)
    assert session.pairs.count() == 2, "the pair that was named first stays on record"
    assert {new.first_trainer, new.second_trainer} == {first, steps_in}
    assert session.dates.get().pair == new
    told = Invitation.objects.filter(user=second).order_by("sequence")
    assert [one.method for one in told] == ["REQUEST", "CANCEL"]


def test_t6_a_substitute_of_the_same_employer_is_refused() -> None:
    first, second = a_pair()
    session = planned(pair=(first, second))
    employer = first.employments.get().organisation.code
    with pytest.raises(PairRefused, match="Both work for"):
        substitute(session=session, stands_down=second, steps_in=a_trainer(employer), reason="Ill.", by=first)


def test_t6_the_database_itself_refuses_a_pair_of_one_employer() -> None:
    pair = planned().pairs.get()
    facts = {field.attname: getattr(pair, field.attname) for field in pair._meta.fields if field.name != "id"}
    for fault in (
        {"second_employer_id": pair.first_employer_id},
        {"second_trainer_id": pair.first_trainer_id},
        {"second_profession_id": pair.first_profession_id, "second_setting_id": pair.first_setting_id},
        {"qualified_id": a_scheduler().pk},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SessionPair.objects.create(**(facts | fault))


def test_t6_nobody_leads_while_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry fails closed."""
    pair = a_pair()
    monkeypatch.setattr(checks, "_check", None)
    with pytest.raises(PairRefused, match="cannot be checked"):
        planned(pair=pair)


def test_t6_only_trainers_editors_and_governance_schedule() -> None:
    with pytest.raises(NotAllowedHere):
        planned(by=employed())


def test_t6_the_search_for_somebody_else_asks_the_same_number_of_queries() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries, pytest.raises(PairRefused):
            planned(pair=(keeps, same), **fixed)
        return len(queries)

    keeps, same = a_trainer("lantern", "nurse"), a_trainer("lantern")
    a_trainer("other")
    fixed = {"module_version": version(), "slots": [slot()]}
    cost()
    few = cost()
    for number in range(12):
        a_trainer(f"more-{number}")
    assert cost() == few
