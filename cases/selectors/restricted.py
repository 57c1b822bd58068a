"""Who may read a concern or a serious incident. Whoever may not is told that there is no such page."""

from typing import TypeVar

from django.db.models import QuerySet

from cases.models import Concern, SeriousIncident
from cases.models.restricted import RestrictedRecord
from core import clock
from people.models import User
from people.selectors import holders_in, organisations_where

R = TypeVar("R", bound=RestrictedRecord)


def readable(model: type[R], user: User) -> QuerySet[R]:
    """The records that somebody reads whole: those of an organisation for which they hold a reader's role."""
    found = model._default_manager.filter(organisation__in=organisations_where(user, *model.READERS))
    return found.exclude(kept_from=user)


def may_read(record: RestrictedRecord, user: User) -> bool:
    is_reader = record.organisation_id in organisations_where(user, *record.READERS)
    return is_reader and record.kept_from_id != user.pk


def their_own_words(record: RestrictedRecord, user: User) -> bool:
    """Whether somebody reads what they reported themselves: until it is taken on."""
    return record.reported_by_id == user.pk and record.taken_on_at is None


def readers_of(record: RestrictedRecord) -> QuerySet[User]:
    """Who reads it, and hears of it by e-mail."""
    found = User.objects.none()
    for role in record.READERS:
        found = found | holders_in(record.organisation, role)
    if record.kept_from:
        found = found.exclude(pk=record.kept_from.pk)
    return found.distinct()


def council_waits(model: type[R]) -> QuerySet[R]:
    """Those of which the council does not know though its day has come, for the reminder."""
    waiting = model._default_manager.filter(state__in=model.OPEN, council_told_on=None)
    return waiting.filter(council_due_on__lte=clock.today()).select_related("organisation")


RESTRICTED: tuple[type[Concern] | type[SeriousIncident], ...] = (Concern, SeriousIncident)
