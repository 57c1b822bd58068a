"""Names: a new one, and those that public pages must not say (A3). Each sends `public_name_changed`."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format

from audit.services import record
from core import clock
from core.transitions import lock
from people.constants import WITHHOLDING, Role, WithholdingGround, WithholdingState
from people.exceptions import NameNotYoursToWithhold, WithholdingNotWhole
from people.models import NameWithholding, User
from people.notices import notify
from people.selectors import has_role, name_is_withheld
from people.signals import public_name_changed


@transaction.atomic
def rename(*, user: User, first_name: str, last_name: str, by: User) -> User:
    """Somebody is called something else from now on. What was certified before keeps the name it was made out to."""
    user = lock(User.objects, user.pk)
    user.first_name, user.last_name = first_name.strip(), last_name.strip()
    user.save(update_fields=["first_name", "last_name"])
    return name_was_edited(user=user, by=by)


@transaction.atomic
def name_was_edited(*, user: User, by: User) -> User:
    """Somebody's name was saved by another way, such as Wagtail's page of users: the same news, in its transaction."""
    user = lock(User.objects, user.pk)
    record("people.renamed", user, by=by)
    public_name_changed.send(sender=User, user=user)
    return user


@transaction.atomic
def withhold_name(*, user: User, ground: WithholdingGround, reason: str, review_on: date, by: User) -> NameWithholding:
    """From this moment no public page says the person's name or organisation. They are told by e-mail."""
    user = lock(User.objects, user.pk)
    _require_officer(user, by)
    if name_is_withheld(user):
        raise WithholdingNotWhole(f"The name of {user} is withheld already.")
    withholding = NameWithholding.objects.create(
        user=user,
        ground=ground,
        reason=_required(reason),
        withheld_by=by,
        withheld_at=clock.now(),
        review_on=_ahead(review_on),
    )
    _say(withholding, "people.name_withheld", by=by)
    return withholding


@transaction.atomic
def keep_name_withheld(*, withholding: NameWithholding, review_on: date, by: User) -> NameWithholding:
    """Looked at again: it goes on, until another day of review."""
    withholding = lock(NameWithholding.objects, withholding.pk)
    WITHHOLDING.require(withholding, "keep")
    _require_officer(withholding.user, by)
    withholding.review_on = _ahead(review_on)
    withholding.save(update_fields=["review_on"])
    record("people.name_kept_withheld", withholding, by=by, detail={"review_on": review_on.isoformat()})
    return withholding


@transaction.atomic
def show_name_again(*, withholding: NameWithholding, reason: str, by: User) -> NameWithholding:
    """End it: public pages say the name again at once. The person is told by e-mail."""
    withholding = lock(NameWithholding.objects, withholding.pk)
    WITHHOLDING.require(withholding, "end")
    _require_officer(withholding.user, by)
    withholding.state = WithholdingState.ENDED
    withholding.ended_by, withholding.ended_at, withholding.end_reason = by, clock.now(), _required(reason)
    withholding.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])
    _say(withholding, "people.name_shown_again", by=by)
    return withholding


def _say(withholding: NameWithholding, event: str, *, by: User) -> None:
    record(event, withholding, by=by)
    public_name_changed.send(sender=NameWithholding, user=withholding.user)
    notify(
        user=withholding.user,
        template=f"people/emails/{event.removeprefix('people.')}.txt",
        key=f"{event}.{withholding.pk}",
        context={"review_on": date_format(withholding.review_on, "j F Y"), "officer": str(by), "reply_to": by.email},
    )


def _require_officer(user: User, by: User) -> None:
    if not has_role(by, Role.ACCREDITATION_OFFICER):
        raise NameNotYoursToWithhold("Only an accreditation officer decides whether a name is withheld.")
    if by.pk == user.pk:
        raise NameNotYoursToWithhold("You cannot decide about your own name. Another officer must.")


def _required(reason: str) -> str:
    if not reason.strip():
        raise WithholdingNotWhole("Give the reason for this decision.")
    return reason.strip()


def _ahead(review_on: date) -> date:
    if review_on <= clock.today():
        raise WithholdingNotWhole("The day of review must be a day after today.")
    return review_on
