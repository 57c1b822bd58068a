"""The page ends in a decision, and a change leads to the module's next version (T10)."""

from datetime import date, datetime

import pytest
from django.core import mail

from core import outbox
from core.exceptions import ImmutableRecord
from evaluation.constants import Outcome
from evaluation.exceptions import DecisionNotAllowed
from evaluation.models import Decision, DecisionAnswered
from evaluation.selectors.decisions import decision_facts, open_changes
from evaluation.services import reply_to_decision
from modules.models import ModulePage, ModuleVersion
from modules.notices import notices_for_editor
from tests.factories.evaluation import decided
from tests.factories.modules import editor, governor, publish, publish_module
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def version(now: datetime) -> ModuleVersion:
    return publish_module()


def next_version(version: ModuleVersion, *, summary: str = "With stairs.") -> ModuleVersion:
    writer = editor()
    page = ModulePage.objects.get(module=version.module)
    page.summary = summary
    page.save_revision(user=writer)
    return publish(page, reviewer=governor(), by=writer)


def test_t10_a_change_is_answered_by_the_next_version(version: ModuleVersion) -> None:
    """Decide, tell the editors, reply, publish: the new version is pinned to the decision it answers."""
    decision = decided(version)
    (notice,) = notices_for_editor(version.module)
    assert "Add a lesson about stairs." in notice.words
    reply_to_decision(decision=decision, words="Lesson 3 is about stairs.", by=editor())
    assert open_changes(version.module) == [decision], "a reply alone changes nothing for learners"
    newer = next_version(version)
    answered = DecisionAnswered.objects.get()
    assert (answered.decision, answered.module_version) == (decision, newer)
    assert notices_for_editor(version.module) == []
    standing = decision_facts(decision.pk)
    assert standing is not None
    assert not standing.is_open
    assert decided(newer), "the next change can be decided"


def test_t10_a_version_that_nobody_tied_to_the_decision_leaves_it_open(version: ModuleVersion) -> None:
    decision = decided(version)
    next_version(version, summary="A full stop.")
    assert open_changes(version.module) == [decision]
    assert not DecisionAnswered.objects.exists()


def test_t10_a_decision_never_changes(version: ModuleVersion) -> None:
    decision = decided(version)
    decision.why = "Another reason."
    with pytest.raises(ImmutableRecord):
        decision.save()
    with pytest.raises(ImmutableRecord):
        decision.present.all().delete()
    with pytest.raises(ImmutableRecord):
        Decision.objects.all().delete()


def test_t10_the_group_decides_together(version: ModuleVersion) -> None:
    alone, other, stranger = governor(), governor(), employed()
    with pytest.raises(DecisionNotAllowed, match="together"):
        decided(version, present=[alone], by=alone)
    with pytest.raises(DecisionNotAllowed, match="together"):
        decided(version, present=[alone, alone], by=alone)
    with pytest.raises(DecisionNotAllowed, match="together"):
        decided(version, present=[other, governor()], by=alone)
    with pytest.raises(DecisionNotAllowed, match="not a member"):
        decided(version, present=[alone, stranger], by=alone)
    with pytest.raises(DecisionNotAllowed, match="Only a member"):
        decided(version, present=[stranger, other], by=stranger)
    assert not Decision.objects.exists()


def test_t10_what_is_decided_lies_ahead_and_one_change_waits_at_a_time(version: ModuleVersion) -> None:
    with pytest.raises(DecisionNotAllowed, match="passed"):
        decided(version, due_on=date(2027, 6, 3))
    decided(version)
    with pytest.raises(DecisionNotAllowed, match="not made yet"):
        decided(version)
    assert decided(version, Outcome.KEEP)


def test_t10_only_an_editor_replies_and_once_and_only_to_a_change(version: ModuleVersion) -> None:
    kept, change = decided(version, Outcome.KEEP), decided(version)
    with pytest.raises(DecisionNotAllowed, match="Only editors"):
        reply_to_decision(decision=change, words="Done.", by=employed())
    with pytest.raises(DecisionNotAllowed, match="Only a decision to change"):
        reply_to_decision(decision=kept, words="Done.", by=editor())
    reply_to_decision(decision=change, words="Done.", by=editor())
    with pytest.raises(DecisionNotAllowed, match="already"):
        reply_to_decision(decision=change, words="Done again.", by=editor())


def test_t10_a_withdrawal_is_open_while_the_module_is_live(version: ModuleVersion) -> None:
    decision = decided(version, Outcome.WITHDRAW)
    standing = decision_facts(decision.pk)
    assert standing is not None
    assert standing.is_open
    version.module.page.unpublish()
    standing = decision_facts(decision.pk)
    assert standing is not None
    assert not standing.is_open


def test_t10_whoever_sees_to_it_is_told(version: ModuleVersion) -> None:
    decision = decided(version)
    outbox.run_due()
    (sent,) = mail.outbox
    assert sent.to == [decision.owner.email]
    assert "1 September 2027" in sent.body
