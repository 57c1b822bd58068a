"""What a person is told about their own accreditation, and officers about what waits for them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    Appeal,
    OutageReport,
    PracticeDeclaration,
    RegisterEntry,
    SuspensionReview,
)
from core import clock
from people.constants import Role
from people.models import User
from people.notices import notify
from people.selectors import employment_on, holders_of


def tell_person(decision: AccreditationDecision) -> None:
    """E-mail the person about a decision; written with it, sent after commit, once.

    There is a text for each kind, and another for a suspension that is a precaution about somebody else's signatures.
    """
    text = "precaution" if decision.precaution_id else decision.kind
    _tell(
        decision,
        f"accreditation/emails/{text}.txt",
        key=f"accreditation.{decision.kind}.{decision.pk}",
        reason=decision.reason,
        actor=decision.actor,
        review_on=_day(decision.review_on),
        lifted_as=decision.lifted_as,
    )


def tell_of_review(review: SuspensionReview) -> None:
    """E-mail the person that their suspension was looked at again and is kept."""
    _tell(
        review.suspension,
        "accreditation/emails/kept_suspended.txt",
        key=f"accreditation.kept_suspended.{review.pk}",
        reason=review.reason,
        actor=review.reviewed_by,
        review_on=_day(review.next_review_on),
    )


def _tell(decision: AccreditationDecision, template: str, *, key: str, reason: str, actor: User, **more: Any) -> None:
    accreditation = decision.accreditation
    context = {
        "number": accreditation.number,
        "scheme": accreditation.scheme.name,
        "reason": reason,
        "conditions": decision.conditions,
        "conditions_from": _day(decision.conditions_from),
        "conditions_until": _day(_last_day(decision.conditions_until)),
        "from": date_format(timezone.localtime(decision.effective_from), "j F Y, H:i"),
        "from_day": _day(timezone.localdate(decision.effective_from)),
        "last_day_before": _day(decision.valid_until),
        "actor": str(actor),
        "reply_to": actor.email,
    }
    notify(user=accreditation.user, template=template, key=key, context=context | more)


def tell_officers(accreditation: Accreditation, *, template: str, key: str) -> None:
    """E-mail everyone who may decide about this person. It names the accreditation and leads to its page."""
    person = accreditation.user
    job = employment_on(person, clock.today())
    not_them = [person.pk, *([job.line_manager_id] if job and job.line_manager_id else [])]
    officers = holders_of(Role.ACCREDITATION_OFFICER).exclude(pk__in=not_them)
    for officer in officers:
        notify(
            user=officer,
            template=f"accreditation/emails/{template}.txt",
            key=f"{key}.{officer.pk}",
            context={"number": accreditation.number, "scheme": accreditation.scheme.name},
        )


def tell_of_appeal(appeal: Appeal, *, template: str, **more: Any) -> None:
    """E-mail the person how their appeal stands."""
    accreditation = appeal.decision.accreditation
    context = {
        "number": accreditation.number,
        "decision": appeal.decision.get_kind_display().lower(),
        "decided_on": _day(timezone.localdate(appeal.decision.recorded_at)),
        "appeal": appeal.pk,
    }
    notify(
        user=accreditation.user,
        template=f"accreditation/emails/{template}.txt",
        key=f"accreditation.{template}.{appeal.pk}.{clock.now():%Y%m%d%H%M%S}",
        context=context | more,
    )


def tell_hearers(appeal: Appeal, hearers: Iterable[User]) -> None:
    for hearer in hearers:
        notify(
            user=hearer,
            template="accreditation/emails/appeal_to_hear.txt",
            key=f"accreditation.appeal_to_hear.{appeal.pk}.{hearer.pk}",
            context={"number": appeal.decision.accreditation.number, "appeal": appeal.pk},
        )


def ask_to_confirm(declaration: PracticeDeclaration) -> None:
    notify(
        user=declaration.asked,
        template="accreditation/emails/practice_to_confirm.txt",
        key=f"accreditation.practice.{declaration.pk}",
        context={"person": str(declaration.accreditation.user)},
    )


def remind_to_renew(entry: RegisterEntry, *, days: int) -> None:
    """One e-mail for each term and each of the days before its end."""
    notify(
        user=entry.user,
        template="accreditation/emails/renewal_due.txt",
        key=f"accreditation.renewal.{entry.pk}.{entry.valid_until:%Y%m%d}.{days}",
        context={"number": entry.number, "scheme": entry.scheme.name, "until": _day(entry.valid_until)},
    )


def tell_of_outage(report: OutageReport) -> None:
    """E-mail the officers what was allowed in an outage that the register would have refused. It names nobody."""
    context = {
        "report": report.pk,
        "case_system": str(report.case_system),
        "wrong": report.wrongly_allowed,
        "size": report.size,
        "received": date_format(timezone.localtime(report.received_at), "j F Y, H:i"),
    }
    for officer in holders_of(Role.ACCREDITATION_OFFICER):
        key = f"accreditation.outage.{report.pk}.{officer.pk}"
        notify(user=officer, template="accreditation/emails/outage.txt", key=key, context=context)


def _last_day(until: date | None) -> date | None:
    return until - timedelta(days=1) if until else None


def _day(day: Any) -> str:
    return date_format(day, "j F Y") if day else ""
