"""A module goes live only as the very words that somebody else approved (T13), and stays known as it was."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.actions.publish_page_revision import PublishPagePermissionError, PublishPageRevisionAction
from wagtail.models import Revision

from audit.models import Event
from core.exceptions import ImmutableRecord
from modules.constants import ReviewDecision, ReviewState, Voice
from modules.exceptions import NotReviewed, ReviewNotAllowed
from modules.models import Completion, ModulePage, ModuleReview, ModuleVersion
from modules.selectors import current_version, outcomes
from modules.services import approve_draft, ask_for_changes, comment_on_draft, publish_draft
from modules.services.publishing import digest_of
from people.constants import Role
from people.models import User
from tests.factories.modules import complete, draft_module, editor, governor, publish
from tests.factories.people import UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def writer() -> User:
    return editor()


@pytest.fixture
def reviewer() -> User:
    return governor()


@pytest.fixture
def page(writer: User) -> ModulePage:
    return draft_module(by=writer)


def approve(page: ModulePage, by: User) -> ModuleReview:
    revision = page.latest_revision
    return approve_draft(page=page, revision=revision, read=digest_of(revision), by=by)


def test_t13_an_unreviewed_draft_does_not_go_live(page: ModulePage, writer: User) -> None:
    with pytest.raises(NotReviewed, match="has not been approved"):
        publish_draft(page=page, revision=page.latest_revision, by=writer)
    page.refresh_from_db()
    assert not page.live
    assert current_version("module-1") is None


def test_t13_an_approved_draft_becomes_a_version(page: ModulePage, writer: User, reviewer: User) -> None:
    version = publish(page, reviewer=reviewer, by=writer)
    assert (version.number, version.label, version.revision_id) == (1, "2027.1", page.latest_revision_id)
    assert version.content == page.latest_revision.content
    assert outcomes(version) == [{"code": "O1", "text": "Open a conversation.", "criteria": ["HC-1.1"]}]
    assert [lesson.value["title"] for lesson in version.lessons] == ["Lesson 1", "Lesson 2"]
    assert current_version("module-1") == version
    assert Event.objects.filter(verb="modules.published").count() == 1


def test_t13_the_author_cannot_approve_their_own_draft(page: ModulePage) -> None:
    both = employed(roles=(Role.EDITOR, Role.GOVERNANCE))
    page.save_revision(user=both)
    with pytest.raises(ReviewNotAllowed, match="You wrote this draft"):
        approve(page, both)


def test_t13_the_database_refuses_an_author_as_reviewer(page: ModulePage, writer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ModuleReview.objects.create(
            module=page.module,
            revision_id=page.latest_revision_id,
            content_digest="x",
            author=writer,
            decision=ReviewDecision.APPROVED,
            decided_at="2027-06-04T12:00Z",
            decided_by=writer,
        )


def test_t13_only_the_governance_group_decides(page: ModulePage) -> None:
    for person in (editor(), employed(), employed(roles=(Role.MANAGER,))):
        with pytest.raises(ReviewNotAllowed, match="governance group"):
            approve(page, person)


def test_t13_an_edit_after_approval_asks_again(page: ModulePage, writer: User, reviewer: User) -> None:
    approve(page, reviewer)
    page.summary = "Other words."
    revision = page.save_revision(user=writer)
    with pytest.raises(NotReviewed):
        publish_draft(page=page, revision=revision, by=writer)


def test_t13_words_overwritten_under_the_same_revision_are_not_approved(
    page: ModulePage, writer: User, reviewer: User
) -> None:
    """Wagtail's autosave writes into the newest revision in place."""
    approve(page, reviewer)
    page.summary = "Slipped in."
    revision = page.save_revision(user=writer, overwrite_revision=page.latest_revision)
    with pytest.raises(NotReviewed):
        publish_draft(page=page, revision=revision, by=writer)


def test_t13_what_changed_while_it_was_read_is_not_approved(page: ModulePage, writer: User, reviewer: User) -> None:
    read = digest_of(page.latest_revision)
    page.summary = "Slipped in."
    revision = page.save_revision(user=writer, overwrite_revision=page.latest_revision)
    with pytest.raises(ReviewNotAllowed, match="changed while you were reading"):
        approve_draft(page=page, revision=revision, read=read, by=reviewer)


def test_t13_an_older_draft_is_neither_approved_nor_brought_back(
    page: ModulePage, writer: User, reviewer: User
) -> None:
    old = page.latest_revision
    publish(page, reviewer=reviewer, by=writer)
    page = ModulePage.objects.get(pk=page.pk)
    page.summary = "Second."
    page.save_revision(user=writer)
    with pytest.raises(ReviewNotAllowed, match="newer draft"):
        approve_draft(page=page, revision=old, read=digest_of(old), by=reviewer)
    publish(page, reviewer=reviewer, by=writer)
    with pytest.raises(NotReviewed, match="newer draft has been live"):
        publish_draft(page=page, revision=Revision.objects.get(pk=old.pk), by=writer)
    assert current_version("module-1").number == 2


def test_changes_asked_for_do_not_open_the_door(page: ModulePage, writer: User, reviewer: User) -> None:
    revision = page.latest_revision
    ask_for_changes(page=page, revision=revision, read=digest_of(revision), by=reviewer, note="Simpler words.")
    with pytest.raises(NotReviewed):
        publish_draft(page=page, revision=revision, by=writer)


def test_t13_text_stands_as_a_draft_until_all_have_been_heard(page: ModulePage, writer: User, reviewer: User) -> None:
    assert publish(page, reviewer=reviewer, by=writer).review_state == ReviewState.DRAFT
    page = ModulePage.objects.get(pk=page.pk)
    page.summary = "Read by all."
    revision = page.save_revision(user=writer)
    for voice in (Voice.SERVICE_USER_OR_CARER, Voice.OCCUPATIONAL_THERAPIST, Voice.HOUSING_PRACTITIONER):
        comment_on_draft(page=page, revision=revision, voice=voice, said_by="A forum", words="Plain.", by=writer)
    assert publish(page, reviewer=reviewer, by=writer).review_state == ReviewState.REVIEWED


def test_t13_a_learner_records_no_comments(page: ModulePage) -> None:
    with pytest.raises(ReviewNotAllowed):
        comment_on_draft(
            page=page, revision=page.latest_revision, voice=Voice.OTHER, said_by="x", words="x", by=employed()
        )


@pytest.mark.parametrize("administrator", [True, False])
def test_no_way_of_wagtails_publishes_around_the_review(page: ModulePage, administrator: bool) -> None:
    """The action that Wagtail's API and editor run, the revision's own verb, and the scheduled command's."""
    user = UserFactory(is_superuser=administrator) if administrator else editor()
    with pytest.raises(PublishPagePermissionError):
        PublishPageRevisionAction(page.latest_revision, user=user).execute()
    for arguments in ({"user": user}, {"user": user, "skip_permission_checks": True}, {}):
        with pytest.raises(NotReviewed):
            page.latest_revision.publish(**arguments)
    page.refresh_from_db()
    assert not page.live
    assert not ModuleVersion.objects.exists()


def test_wagtails_editor_offers_no_workflow_copy_or_publish(page: ModulePage) -> None:
    assert not page.has_workflow
    tester = page.permissions_for_user(UserFactory(is_superuser=True))
    assert not tester.can_publish()
    assert not tester.can_copy()
    assert not page.get_parent().permissions_for_user(UserFactory(is_superuser=True)).can_publish_subpage()


def test_a_page_forced_live_shows_learners_nothing_new(page: ModulePage, writer: User, reviewer: User) -> None:
    """Learners read the version, so even a write past every rule does not reach them."""
    publish(page, reviewer=reviewer, by=writer)
    ModulePage.objects.filter(pk=page.pk).update(summary="Forced.", lessons="[]")
    assert current_version("module-1").summary == "About The first module."
    assert len(current_version("module-1").lessons) == 2


def test_when_the_version_cannot_be_made_nothing_goes_live(
    page: ModulePage, writer: User, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(page, reviewer)

    def broken(**kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("modules.services.publishing.make_version", broken)
    with pytest.raises(RuntimeError):
        publish_draft(page=page, revision=page.latest_revision, by=writer)
    page.refresh_from_db()
    assert not page.live


def test_a_version_never_changes(page: ModulePage, writer: User, reviewer: User) -> None:
    version = publish(page, reviewer=reviewer, by=writer)
    version.title = "Other"
    with pytest.raises(ImmutableRecord):
        version.save()
    with pytest.raises(ImmutableRecord):
        ModuleVersion.objects.update(title="Other")
    with pytest.raises(ImmutableRecord):
        version.delete()


def test_a_completion_stays_with_the_version_it_was_made_in(page: ModulePage, writer: User, reviewer: User) -> None:
    first = publish(page, reviewer=reviewer, by=writer)
    completion = complete(employed())
    page = ModulePage.objects.get(pk=page.pk)
    page.summary = "Second."
    page.save_revision(user=writer)
    publish(page, reviewer=reviewer, by=writer)
    assert Completion.objects.get(pk=completion.pk).module_version == first


def test_t13_the_review_page_takes_a_draft_from_comment_to_live(
    client: Client, page: ModulePage, writer: User, reviewer: User
) -> None:
    address = f"/learning/reviews/{page.pk}/"
    client.force_login(writer)
    said = {"comment-voice": "service_user_or_carer", "comment-said_by": "Carers' forum", "comment-words": "Too long."}
    client.post(address, {"action": "comment", **said})
    shown = client.get(address).content.decode()
    assert "Too long." in shown
    assert "Words of lesson 2." in shown
    refused = client.post(address, {"action": "publish"}, follow=True)
    assert "has not been approved" in refused.content.decode()
    client.force_login(reviewer)
    decision = {"read": digest_of(page.latest_revision), "decision-note": "Good."}
    client.post(address, {"action": "approve", **decision})
    client.force_login(writer)
    assert "The module is live." in client.post(address, {"action": "publish"}, follow=True).content.decode()
    assert current_version("module-1") is not None
    assert "No draft is waiting" in client.get("/learning/reviews/").content.decode()


def test_the_review_page_keeps_what_was_typed(client: Client, page: ModulePage, reviewer: User) -> None:
    client.force_login(reviewer)
    shown = client.post(
        f"/learning/reviews/{page.pk}/", {"action": "comment", "comment-words": "Kept words"}
    ).content.decode()
    assert "There is a problem" in shown
    assert "Kept words" in shown


@pytest.mark.parametrize("address", ["/learning/reviews/", "/learning/reviews/1/"])
def test_reviews_are_for_editors_and_governance(client: Client, address: str) -> None:
    assert client.get(address)["Location"].startswith("/accounts/login/")
    for role in set(Role) - {Role.EDITOR, Role.GOVERNANCE}:
        client.force_login(employed(roles=(role,)))
        assert client.get(address).status_code == 403
