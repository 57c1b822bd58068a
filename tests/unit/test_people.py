"""Pairing, roles and fresh authentication."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from core import clock
from people.authentication import DEMONSTRATION, Authenticated, require_fresh
from people.constants import Role
from people.exceptions import EmploymentOverlaps, NotFreshlyAuthenticated
from people.models import Employment, RoleGrant
from people.selectors import current_employment, has_role, pairing_problems
from people.services import employ, grant_role, withdraw_role
from tests.factories.people import EmploymentFactory, LocalityFactory, UserFactory, employed

pytestmark = pytest.mark.django_db


def test_t6_a_pair_needs_two_employers() -> None:
    one = EmploymentFactory(organisation__code="harbour", profession__code="nurse")
    other = EmploymentFactory(organisation__code="harbour", profession__code="housing-officer")
    assert pairing_problems(one, other) == ["Both work for Harbour. A pair comes from different employers."]


def test_t6_a_pair_needs_different_professions_or_settings() -> None:
    one = EmploymentFactory(organisation__code="harbour")
    other = EmploymentFactory(organisation__code="glen")
    assert len(pairing_problems(one, other)) == 1
    other.service_setting = EmploymentFactory(service_setting__code="ward").service_setting
    assert pairing_problems(one, other) == []


def test_t6_a_body_that_employs_nobody_provides_no_trainer() -> None:
    one = EmploymentFactory(organisation__code="board", organisation__is_employer=False, profession__code="nurse")
    other = EmploymentFactory(organisation__code="glen")
    assert pairing_problems(one, other) == ["Board employs nobody, so it cannot provide a trainer."]


def test_employments_of_one_person_do_not_overlap(now: datetime) -> None:
    first = EmploymentFactory()
    with pytest.raises(EmploymentOverlaps):
        employ(
            user=first.user,
            organisation=first.organisation,
            profession=first.profession,
            service_setting=first.service_setting,
            job_title="Other",
            localities=[LocalityFactory()],
            valid_from=date(2027, 1, 1),
            by=None,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        EmploymentFactory(user=first.user)


def test_the_end_of_an_employment_is_exclusive() -> None:
    job = EmploymentFactory(valid_until=date(2027, 6, 4))
    with clock.fixed(datetime(2027, 6, 3, 22, 59, tzinfo=UTC)):
        assert current_employment(job.user) == job
    with clock.fixed(datetime(2027, 6, 3, 23, 0, tzinfo=UTC)):  # midnight of 4 June in summer time
        assert current_employment(job.user) is None


def test_nobody_manages_themselves() -> None:
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EmploymentFactory(user=user, line_manager=user)
    assert not Employment.objects.exists()


def test_r1_a_role_opens_and_closes(now: datetime) -> None:
    officer, user = UserFactory(), UserFactory()
    grant = grant_role(user=user, role=Role.EDITOR, valid_from=clock.today(), by=officer)
    assert has_role(user, Role.EDITOR)
    assert user.groups.filter(name="Editors").exists()
    withdraw_role(grant=grant, on=clock.today(), by=officer)
    assert not has_role(user, Role.EDITOR)
    assert not user.groups.exists()
    assert RoleGrant.objects.count() == 1


def test_an_administrator_holds_no_role() -> None:
    assert not has_role(UserFactory(is_superuser=True), Role.ACCREDITATION_OFFICER)


def test_c3_a_signature_needs_an_authentication_made_after_what_is_signed_was_shown(now: datetime) -> None:
    with pytest.raises(NotFreshlyAuthenticated):
        require_fresh(Authenticated(method="password", at=now - timedelta(seconds=1)), shown_at=now)
    require_fresh(Authenticated(method="password", at=now), shown_at=now)


def test_c3_a_demonstration_signs_only_where_demonstrations_are_allowed(now: datetime) -> None:
    signing = Authenticated(method=DEMONSTRATION, at=now)
    require_fresh(signing, shown_at=now)
    with override_settings(DEMONSTRATION_ALLOWED=False), pytest.raises(NotFreshlyAuthenticated):
        require_fresh(signing, shown_at=now)


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_r1_everyone_but_learners_needs_a_second_factor(client: Client) -> None:
    learner = employed()
    client.force_login(learner)
    assert client.get("/my-work/").status_code == 200
    client.force_login(employed(roles=(Role.ACCREDITATION_OFFICER,)))
    response = client.get("/my-work/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/2fa/totp/activate/"
