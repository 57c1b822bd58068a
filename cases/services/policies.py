"""The dated policies of the short ways and of tiers. What held stays as it was: the next ends the one before."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from accreditation.models import Adaptation
from audit.services import record
from cases.constants.direct_access import FastTrackReason
from cases.constants.tier import Situation
from cases.exceptions import PolicyNotPossible
from cases.models import DirectAccessPolicy, DirectAccessReader, FastTrackTerm, RedFlagQuestion, TierEscalator
from core import clock
from core.transitions import lock
from people.models import Organisation, User
from people.selectors import employment_on
from people.vocabulary import Tenure, Tier


@transaction.atomic
def set_direct_access_policy(
    *, tenure: Tenure, questions: Collection[RedFlagQuestion], working_days: int, valid_from: date, by: User | None
) -> DirectAccessPolicy:
    """End a tenure's policy and start its next version. Raises `PolicyNotPossible` for a day that is too early."""
    versions = DirectAccessPolicy.objects.select_for_update().filter(tenure=tenure)
    newest = versions.order_by("-version").first()
    _end(versions.filter(valid_until=None).first(), valid_from)
    policy = DirectAccessPolicy.objects.create(
        tenure=tenure,
        version=newest.version + 1 if newest else 1,
        working_days=working_days,
        valid_from=valid_from,
    )
    policy.questions.set(questions)
    codes = sorted(question.code for question in questions)
    detail = {"tenure": str(tenure), "version": policy.version, "questions": codes, "working_days": working_days}
    record("cases.direct_access_policy_set", policy, by=by, detail=detail)
    return policy


@transaction.atomic
def set_fast_track_term(
    *,
    reason: FastTrackReason,
    valid_from: date,
    by: User | None,
    working_days: int | None = None,
    hours: int | None = None,
) -> FastTrackTerm:
    """End the term of a reason and start the next, in working days or in hours."""
    if bool(working_days) == bool(hours):
        raise PolicyNotPossible("Give the term in working days or in hours, one of the two.")
    _end(FastTrackTerm.objects.select_for_update().filter(reason=reason, valid_until=None).first(), valid_from)
    term = FastTrackTerm.objects.create(reason=reason, working_days=working_days, hours=hours, valid_from=valid_from)
    record("cases.fast_track_term_set", term, by=by, detail={"reason": str(reason), "term": term.length})
    return term


def _end(present: DirectAccessPolicy | FastTrackTerm | TierEscalator | None, day: date) -> None:
    if day < clock.today():
        raise PolicyNotPossible("It cannot start in the past: what was decided then stays explained.")
    if present is None:
        return
    if day <= present.valid_from:
        raise PolicyNotPossible(f"The present one starts on {present.valid_from:%-d %B %Y}. Choose a later day.")
    present.valid_until = day
    present.save(update_fields=["valid_until"])


@transaction.atomic
def set_tier_escalator(
    *,
    situation: Situation,
    tier: Tier,
    items: Collection[Adaptation],
    valid_from: date,
    by: User | None,
    under_age: int | None = None,
) -> TierEscalator:
    """End what a situation raises a tier to and start the next rule: to which tier, and for which items (none: all)."""
    _end(TierEscalator.objects.select_for_update().filter(situation=situation, valid_until=None).first(), valid_from)
    rule = TierEscalator.objects.create(situation=situation, tier=tier, under_age=under_age, valid_from=valid_from)
    rule.items.set(items)
    detail = {"situation": str(situation), "tier": str(tier), "items": sorted(item.code for item in items)}
    record("cases.tier_escalator_set", rule, by=by, detail=detail)
    return rule


@transaction.atomic
def name_reader(*, organisation: Organisation, user: User, valid_from: date, by: User | None) -> DirectAccessReader:
    """Name somebody who reads the answers for the organisation they work for."""
    job = employment_on(user, max(valid_from, clock.today()))
    if job is None or job.organisation_id != organisation.pk:
        raise PolicyNotPossible(f"{user} does not work for {organisation}.")
    if DirectAccessReader.objects.on(valid_from).filter(organisation=organisation, user=user).exists():
        raise PolicyNotPossible(f"{user} reads the answers for {organisation} already.")
    if valid_from < clock.today():
        raise PolicyNotPossible("It cannot start in the past.")
    reader = DirectAccessReader.objects.create(organisation=organisation, user=user, valid_from=valid_from)
    record("cases.direct_access_reader_named", reader, by=by, detail={"organisation": organisation.code})
    return reader


@transaction.atomic
def end_reader(*, reader: DirectAccessReader, by: User) -> DirectAccessReader:
    """From today on they read the answers no more. What waits is for the others, or for whoever asks."""
    reader = lock(DirectAccessReader.objects, reader.pk)
    if reader.valid_until is None:
        reader.valid_until = max(clock.today(), reader.valid_from)
        reader.save(update_fields=["valid_until"])
        record("cases.direct_access_reader_ended", reader, by=by, detail={"organisation": reader.organisation.code})
    return reader
