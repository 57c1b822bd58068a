"""Changes of what counts: seen beforehand, and confirmed by a second person when many completions change (T4)."""

from django.db import transaction
from wagtail.models import Revision

from audit.services import record
from core import clock
from core.transitions import lock
from modules.constants import ALTERED_BY_ONE_PERSON
from modules.counting import Counting
from modules.effects import Effects, effects_of_content, effects_of_rules
from modules.exceptions import ChangeNotAllowed, NotReviewed
from modules.models import CompletionChange, CompletionRules, Enrolment, Module, ModulePage
from modules.models.module import lesson_heads_from
from modules.selectors import current_version
from modules.services.completing import complete_if_due, withdraw_completion
from modules.services.publishing import WRITERS, digest_of, publish_draft, require_approved
from people.constants import Role
from people.models import User
from people.selectors import has_role, roles_of


@transaction.atomic
def change_rules(
    *, module: Module, counting: Counting, reaches_back: bool, reason: str, read: str, by: User
) -> CompletionRules | CompletionChange:
    """Change what completes a module, now or when a second person has confirmed it.

    `read` is the fingerprint of the effects that were shown. When more than twenty people's completions change, the
    change waits for another member of the governance group and is returned as such.
    """
    module = _locked(module, by)
    if not (counting.lessons or counting.check or counting.session):
        raise ChangeNotAllowed("Something must be done to complete a module: lessons, the check or a session.")
    if counting == module.counting and not reaches_back:
        raise ChangeNotAllowed("These are the rules already.")
    _require_none_waits(module)
    effects = effects_of_rules(module, counting, reaches_back=reaches_back)
    _require_read(effects, read)
    if effects.count <= ALTERED_BY_ONE_PERSON:
        return _apply(module, counting, reaches_back, reason, effects, made_by=by, confirmed_by=None)
    change = CompletionChange.objects.create(
        module=module,
        rules=counting.as_data(),
        reaches_back=reaches_back,
        reason=reason,
        gained=len(effects.gained),
        lost=len(effects.lost),
        proposed_at=clock.now(),
        proposed_by=by,
    )
    record("modules.rules_proposed", change, by=by, detail=effects.counts)
    return change


@transaction.atomic
def decide_change(*, change: CompletionChange, confirm: bool, read: str, by: User) -> None:
    """Confirm or refuse a change that another person proposed, having read what it alters now.

    Confirmed, a change of rules takes effect and a change of content goes live, at once.
    """
    module = _locked(change.module, by)
    change = lock(CompletionChange.objects, change.pk)
    if change.decided_at:
        raise ChangeNotAllowed("This change has been decided already.")
    if change.proposed_by_id == by.pk:
        raise ChangeNotAllowed("You proposed this change. A second person decides it.")
    if confirm:
        effects = effects_of_change(change)
        _require_read(effects, read)
        if change.rules is not None:
            made = {"made_by": change.proposed_by, "confirmed_by": by}
            _apply(module, Counting(**change.rules), change.reaches_back, change.reason, effects, **made)
    change.decided_at, change.decided_by, change.is_confirmed = clock.now(), by, confirm
    change.save(update_fields=["decided_at", "decided_by", "is_confirmed"])
    record("modules.change_confirmed" if confirm else "modules.change_refused", change, by=by)
    if confirm and change.rules is None:
        publish_draft(page=module.page, revision=proposed_revision(change), by=by)


def effects_of_change(change: CompletionChange) -> Effects:
    """What a proposed change would do today. Raises `ChangeNotAllowed` when its draft was written anew since."""
    if change.rules is not None:
        return effects_of_rules(change.module, Counting(**change.rules), reaches_back=change.reaches_back)
    return effects_of_content(change.module, lesson_heads_from(proposed_revision(change).content))


def proposed_revision(change: CompletionChange) -> Revision:
    """The very words that a change of content proposed, whatever newer drafts there are."""
    revision = Revision.objects.filter(pk=change.revision_id).first()
    if revision is None or digest_of(revision) != change.content_digest:
        raise ChangeNotAllowed("The draft was written anew since it was proposed. Refuse it, and propose the new one.")
    return revision


def _locked(module: Module, by: User) -> Module:
    if not has_role(by, Role.GOVERNANCE):
        raise ChangeNotAllowed("Only members of the governance group change what completes a module.")
    return lock(Module.objects, module.pk)


def _require_none_waits(module: Module) -> None:
    if CompletionChange.objects.filter(module=module, decided_at=None).exists():
        raise ChangeNotAllowed("Another change for this module waits for a second person. Decide that one first.")


def _require_read(effects: Effects, read: str) -> None:
    if effects.fingerprint != read:
        raise ChangeNotAllowed("What this would change is not what you read: more has happened since. Look again.")


def _apply(
    module: Module,
    counting: Counting,
    reaches_back: bool,
    reason: str,
    effects: Effects,
    *,
    made_by: User,
    confirmed_by: User | None,
) -> CompletionRules:
    rules = CompletionRules.objects.create(
        module=module,
        needs_lessons=counting.lessons,
        needs_check=counting.check,
        needs_scenarios=counting.scenarios,
        needs_session=counting.session,
        reaches_back=reaches_back,
        reason=reason,
        made_at=clock.now(),
        made_by=made_by,
        confirmed_by=confirmed_by,
    )
    module.rules = rules
    module.save(update_fields=["rules"])
    record("modules.rules_changed", rules, by=confirmed_by or made_by, detail=effects.counts)
    why = f"What this module asks for has changed: {reason}"[:300]
    for completion in effects.lost:
        lock(Enrolment.objects, completion.enrolment_id)
        withdraw_completion(completion=completion, reason=why, by=confirmed_by or made_by)
    complete_gained(module, effects)
    return rules


def complete_gained(module: Module, effects: Effects) -> None:
    """Complete the module for those who have all it asks for now."""
    version = current_version(module.code)
    if version is None:
        return
    for enrolment in effects.gained:
        complete_if_due(lock(Enrolment.objects.select_related("user"), enrolment.pk), version)


@transaction.atomic
def propose_content(*, page: ModulePage, revision: Revision, reason: str, read: str, by: User) -> CompletionChange:
    """Ask a second person to confirm an approved draft that would complete the module for many as it goes live."""
    if roles_of(by).isdisjoint(WRITERS):
        raise ChangeNotAllowed("Only editors and the governance group propose a change of content.")
    module = lock(Module.objects, page.module_id)
    _require_none_waits(module)
    revision = require_approved(page=page, revision=revision, by=by)
    effects = effects_of_content(module, lesson_heads_from(revision.content))
    _require_read(effects, read)
    change = CompletionChange.objects.create(
        module=module,
        revision_id=revision.pk,
        content_digest=digest_of(revision),
        reason=reason,
        gained=len(effects.gained),
        lost=len(effects.lost),
        proposed_at=clock.now(),
        proposed_by=by,
    )
    record("modules.content_proposed", change, by=by, detail=effects.counts)
    return change


def require_confirmed(*, module: Module, revision: Revision) -> Effects:
    """What going live does to completions. Raises `NotReviewed` for many, unless a second person has confirmed it."""
    effects = effects_of_content(module, lesson_heads_from(revision.content))
    if effects.count > ALTERED_BY_ONE_PERSON and not is_confirmed(module, revision):
        raise NotReviewed(
            f"This draft asks for less than the version before: {effects.count} people would complete the module as it "
            "goes live. A second person must see who they are and confirm it first."
        )
    return effects


def waits_for(revision: Revision) -> bool:
    """Whether a second person has been asked to confirm exactly these words."""
    waiting = CompletionChange.objects.filter(revision_id=revision.pk, decided_at=None)
    return waiting.filter(content_digest=digest_of(revision)).exists()


def is_confirmed(module: Module, revision: Revision) -> bool:
    return CompletionChange.objects.filter(
        module=module, revision_id=revision.pk, content_digest=digest_of(revision), is_confirmed=True
    ).exists()
