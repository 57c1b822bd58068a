"""Stories and the consent each rests on (S1, S2)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import Event
from core import clock
from core.exceptions import ImmutableRecord
from people.constants import Role
from people.models import User
from stories.constants import ConsentKind, How, Part, Use
from stories.exceptions import ConsentAlreadyWithdrawn, ConsentKindDoesNotFit
from stories.models import Consent, ConsentWording, Story
from stories.selectors import uses_of
from stories.services import record_consent, withdraw_consent
from tests.factories.modules import draft_module, editor
from tests.factories.people import employed
from tests.factories.stories import agreed, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def writer() -> User:
    return editor()


def test_s1_a_story_is_read_by_signed_in_people(client: Client, writer: User) -> None:
    agreed(make_story(), writer)
    assert client.get("/stories/a-story/")["Location"].startswith("/accounts/login/")
    client.force_login(employed())
    page = client.get("/stories/a-story/").content.decode()
    assert "Words of a-story." in page
    assert "Told by Nan" in page
    assert "The a-story" in client.get("/stories/").content.decode()


def test_s1_an_invented_story_says_so(client: Client, writer: User) -> None:
    agreed(make_story(made_for_training=True), writer)
    client.force_login(employed())
    for address in ("/stories/a-story/", "/stories/"):
        assert "Made for training, not a real person" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_shown"),
    [
        (date(2027, 6, 4), None, True),
        (date(2027, 6, 5), None, False),
        (date(2027, 1, 1), date(2027, 6, 5), True),
        (date(2027, 1, 1), date(2027, 6, 4), False),
    ],
)
def test_s2_a_story_is_shown_only_while_a_consent_holds(
    client: Client, writer: User, valid_from: date, valid_until: date | None, is_shown: bool
) -> None:
    agreed(make_story(), writer, valid_from=valid_from, valid_until=valid_until)
    client.force_login(employed())
    assert client.get("/stories/a-story/").status_code == (200 if is_shown else 404)
    assert ("The a-story" in client.get("/stories/").content.decode()) == is_shown
    assert Story.objects.shown().exists() == is_shown


def test_s2_without_any_consent_nobody_reads_it(client: Client, writer: User) -> None:
    make_story()
    client.force_login(writer)
    assert client.get("/stories/a-story/").status_code == 404


def test_s2_withdrawal_is_once_and_known(writer: User) -> None:
    consent = withdraw_consent(consent=agreed(make_story(), writer), by=writer)
    assert (consent.withdrawn_at, consent.withdrawn_by) == (clock.now(), writer)
    assert Event.objects.filter(verb="stories.consent_withdrawn").count() == 1
    with pytest.raises(ConsentAlreadyWithdrawn):
        withdraw_consent(consent=consent, by=writer)


def test_s2_a_consent_changes_in_no_other_way(writer: User) -> None:
    consent = agreed(make_story(), writer)
    consent.evidence = "Other"
    everything = Consent.objects.all()
    for change in (consent.save, consent.delete, everything.delete, lambda: everything.update(evidence="Other")):
        with pytest.raises(ImmutableRecord):
            change()


def test_s2_the_database_wants_withdrawal_whole_and_periods_in_order(writer: User) -> None:
    facts = {
        "story": make_story(),
        "kind": ConsentKind.PERSON,
        "recorded_at": clock.now(),
        "recorded_by": writer,
        "valid_from": date(2027, 6, 4),
    }
    for wrong in ({"withdrawn_at": clock.now()}, {"valid_until": date(2027, 6, 3)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**facts, **wrong)


@pytest.mark.parametrize("made_for_training", [True, False])
def test_s2_the_kind_of_consent_fits_the_story(writer: User, made_for_training: bool) -> None:
    story = make_story(made_for_training=made_for_training)
    kind = ConsentKind.PERSON if made_for_training else ConsentKind.MADE_FOR_TRAINING
    with pytest.raises(ConsentKindDoesNotFit):
        record_consent(
            story=story, kind=kind, given_by="x", uses=[Use.TRAINING], valid_from=date(2027, 1, 1), by=writer
        )


def test_s2_the_editor_sees_what_uses_it_and_withdraws(client: Client, writer: User) -> None:
    story = make_story()
    consent = agreed(story, writer)
    page = draft_module(by=writer, story=story)
    assert [used.title for used in uses_of(story)] == ["The first module"]
    client.force_login(writer)
    shown = client.get(f"/stories/a-story/consent/{consent.pk}/withdraw/").content.decode()
    assert "The first module" in shown
    client.post(f"/stories/a-story/consent/{consent.pk}/withdraw/")
    assert "Not shown: no consent holds" in client.get("/stories/a-story/consent/").content.decode()
    assert "no consent for it holds" in client.get(f"/learning/reviews/{page.pk}/").content.decode()
    again = client.post(f"/stories/a-story/consent/{consent.pk}/withdraw/", follow=True)
    assert "has been withdrawn already" in again.content.decode()


def test_s2_the_editor_records_a_consent(client: Client, writer: User) -> None:
    story = make_story()
    client.force_login(writer)
    client.post("/stories/wording/", {"text": "I agree that this is used."})
    client.post("/stories/a-story/people/", {"name": "Nan Ross", "part": Part.TELLER})
    nan = story.appearances.get()
    facts = {"appearance": nan.pk, "given_by": "Nan Ross", "uses": [Use.TRAINING], "evidence": "File 12"}
    refused = client.post("/stories/a-story/consent/", facts).content.decode()
    assert "There is a problem" in refused
    assert "File 12" in refused
    day = {"valid_from_day": "1", "valid_from_month": "6", "valid_from_year": "2027"}
    whole = facts | {"wording": ConsentWording.objects.get().pk, "how": How.PAPER} | day
    assert client.post("/stories/a-story/consent/", whole).status_code == 302
    assert not Story.objects.shown().exists(), "nobody has published it"
    client.post("/stories/a-story/publish/")
    assert Story.objects.shown().exists()


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in {Role.EDITOR, Role.GOVERNANCE})])
def test_s2_consent_is_for_editors_and_governance(client: Client, writer: User, role: Role | None) -> None:
    consent = agreed(make_story(), writer)
    addresses = ["/stories/a-story/consent/", f"/stories/a-story/consent/{consent.pk}/withdraw/"]
    for address in addresses:
        assert client.get(address)["Location"].startswith("/accounts/login/")
    client.force_login(employed(roles=(role,) if role else ()))
    for address in addresses:
        assert client.post(address).status_code == 403
    assert Story.objects.shown().exists()


def test_the_list_takes_the_same_queries_for_two_and_for_twenty(
    client: Client, writer: User, django_assert_max_num_queries: object
) -> None:
    client.force_login(employed())
    counted = []
    for start, end in ((0, 2), (2, 20)):
        for number in range(start, end):
            agreed(make_story(slug=f"story-{number}"), writer)
        with django_assert_max_num_queries(12) as captured:  # type: ignore[operator]
            client.get("/stories/")
        counted.append(len(captured.captured_queries))
    assert counted[0] == counted[1]
