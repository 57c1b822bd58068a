"""The directory of other services: added, changed, confirmed, put out of use and brought back (H10).

It is one for the whole partnership, so a manager of any partner keeps it; each change is written down.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import record
from cases.constants.directory import LISTED_SERVICE_LIFE, ListingState, Topic
from cases.exceptions import AlreadyDecided, NotDirectoryKeeper, NotWhole
from cases.models import ListedOrganisation, ListedService, ServiceTopic
from cases.seen import last_change, mark_of_service, require_as_seen
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import Locality, User
from people.selectors import has_role


@dataclass(frozen=True, kw_only=True)
class ServiceDetails:
    """What the directory says of a service."""

    organisation: str
    name: str
    description: str
    topics: Collection[Topic]
    localities: Collection[Locality] = ()
    minimum_age: int | None = None
    maximum_age: int | None = None
    eligibility: str = ""
    costs: str = ""
    telephone: str = ""
    email: str = ""
    website: str = ""
    contact_name: str = ""
    opening_times: str = ""
    places: str = ""

    def columns(self) -> dict[str, Any]:
        """What stands in the service's own row."""
        apart = {"organisation", "topics", "localities"}
        return {name: value for name, value in vars(self).items() if name not in apart}


@transaction.atomic
def add_service(*, details: ServiceDetails, by: User) -> ListedService:
    """List a service. Whoever adds it has asked it, so it counts as confirmed today."""
    _require_keeper(by)
    _require_whole(details)
    service = ListedService(
        organisation=_organisation(details.organisation),
        assured_on=clock.today(),
        assured_by=by,
        changed_at=clock.now(),
        **details.columns(),
    )
    _save(service, details)
    record("cases.service_listed", service, by=by)
    return service


@transaction.atomic
def change_service(
    *, service: ListedService, details: ServiceDetails, by: User, seen: str | None = None
) -> ListedService:
    """Put an entry right. What was suggested before keeps its words; the day of confirming stays as it was.

    Raises `ChangedUnseen` when another manager has changed what the writer had before them.
    """
    service = _locked(service, by, "change")
    require_as_seen(seen, mark_of_service(service), lambda: last_change("cases.listed_service_changed", [service]))
    _require_whole(details)
    columns = details.columns()
    changed = sorted(name for name, value in columns.items() if getattr(service, name) != value)
    for name in changed:
        setattr(service, name, columns[name])
    organisation = _organisation(details.organisation)
    if service.organisation != organisation:
        service.organisation = organisation
        changed.append("organisation")
    service.changed_at = clock.now()
    _save(service, details)
    record("cases.listed_service_changed", service, by=by, detail={"fields": changed})
    return service


@transaction.atomic
def confirm_service(*, service: ListedService, by: User) -> ListedService:
    """Say that the service was asked and the entry is right as it stands."""
    service = _locked(service, by, "confirm")
    return _assured(service, "cases.listed_service_confirmed", by)


@transaction.atomic
def retire_service(*, service: ListedService, reason: str, by: User) -> ListedService:
    """Put it out of use: nobody is pointed to it any more. What was suggested stays."""
    service = _locked(service, by, "retire")
    if not reason.strip():
        raise NotWhole("Say why it is put out of use.")
    service.state, service.state_reason, service.changed_at = ListingState.INACTIVE, reason, clock.now()
    service.save(update_fields=["state", "state_reason", "changed_at"])
    record("cases.listed_service_retired", service, by=by)
    return service


@transaction.atomic
def bring_back_service(*, service: ListedService, by: User) -> ListedService:
    """Take it into use again, confirmed today."""
    service = _locked(service, by, "bring-back")
    service.state, service.state_reason = ListingState.ACTIVE, ""
    return _assured(service, "cases.listed_service_brought_back", by)


def _assured(service: ListedService, verb: str, by: User) -> ListedService:
    service.assured_on, service.assured_by, service.changed_at = clock.today(), by, clock.now()
    service.save(update_fields=["state", "state_reason", "assured_on", "assured_by", "changed_at"])
    record(verb, service, by=by)
    return service


def _require_keeper(by: User) -> None:
    if not has_role(by, Role.MANAGER):
        raise NotDirectoryKeeper("Only a manager changes the directory.")


def _locked(service: ListedService, by: User, verb: str) -> ListedService:
    _require_keeper(by)
    service = lock(ListedService.objects.select_related("organisation"), service.pk)
    LISTED_SERVICE_LIFE.require(service, verb)
    return service


def _require_whole(details: ServiceDetails) -> None:
    if not details.topics:
        raise NotWhole("Choose at least one thing that it helps with.")
    if not any((details.telephone, details.email, details.website, details.places)):
        raise NotWhole("Say how to reach it: a telephone number, an e-mail address, a website or a place.")
    least, most = details.minimum_age, details.maximum_age
    if least is not None and most is not None and most < least:
        raise NotWhole("The highest age must not be below the lowest.")


def _organisation(name: str) -> ListedOrganisation:
    """The one of this name, in capitals or not; a new one where there is none."""
    found = ListedOrganisation.objects.filter(name__iexact=name).first()
    return found or ListedOrganisation.objects.create(name=name)


def _save(service: ListedService, details: ServiceDetails) -> None:
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError:
        raise AlreadyDecided(
            f"“{service.name}” of {service.organisation} is in the directory already. Change that entry."
        ) from None
    service.localities.set(details.localities)
    wanted = {Topic(one) for one in details.topics}
    service.topics.exclude(topic__in=wanted).delete()
    held = set(service.topics.values_list("topic", flat=True))
    ServiceTopic.objects.bulk_create(ServiceTopic(service=service, topic=one) for one in sorted(wanted - held))
