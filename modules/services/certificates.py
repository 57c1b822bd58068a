"""Certificates of completion (T14)."""

from django.utils import timezone

from audit.services import record
from modules.certificate_numbers import number_for
from modules.models import Certificate, Completion, Waiver
from people.selectors import employment_on


def issue_certificate(*, completion: Completion) -> Certificate:
    """Fix what is certified, in the transaction of the completion. Later changes of name or text do not reach it."""
    version = completion.module_version
    day = timezone.localdate(completion.completed_at)
    employment = employment_on(completion.user, day)
    certificate = Certificate.objects.create(
        number=number_for(completion.pk),
        completion=completion,
        holder=str(completion.user),
        organisation=str(employment.organisation) if employment else "",
        module_title=version.title,
        module_code=version.module.code,
        version_label=version.label,
        minutes=version.minutes,
        completed_on=day,
        issued_at=completion.completed_at,
        outcomes=[outcome["text"] for outcome in version.outcomes],
        waived=[
            f"{waiver.in_words} was waived."
            for waiver in Waiver.objects.standing().filter(enrolment=completion.enrolment).order_by("given_at", "pk")
        ],
    )
    record("modules.certificate_issued", certificate, by=completion.user)
    return certificate
