"""Report a serious incident, and close its investigation."""

from django.db import transaction

from cases.constants.incident import IncidentKind
from cases.constants.restricted import Safety
from cases.exceptions import NotWhole
from cases.models import SeriousIncident
from cases.services.restricted import About, Told, close, employer_of, new_record, take_on
from people.models import User


@transaction.atomic
def report_incident(
    *,
    about: About,
    kind: IncidentKind,
    what: str,
    safety: Safety,
    by: User,
    when_seen: str = "",
    safety_done: str = "",
    told: Told | None = None,
    kept_from: User | None = None,
) -> SeriousIncident:
    """Start the restricted record of a serious incident (H13). The council is to know within a working day."""
    organisation = employer_of(by, about.case)
    if not what.strip():
        raise NotWhole("Say what happened.")
    return new_record(
        SeriousIncident,
        organisation=organisation,
        about=about,
        reported_by=by,
        told=told,
        kind=kind,
        what=what,
        when_seen=when_seen,
        safety=safety,
        safety_done=safety_done,
        kept_from=kept_from,
    )


def begin_investigation(*, record: SeriousIncident, scope: str, by: User) -> SeriousIncident:
    """Say what is to be found out, and by whom: whoever begins it leads it."""
    if not scope.strip():
        raise NotWhole("Say what the investigation is to find out.")
    return take_on(record=record, by=by, scope=scope)


def close_incident(*, record: SeriousIncident, outcome: str, learning: str, by: User) -> SeriousIncident:
    """End it with what was found, and with what is done so that it does not happen again."""
    if not learning.strip():
        raise NotWhole("Say what is done so that it does not happen again.")
    return close(record=record, outcome=outcome, by=by, learning=learning)
