"""Who may do what with sessions."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from core import clock
from core.periods import holding_on
from people.models import User
from people.selectors import line_manages, roles_of
from training_sessions.constants import SCHEDULERS
from training_sessions.exceptions import NotAllowedHere
from training_sessions.models import Session, SessionDate


def is_scheduler(user: User) -> bool:
    return not roles_of(user).isdisjoint(SCHEDULERS)


def require_scheduler(by: User) -> None:
    if not is_scheduler(by):
        raise NotAllowedHere("Sessions are arranged by trainers, editors and the governance group.")


def leads(user: User, session: Session) -> bool:
    """Whether somebody leads, or led, a date of the session."""
    return SessionDate.objects.filter(session=session).led_by(user.pk).exists()


def require_leader(by: User, session: Session) -> None:
    if not leads(by, session):
        raise NotAllowedHere("Only the trainers of this session can do this.")


def led_or_refuse(user: User, session: Session) -> Session:
    """The session, for a page of its trainers; others get 403 with words."""
    if not leads(user, session):
        raise PermissionDenied("This page is for the trainers who lead this session.")
    return session


def require_acts_for(by: User, person: User) -> None:
    """People book for themselves; their line manager may book for them."""
    if by.pk != person.pk and not line_manages(by, person, clock.today()):
        raise NotAllowedHere(f"Only {person} or their line manager can do this.")


def managed_by(user: User) -> "QuerySet[User]":
    """The people whom somebody line-manages today."""
    return User.objects.filter(holding_on(clock.today(), "employments__"), employments__line_manager=user)


def manages(user: User) -> bool:
    return managed_by(user).exists()


def may_act_for(user: User) -> Q:
    """The filter for bookings that somebody may change: their own and those of the people they manage today."""
    return Q(user=user) | Q(user__in=managed_by(user))
