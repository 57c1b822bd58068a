"""What a person is told about their own accreditation."""

from django.utils import timezone
from django.utils.formats import date_format

from accreditation.models import AccreditationDecision
from people.notices import notify


def tell_person(decision: AccreditationDecision) -> None:
    """E-mail the person about a decision; written with it, sent after commit, once."""
    accreditation = decision.accreditation
    notify(
        user=accreditation.user,
        template=f"accreditation/emails/{decision.kind}.txt",
        key=f"accreditation.{decision.kind}.{decision.pk}",
        context={
            "number": accreditation.number,
            "scheme": accreditation.scheme.name,
            "reason": decision.reason,
            "conditions": decision.conditions,
            "from": date_format(timezone.localtime(decision.effective_from), "j F Y, H:i"),
            "from_day": date_format(timezone.localdate(decision.effective_from), "j F Y"),
            "last_day_before": date_format(decision.valid_until, "j F Y") if decision.valid_until else "",
            "actor": str(decision.actor),
            "reply_to": decision.actor.email,
        },
    )
