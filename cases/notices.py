"""E-mails of the case module. None names a person: an inbox is read over shoulders."""

from django.urls import reverse

from cases.models import Case, Concern
from cases.models.restricted import RestrictedRecord
from cases.selectors.restricted import RESTRICTED, council_waits, readers_of
from core import clock
from people.constants import Role
from people.notices import notify
from people.selectors import holders_in


def tell_its_readers(record: RestrictedRecord) -> None:
    """That a concern or an incident waits: a link behind the sign-in, and nothing of what it says.

    Where nobody is named who may read it, the managers hear that somebody must be.
    """
    kind, readers = record._meta.model_name, list(readers_of(record))
    for reader in readers:
        if reader.pk != record.reported_by_id:
            notify(
                user=reader,
                template=f"cases/emails/{kind}_reported.txt",
                key=f"cases.{kind}.{record.token}.{reader.pk}",
                context={"path": address_of(record)},
            )
    if readers:
        return
    for manager in holders_in(record.organisation, Role.MANAGER):
        notify(
            user=manager,
            template="cases/emails/no_safeguarding_lead.txt",
            key=f"cases.{kind}.{record.token}.{manager.pk}",
            context={"organisation": record.organisation.name},
        )


def tell_owner_of_outage(case: Case, answer_id: str) -> None:
    """The register elsewhere would refuse what its offline copy allowed, and no review holds it up."""
    notify(
        user=case.owner,
        template="cases/emails/allowed_in_outage.txt",
        key=f"cases.outage.{answer_id}",
        context={"reference": case.reference},
    )


def remind_of_the_council() -> None:
    """Daily: the council is to know of it today, or should have known. Until somebody writes down that it does."""
    today = clock.today().isoformat()
    for model in RESTRICTED:
        for record in council_waits(model):
            for reader in readers_of(record):
                notify(
                    user=reader,
                    template="cases/emails/council_waits.txt",
                    key=f"cases.council.{record.token}.{reader.pk}.{today}",
                    context={"path": address_of(record), "is_late": record.is_overdue},
                )


def address_of(record: RestrictedRecord) -> str:
    name = "concern-record" if isinstance(record, Concern) else "incident-record"
    return reverse(f"cases:{name}", args=[record.token])
