"""A version of the framework from draft to approval: who writes, who asks, who approves, and what cannot (C1)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.selectors import history_of
from competencies.constants import FrameworkState
from competencies.exceptions import (
    AuthorApproves,
    DraftChanged,
    FrameworkNotAccepted,
    NotAnEditor,
    NotGovernance,
    NotTheAuthor,
    ReassessmentUndecided,
)
from competencies.framework_content import CriterionContent, FrameworkContent, content_of
from competencies.framework_edits import with_competency, without_competency
from competencies.lives import FRAMEWORK_LIFE
from competencies.models import Framework, FrameworkEdit
from competencies.selectors import competencies_for_level, framework_in_force
from competencies.services import (
    approve_framework,
    delete_draft,
    send_framework_back,
    start_draft,
    submit_framework,
    write_draft,
)
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from core.models import OutboxEntry
from core.periods import months_later
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def governor() -> User:
    return employed(roles=(Role.GOVERNANCE,))


def titled(draft: Framework, title: str) -> FrameworkContent:
    return replace(content_of(draft), title=title)


def test_c1_a_draft_starts_as_a_copy_of_the_version_in_force() -> None:
    in_force = factory.framework()
    draft = factory.draft()
    assert content_of(draft) == replace(content_of(in_force), version="2027.2")
    assert draft.state == FrameworkState.DRAFT
    assert framework_in_force() == in_force
    assert [edit.edited_by for edit in draft.edits.all()] == [draft.author]


def test_c1_only_the_group_and_editors_write() -> None:
    draft = factory.draft()
    trainer = employed(roles=(Role.TRAINER,))
    with pytest.raises(NotAnEditor):
        start_draft(version="2027.3", by=trainer)
    with pytest.raises(NotAnEditor):
        write_draft(framework=draft, content=titled(draft, "Mine"), revision=1, what="Changed", by=trainer)


def test_c1_a_version_has_a_number_of_its_own() -> None:
    draft = factory.draft()
    with pytest.raises(FrameworkNotAccepted, match=r"There is a version 2027\.1 already"):
        start_draft(version="2027.1", by=draft.author)
    taken = replace(content_of(draft), version="2027.1")
    with pytest.raises(FrameworkNotAccepted, match=r"There is a version 2027\.1 already"):
        write_draft(framework=draft, content=taken, revision=draft.revision, what="Changed", by=draft.author)


def test_c1_a_stale_edit_is_refused_and_names_who_was_first() -> None:
    draft = factory.draft()
    other = governor()
    write_draft(framework=draft, content=titled(draft, "Theirs"), revision=1, what="Changed title", by=other)
    with pytest.raises(DraftChanged, match=f"{other} changed this draft after you opened it"):
        write_draft(framework=draft, content=titled(draft, "Mine"), revision=1, what="Changed title", by=draft.author)
    draft.refresh_from_db()
    assert draft.title == "Theirs"


def test_c1_a_draft_is_deleted_by_its_author_alone_and_leaves_its_audit_event() -> None:
    draft = factory.draft()
    kept = Framework(pk=draft.pk)
    with pytest.raises(NotTheAuthor):
        delete_draft(framework=draft, by=governor())
    delete_draft(framework=draft, by=draft.author)
    assert not Framework.objects.filter(version="2027.2").exists()
    assert history_of(kept).filter(verb="competencies.framework_deleted").count() == 1


def test_c1_an_unfinished_draft_is_not_handed_in() -> None:
    draft = factory.draft()
    draft = factory.rewritten(draft, criteria=())
    with pytest.raises(FrameworkNotAccepted, match="SN-1 has no performance criterion"):
        submit_framework(framework=draft, by=draft.author)


def test_c1_the_author_asks_and_nobody_who_wrote_any_part_approves() -> None:
    draft = factory.draft()
    helper, judge = governor(), governor()
    write_draft(framework=draft, content=titled(draft, "Better"), revision=1, what="Changed title", by=helper)
    with pytest.raises(NotTheAuthor):
        submit_framework(framework=draft, by=helper)
    submit_framework(framework=draft, by=draft.author)
    with pytest.raises(NotGovernance):
        approve_framework(framework=draft, by=UserFactory())
    with pytest.raises(AuthorApproves, match="You wrote a part of this framework"):
        approve_framework(framework=draft, by=helper)
    with pytest.raises(AuthorApproves, match="You wrote a part of this framework"):
        send_framework_back(framework=draft, reason="Not yet", by=helper)
    assert framework_in_force() != draft
    assert approve_framework(framework=draft, by=judge) == framework_in_force()


def test_c1_sent_back_says_why_and_it_is_a_draft_again() -> None:
    draft = factory.draft()
    submit_framework(framework=draft, by=draft.author)
    with pytest.raises(FrameworkNotAccepted, match="Say what should be changed"):
        send_framework_back(framework=draft, reason=" ", by=governor())
    sent_back = send_framework_back(framework=draft, reason="Say more about carers.", by=governor())
    assert sent_back.state == FrameworkState.DRAFT
    assert sent_back.sent_back.get().reason == "Say more about carers."
    [mail] = OutboxEntry.objects.filter(key__startswith="competencies.framework-sent-back-")
    assert mail.payload["user_id"] == draft.author_id
    submit_framework(framework=draft, by=draft.author)


def test_c5_approving_decides_about_everything_new_or_changed() -> None:
    draft = factory.rewritten(factory.draft())
    submit_framework(framework=draft, by=draft.author)
    judge, later = governor(), months_later(clock.today(), 6)
    with pytest.raises(ReassessmentUndecided, match="Say what becomes of those signed off already: SN-1"):
        approve_framework(framework=draft, by=judge)
    with pytest.raises(ReassessmentUndecided, match="Nothing is to be decided about SN-2"):
        approve_framework(framework=draft, by=judge, decisions={"SN-1": None, "SN-2": later})
    with pytest.raises(ReassessmentUndecided, match="Give a day after today for SN-1"):
        approve_framework(framework=draft, by=judge, decisions={"SN-1": clock.today()})
    assert framework_in_force() != draft
    approve_framework(framework=draft, by=judge, decisions={"SN-1": None})


def test_c5_a_new_competency_is_asked_for_once_its_time_has_passed() -> None:
    draft = factory.draft()
    content = content_of(draft)
    new = replace(
        content.domains[0].competencies[1], code="SN-9", criteria=(CriterionContent(code="SN-9.1", text="Asks."),)
    )
    content = with_competency(content, new, domain="D")
    draft = write_draft(framework=draft, content=content, revision=1, what="Added SN-9", by=draft.author)
    day = months_later(clock.today(), 6)
    factory.approved(draft, SN_9=day)
    assert "SN-9" not in {row.code for row in competencies_for_level("simple")}
    with clock.fixed(clock.now() + (day - clock.today())):
        assert "SN-9" not in {row.code for row in competencies_for_level("simple")}
    with clock.fixed(clock.now() + (day - clock.today()) + timedelta(days=1)):
        assert "SN-9" in {row.code for row in competencies_for_level("simple")}


NOT_ALLOWED = [
    (state, verb)
    for state in FrameworkState.values
    for verb, step in FRAMEWORK_LIFE.steps.items()
    if verb != "start" and state not in step.allowed_from
]


@pytest.mark.parametrize(("state", "verb"), NOT_ALLOWED)
def test_c1_every_step_that_a_state_does_not_allow_is_refused(state: str, verb: str) -> None:
    draft = factory.draft()
    if state != FrameworkState.DRAFT:
        submit_framework(framework=draft, by=draft.author)
    if state == FrameworkState.APPROVED:
        approve_framework(framework=draft, by=governor())
    draft.refresh_from_db()
    verbs = {
        "edit": lambda: write_draft(
            framework=draft, content=content_of(draft), revision=draft.revision, what="Changed", by=draft.author
        ),
        "delete": lambda: delete_draft(framework=draft, by=draft.author),
        "submit": lambda: submit_framework(framework=draft, by=draft.author),
        "send back": lambda: send_framework_back(framework=draft, reason="Not yet", by=governor()),
        "approve": lambda: approve_framework(framework=draft, by=governor()),
    }
    with pytest.raises(TransitionNotAllowed):
        verbs[verb]()
    assert Framework.objects.get(pk=draft.pk).state == state


def test_c1_what_was_approved_never_changes_by_another_way() -> None:
    draft = factory.approved(factory.draft())
    with pytest.raises(ImmutableRecord):
        draft.save()
    with pytest.raises(ImmutableRecord):
        draft.competencies.update(title="Other")
    with pytest.raises(ImmutableRecord):
        draft.competencies.all().delete()


def test_c1_the_database_knows_when_a_version_was_handed_in() -> None:
    draft = factory.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.filter(pk=draft.pk).update(state=FrameworkState.SUBMITTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkEdit.objects.create(
            framework=draft, revision=1, what="Again", edited_at=clock.now(), edited_by=draft.author
        )


def test_c1_who_wrote_a_draft_is_never_rewritten_and_goes_with_the_draft_alone() -> None:
    draft = factory.draft()
    edit = draft.edits.get(revision=1)
    for change in (edit.save, edit.delete, draft.edits.all().delete, lambda: draft.edits.update(what="Other")):
        with pytest.raises(ImmutableRecord):
            change()
    delete_draft(framework=draft, by=draft.author)
    assert not FrameworkEdit.objects.exists()


def test_c1_a_removed_competency_is_no_longer_asked_for() -> None:
    draft = factory.draft()
    content = without_competency(content_of(draft), "SN-2")
    draft = write_draft(framework=draft, content=content, revision=1, what="Removed SN-2", by=draft.author)
    factory.approved(draft)
    assert [row.code for row in competencies_for_level("simple")] == ["SN-1"]
