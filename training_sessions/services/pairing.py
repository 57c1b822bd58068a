"""Name the two who lead, and let a substitute step in (T6)."""

from collections.abc import Iterable

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock, require_state
from modules.models import Module
from people.models import Locality, User
from training_sessions.access import require_scheduler
from training_sessions.constants import AHEAD
from training_sessions.exceptions import PairRefused, ReasonMissing
from training_sessions.models import Session, SessionDate, SessionPair
from training_sessions.pairs import Leader, Times, require_pair
from training_sessions.services.invitations import cancel_invitation, send_invitations


def lock_people(users: Iterable[User]) -> None:
    """Hold these people until the transaction ends, so that nobody else names them for the same time."""
    list(User.objects.select_for_update().filter(pk__in=[user.pk for user in users]).order_by("pk"))


def checked_pair(
    first: User, second: User, *, module: Module, times: Times, locality: Locality, apart_from: Session | None = None
) -> tuple[Leader, Leader]:
    lock_people([first, second])
    return require_pair(first, second, module=module, times=times, locality=locality, apart_from=apart_from)


def make_pair(session: Session, one: Leader, other: Leader, *, by: User, reason: str = "") -> SessionPair:
    if one.employment is None or other.employment is None:
        raise PairRefused("A trainer acts for an employer.")
    return SessionPair.objects.create(
        session=session,
        **SessionPair.facts(one.employment, other.employment),
        qualified=one.user if one.is_qualified else other.user,
        reason=reason,
        named_at=clock.now(),
        named_by=by,
    )


@transaction.atomic
def substitute(*, session: Session, stands_down: User, steps_in: User, reason: str, by: User) -> SessionPair:
    """Let somebody lead in a trainer's place from now on; dates that have begun stay with who led them.

    The rule of the pair is checked anew with the trainer who stays. Raises `PairRefused` with who could be asked.
    """
    require_scheduler(by)
    session = lock(Session.objects.select_related("module_version__module", "locality"), session.pk)
    require_state(session, "change the trainers of", allowed=AHEAD)
    if not reason.strip():
        raise ReasonMissing("Say why a substitute steps in.")
    dates = list(
        SessionDate.objects.filter(session=session, starts_at__gt=clock.now()).select_related(
            "pair__first_trainer", "pair__second_trainer"
        )
    )
    if not dates:
        raise PairRefused("Every date of this session has begun. Who led it stays on record.")
    pair = dates[0].pair
    if stands_down.pk not in {trainer.pk for trainer in pair.trainers}:
        raise PairRefused(f"{stands_down} does not lead this session.")
    one, other = checked_pair(
        pair.other_than(stands_down.pk),
        steps_in,
        module=session.module_version.module,
        times=[(date.starts_at, date.ends_at) for date in dates],
        locality=session.locality,
        apart_from=session,
    )
    new = make_pair(session, one, other, by=by, reason=reason.strip())
    SessionDate.objects.filter(pk__in=[date.pk for date in dates]).update(pair=new)
    record("training_sessions.substituted", new, by=by, detail={"stood_down": stands_down.pk, "in": steps_in.pk})
    for date in dates:
        cancel_invitation(date, stands_down, note=f"{steps_in} leads in your place.")
    send_invitations(session, note=f"{steps_in} leads this session in place of {stands_down}.")
    return new
