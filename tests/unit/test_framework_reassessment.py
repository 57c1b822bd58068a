"""A newer version asks again: a sign-off holds to its day and not after, and everybody concerned is told (C5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from competencies.constants import Level, RequestState
from competencies.exceptions import AlreadySignedOff, EvidenceNotAccepted
from competencies.framework_content import content_of
from competencies.framework_edits import without_competency
from competencies.models import Reassessment, SignOff, SignOffRequest
from competencies.portfolio import portfolio_of
from competencies.progress import my_competencies
from competencies.selectors import competence_summary, current_sign_offs, held_levels, standing_missing
from competencies.services import grant_standing, remind_of_endings, write_draft
from competencies.signers import signers_on
from competencies.versions import to_be_reassessed, usual_reassessment_day
from core import clock
from core.exceptions import ImmutableRecord
from core.models import OutboxEntry
from core.periods import months_later
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def newer(by: date | None, version: str = "2027.2") -> None:
    """A newer version in force whose SN-1 says something else; older sign-offs in it end by the day."""
    factory.approved(factory.rewritten(factory.draft(version)), SN_1=by)


def codes_on(user: User, day: date) -> set[str]:
    return {row.competency.code for row in current_sign_offs(user, day)}


def words_of(user: User, code: str = "SN-1") -> str:
    rows = {row.competency.code: row for domain in my_competencies(user) for row in domain.rows}
    return rows[code].words


@pytest.fixture
def person() -> User:
    user = employed()
    factory.signed_off(user)
    return user


@pytest.mark.parametrize("last", [date(2027, 12, 31), date(2028, 2, 29), date(2028, 3, 26), date(2028, 10, 29)])
def test_c5_a_sign_off_holds_through_the_day_given_and_not_after_it(person: User, last: date) -> None:
    newer(last)
    assert codes_on(person, last) == {"SN-1"}
    assert codes_on(person, last + timedelta(days=1)) == set()


def test_c5_the_clock_says_so_at_the_last_moment_and_no_job_does(person: User) -> None:
    newer(date(2027, 12, 10))
    with clock.fixed(datetime(2027, 12, 10, 23, 59, 59, 999999, tzinfo=UTC)):
        assert codes_on(person, clock.today()) == {"SN-1"}
        assert words_of(person) == "To be reassessed by 10 December 2027"
    with clock.fixed(datetime(2027, 12, 11, 0, 0, tzinfo=UTC)):
        assert codes_on(person, clock.today()) == set()
        assert words_of(person) == "Not reassessed by 10 December 2027"


def test_c5_the_usual_day_is_some_months_on_the_last_of_a_shorter_month() -> None:
    assert usual_reassessment_day(date(2027, 8, 31)) == date(2028, 2, 29)


def test_c5_what_is_kept_stays_as_it_is_under_every_newer_version(person: User) -> None:
    newer(None)
    assert words_of(person).startswith("Signed off until")
    assert not Reassessment.objects.exists()


def test_c5_a_later_version_that_asks_for_nothing_does_not_lift_what_an_earlier_one_asked(person: User) -> None:
    day = months_later(clock.today(), 6)
    newer(day)
    factory.approved(factory.rewritten(factory.draft("2027.3"), valid_months=24), SN_1=None)
    assert codes_on(person, day + timedelta(days=1)) == set()
    assert words_of(person).startswith("To be reassessed by")


def test_c5_held_levels_standing_and_signers_respect_the_day(person: User) -> None:
    factory.signed_off(person, factory.competency("SN-2"))
    day = months_later(clock.today(), 6)
    newer(day)
    after = day + timedelta(days=1)
    assert held_levels(person, day) == {Level.SIMPLE}
    assert held_levels(person, after) == set()
    assert any("not signed off in SN-1" in line for line in standing_missing(person, factory.module("module-2"), after))
    assert signers_on([person], day)[person.pk].held_codes == {"SN-1", "SN-2"}
    assert signers_on([person], after)[person.pk].held_codes == {"SN-2"}


def test_c5_reassessment_may_begin_at_once_and_ends_the_matter(person: User) -> None:
    day = months_later(clock.today(), 6)
    old = SignOff.objects.get()
    with pytest.raises(AlreadySignedOff):
        factory.request_of(person, factory.competency("SN-1"))
    newer(day)
    assert list(to_be_reassessed()) == [old]
    factory.signed_off(person, factory.competency("SN-1"))
    assert list(to_be_reassessed()) == []
    assert codes_on(person, day + timedelta(days=1)) == {"SN-1"}
    assert words_of(person).startswith("Signed off until")
    assert competence_summary(person).held == 1


def test_c5_evidence_is_offered_under_the_version_in_force(person: User) -> None:
    old = factory.competency("SN-2")
    newer(None)
    with pytest.raises(EvidenceNotAccepted, match="A newer version of the framework is in force"):
        factory.request_of(person, old)


def test_c5_a_request_that_nobody_judges_yet_follows_to_the_new_version() -> None:
    waiting, begun = factory.request_of(employed()), factory.request_of(employed())
    pair = factory.trainer_pair()
    factory.signed(begun, pair[0])
    old = begun.competency
    newer(months_later(clock.today(), 6))
    waiting.refresh_from_db()
    begun.refresh_from_db()
    assert waiting.competency == factory.competency("SN-1") != old
    assert begun.competency == old
    factory.signed(begun, pair[1])
    made = SignOff.objects.get(request=begun)
    assert made in to_be_reassessed()


def test_c5_a_request_for_what_is_gone_is_closed_and_the_person_told() -> None:
    request = factory.request_of(employed(), factory.competency("SN-2"))
    draft = factory.draft()
    content = without_competency(content_of(draft), "SN-2")
    factory.approved(write_draft(framework=draft, content=content, revision=1, what="Removed", by=draft.author))
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    assert OutboxEntry.objects.filter(key=f"competencies.request-gone-{request.pk}").exists()


def test_c5_each_person_is_told_once_when_the_version_is_approved(person: User) -> None:
    day = months_later(clock.today(), 6)
    newer(day)
    [mail] = OutboxEntry.objects.filter(key__startswith="competencies.reassessment-")
    assert mail.payload["user_id"] == person.pk
    assert mail.payload["context"]["lines"] == [f"SN-1 Does SN-1 well: by {day.day} {day:%B %Y}"]


def test_c5_a_person_is_reminded_once_before_the_day_and_before_an_end_of_its_own(person: User) -> None:
    day = months_later(clock.today(), 6)
    newer(day)

    def reminders() -> list[str]:
        return sorted(OutboxEntry.objects.filter(key__startswith="competencies.ends-").values_list("key", flat=True))

    remind_of_endings()
    assert reminders() == []
    with clock.fixed(clock.now() + (day - clock.today()) - timedelta(days=60)):
        remind_of_endings()
        remind_of_endings()
    assert reminders() == [f"competencies.ends-{person.pk}-{day.isoformat()}"]
    other = employed()
    ends = factory.signed_off(other, factory.competency("SN-2")).last_day
    with clock.fixed(clock.now() + (ends - clock.today()) - timedelta(days=30)):
        remind_of_endings()
    assert f"competencies.ends-{other.pk}-{ends.isoformat()}" in reminders()


def test_c5_nobody_is_reminded_of_what_is_under_way_or_no_longer_asked_for(person: User) -> None:
    day = months_later(clock.today(), 1)
    newer(day)
    factory.request_of(person, factory.competency("SN-1"))
    assert remind_of_endings() == 0
    SignOffRequest.objects.filter(state=RequestState.OPEN).update(state=RequestState.WITHDRAWN)
    assert remind_of_endings() == 1
    draft = factory.draft("2027.3")
    content = without_competency(content_of(draft), "SN-1")
    factory.approved(write_draft(framework=draft, content=content, revision=1, what="Removed", by=draft.author))
    assert remind_of_endings() == 0


def test_c5_what_was_asked_never_changes(person: User) -> None:
    newer(months_later(clock.today(), 6))
    with pytest.raises(ImmutableRecord):
        Reassessment.objects.update(reassess_by=date(2030, 1, 1))


def test_c5_the_portfolio_and_the_summary_tell_the_day(person: User) -> None:
    day = months_later(clock.today(), 1)
    newer(day)
    [ends] = competence_summary(person).expiring
    assert ends.ends_on == day
    [row] = portfolio_of(person)["portfolio"]["sign_offs"]
    assert (row["state"], row["valid_until"]) == ("holds", (day + timedelta(days=1)).isoformat())
    with clock.fixed(clock.now() + (day - clock.today()) + timedelta(days=1)):
        assert competence_summary(person).expiring == []
        assert portfolio_of(person)["portfolio"]["sign_offs"][0]["state"] == "ended"


def test_c5_standing_earned_by_a_sign_off_does_not_outlive_it() -> None:
    """A newer version ends the sign-off in SN-1 before its term, so standing granted on it ends then too."""
    trainer, day = employed(), date(2027, 12, 10)
    factory.completed(trainer, "trainer")
    for code in ("SN-1", "SN-2", "TR-1"):
        factory.signed_off(trainer, factory.competency(code))
    newer(day)
    granted = grant_standing(user=trainer, module=factory.module("module-2"), by=employed(roles=(Role.GOVERNANCE,)))
    assert granted.last_day == day
