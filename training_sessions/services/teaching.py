"""What trainers write down after a session (T11)."""

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from people.models import User
from training_sessions.access import require_leader
from training_sessions.constants import SessionState
from training_sessions.exceptions import SessionUnusable
from training_sessions.models import Session, SessionLog


@transaction.atomic
def write_log(*, session: Session, how_it_went: str, to_change: str, incidents: str, by: User) -> SessionLog:
    """Add a trainer's log. Sending the same twice is one log. It can be written from the first date's start on."""
    require_leader(by, session)
    session = lock(Session.objects, session.pk)
    if session.state == SessionState.CANCELLED or session.starts_at > clock.now():
        raise SessionUnusable("A log is written once the session has begun.")
    words = {"how_it_went": how_it_went.strip(), "to_change": to_change.strip(), "incidents": incidents.strip()}
    if not words["how_it_went"]:
        raise SessionUnusable("Say how it went.")
    if same := SessionLog.objects.filter(session=session, written_by=by, **words).first():
        return same
    log = SessionLog.objects.create(session=session, written_at=clock.now(), written_by=by, **words)
    record("training_sessions.log_written", log, by=by)
    return log
