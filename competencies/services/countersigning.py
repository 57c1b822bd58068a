"""The second signature: due from the day of the first, asked of a trainer, declined, reminded of (C3)."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from audit.services import record
from competencies.constants import (
    COUNTERSIGN_CALENDAR,
    COUNTERSIGN_REMIND_DAYS_BEFORE,
    COUNTERSIGN_WORKING_DAYS,
    AskState,
    RequestState,
)
from competencies.countersigning import able_to_countersign, open_ask, to_remind_of
from competencies.exceptions import CannotBeAsked
from competencies.lives import COUNTERSIGN_LIFE
from competencies.models import CountersignAsk, Countersigning, CountersignReminder, Signature, SignOffRequest
from core import clock
from core.transitions import lock, require_state
from core.working_days import add_working_days
from people.constants import Role
from people.models import User
from people.notices import notify
from people.selectors import has_role


def start_countersigning(signature: Signature) -> Countersigning:
    """Say by when the second signature is due. Called by `sign`, in its transaction, with the first of a round."""
    return Countersigning.objects.create(
        request=signature.request,
        round=signature.round,
        first_signature=signature,
        due_on=add_working_days(clock.today(), COUNTERSIGN_WORKING_DAYS, COUNTERSIGN_CALENDAR),
        working_days=COUNTERSIGN_WORKING_DAYS,
        calendar=COUNTERSIGN_CALENDAR,
        started_at=signature.signed_at,
    )


@transaction.atomic
def ask_to_countersign(*, countersigning: Countersigning, trainer: User, by: User) -> CountersignAsk:
    """Ask one trainer who could sign today; whoever was asked before is asked no longer, and told so."""
    request = _waiting_request(countersigning)
    _require_may_ask(countersigning, by)
    if trainer.pk not in {signer.user.pk for signer in able_to_countersign(request)}:
        raise CannotBeAsked(f"{trainer} could not sign this today. Choose somebody from the list.")
    before = open_ask(countersigning)
    if before is not None:
        if before.trainer_id == trainer.pk:
            raise CannotBeAsked(f"{trainer} is asked already.")
        _take_back(before, by)
    ask = CountersignAsk.objects.create(
        countersigning=countersigning, person=request.user, trainer=trainer, asked_at=clock.now(), asked_by=by
    )
    record("competencies.countersign_asked", request, by=by, detail={"ask": ask.pk})
    _tell(trainer, "countersign_asked", f"countersign-asked-{ask.pk}", ask)
    return ask


@transaction.atomic
def take_back_ask(*, ask: CountersignAsk, by: User) -> CountersignAsk:
    """Ask the trainer no longer; anybody who could sign still may."""
    _waiting_request(ask.countersigning)
    ask = lock(CountersignAsk.objects, ask.pk)
    _require_may_ask(ask.countersigning, by)
    COUNTERSIGN_LIFE.require(ask, "take_back")
    _take_back(ask, by)
    return ask


@transaction.atomic
def decline_ask(*, ask: CountersignAsk, reason: str, by: User) -> CountersignAsk:
    """The trainer who was asked says that they will not sign, and why. The first signer is told, to ask another."""
    _waiting_request(ask.countersigning)
    ask = lock(CountersignAsk.objects, ask.pk)
    if ask.trainer_id != by.pk:
        raise CannotBeAsked("Only the trainer who was asked can decline.")
    COUNTERSIGN_LIFE.require(ask, "decline")
    if not reason.strip():
        raise CannotBeAsked("Say why you cannot sign this, so that somebody else can be asked.")
    ask.reason = reason.strip()
    _close(ask, AskState.DECLINED, by)
    record("competencies.countersign_declined", ask.countersigning.request, by=by, detail={"ask": ask.pk})
    _tell(ask.countersigning.first_signature.signer, "countersign_declined", f"countersign-declined-{ask.pk}", ask)
    return ask


def stage_on(due_on: date, today: date) -> int | None:
    """Which reminder's time has come: 3 days before, 0 from the day itself, then -1, -2 … for each week late."""
    left = (due_on - today).days
    if left > COUNTERSIGN_REMIND_DAYS_BEFORE:
        return None
    return COUNTERSIGN_REMIND_DAYS_BEFORE if left > 0 else -(-left // 7)


@transaction.atomic
def send_countersign_reminders() -> int:
    """Write to each trainer one e-mail about every second signature whose next stage has come. Returns how many.

    The rows are locked, so that of two runs the later finds what the earlier has told.
    """
    today = clock.today()
    news: dict[User, list[Countersigning]] = {}
    told: list[CountersignReminder] = []
    for row, trainers in to_remind_of(today):
        stage = stage_on(row.due_on, today)
        known = {reminder.user_id for reminder in row.reminders.all() if reminder.stage == stage}
        for trainer in trainers:
            if stage is not None and trainer.pk not in known:
                news.setdefault(trainer, []).append(row)
                told.append(CountersignReminder(countersigning=row, user=trainer, stage=stage, told_at=clock.now()))
    CountersignReminder.objects.bulk_create(told)
    for trainer, rows in news.items():
        _remind(trainer, rows, today)
    return len(news)


def _remind(trainer: User, rows: list[Countersigning], today: date) -> None:
    notify(
        user=trainer,
        template="competencies/email/countersign_reminder.txt",
        key=f"competencies.countersign-reminder.{trainer.pk}.{today.isoformat()}",
        context={
            "lines": [_line(row, today) for row in rows],
            "count": len(rows),
            "late": any(row.due_on < today for row in rows),
            "path": reverse("competencies:sign_offs"),
        },
    )


def _line(row: Countersigning, today: date) -> str:
    day = date_format(row.due_on, "j F Y")
    when = f"was due by {day}" if row.due_on < today else "is due today" if row.due_on == today else f"is due by {day}"
    return f"{row.request.competency}, {row.request.user}: {when}"


def _waiting_request(countersigning: Countersigning) -> SignOffRequest:
    """The request, locked, if it still waits for this second signature."""
    request = lock(SignOffRequest.objects, countersigning.request_id)
    require_state(request, "ask anybody to sign", allowed={RequestState.WAITING})
    if request.round != countersigning.round:
        raise CannotBeAsked("That round was referred back. Two new signatures are needed.")
    return request


def _require_may_ask(countersigning: Countersigning, by: User) -> None:
    if by.pk == countersigning.request.user_id:
        raise CannotBeAsked("You cannot choose who signs you off.")
    if by.pk != countersigning.first_signature.signer_id and not has_role(by, Role.GOVERNANCE):
        raise CannotBeAsked("The first signer asks for the second signature, or a member of the governance group.")


def _take_back(ask: CountersignAsk, by: User) -> None:
    _close(ask, AskState.TAKEN_BACK, by)
    record("competencies.countersign_taken_back", ask.countersigning.request, by=by, detail={"ask": ask.pk})
    _tell(ask.trainer, "countersign_taken_back", f"countersign-taken-back-{ask.pk}", ask)


def _close(ask: CountersignAsk, state: AskState, by: User) -> None:
    ask.state = state
    ask.closed_at, ask.closed_by = clock.now(), by
    ask.save(update_fields=["state", "closed_at", "closed_by", "reason"])


def _tell(user: User, event: str, key: str, ask: CountersignAsk) -> None:
    request = ask.countersigning.request
    notify(
        user=user,
        template=f"competencies/email/{event}.txt",
        key=f"competencies.{key}",
        context={
            "competency": str(request.competency),
            "person": str(request.user),
            "trainer": str(ask.trainer),
            "asked_by": str(ask.asked_by),
            "due_on": date_format(ask.countersigning.due_on, "l j F Y"),
            "sign_path": reverse("competencies:sign", args=[request.pk]),
            "decline_path": reverse("competencies:decline_countersign", args=[ask.pk]),
            "ask_path": reverse("competencies:countersign", args=[request.pk]),
        },
    )
