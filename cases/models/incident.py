from django.db import models
from django.db.models import Q

from cases.constants.incident import INCIDENT_LIFE, OPEN_INCIDENTS, IncidentKind, IncidentState
from cases.models.restricted import RestrictedEntry, RestrictedRecord
from people.constants import Role


class SeriousIncident(RestrictedRecord):
    """Something serious that went wrong in the service (home improvement agency specification, 14.2; H13).

    It is investigated, and the council hears of it within a working day, of what is new, and of what came out. Read
    by the managers and safeguarding leads of the organisation.
    """

    kind = models.CharField(max_length=10, choices=IncidentKind)
    state = models.CharField(max_length=15, choices=IncidentState, default=IncidentState.REPORTED)
    scope = models.TextField("what the investigation asks", blank=True)
    learning = models.TextField("what is done so that it does not happen again", blank=True)

    LIFE = INCIDENT_LIFE
    READERS = (Role.MANAGER, Role.SAFEGUARDING_LEAD)
    OPEN = OPEN_INCIDENTS

    class Meta(RestrictedRecord.Meta):
        indexes = [models.Index(fields=["organisation", "state", "-reported_at"], name="incident_list")]
        constraints = [
            *RestrictedRecord.Meta.constraints,
            models.CheckConstraint(name="incident_is_reported_by_staff", condition=Q(reported_by__isnull=False)),
            models.CheckConstraint(
                name="incident_closed_says_what_is_done",
                condition=~Q(state=IncidentState.CLOSED) | ~Q(learning=""),
            ),
        ]


class IncidentEntry(RestrictedEntry):
    """Who told whom when about an incident, or what is new."""

    record = models.ForeignKey(SeriousIncident, on_delete=models.PROTECT, related_name="entries")
