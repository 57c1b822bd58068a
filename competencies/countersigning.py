"""Questions about second signatures: in which order trainers see them, who could give one, whom to remind."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import BooleanField, Case, Exists, OuterRef, Prefetch, QuerySet, Subquery, Value, When

from competencies.constants import COUNTERSIGN_REMIND_DAYS_BEFORE, AskState
from competencies.models import (
    CountersignAsk,
    Countersigning,
    Signature,
    SignOffRequest,
    TrainerStanding,
)
from competencies.signers import FACTS_OF_A_SIGNATURE, Signer, refusal, signatures_of_round, signers_on, who_could_sign
from people.models import User

# Nobody chooses from a longer list; those left out can be asked when these decline.
OFFERED_TO_CHOOSE = 30


def with_due_day(requests: QuerySet[SignOffRequest]) -> QuerySet[SignOffRequest]:
    """Each request with `due_on`: by when the second signature of the present round is due, or None."""
    due = Countersigning.objects.filter(request=OuterRef("pk"), round=OuterRef("round")).values("due_on")
    return requests.annotate(due_on=Subquery(due[:1]))


def in_order_for(trainer: User, requests: QuerySet[SignOffRequest], day: date) -> QuerySet[SignOffRequest]:
    """As a trainer should meet them: what they are asked to sign, then what is overdue, then the longest wait.

    Each carries `due_on`, `is_overdue`, and `ask_id`, the reader's own request to sign second.
    """
    asks = CountersignAsk.objects.filter(
        countersigning__request=OuterRef("pk"),
        countersigning__round=OuterRef("round"),
        state=AskState.ASKED,
        trainer=trainer,
    )
    overdue = Case(When(due_on__lt=day, then=Value(True)), default=Value(False), output_field=BooleanField())
    return (
        with_due_day(requests)
        .annotate(is_overdue=overdue, ask_id=Subquery(asks.values("pk")[:1]), is_asked=Exists(asks))
        .order_by("-is_asked", "-is_overdue", "waiting_since", "pk")
    )


def able_to_countersign(request: SignOffRequest) -> list[Signer]:
    """Trainers who could give the second signature today, to choose from."""
    return who_could_sign(request, limit=OFFERED_TO_CHOOSE)


def open_ask(countersigning: Countersigning) -> CountersignAsk | None:
    """Who is asked at present."""
    return countersigning.asks.filter(state=AskState.ASKED).select_related("trainer").first()


def second_signatures() -> QuerySet[Countersigning]:
    """Every second signature that is still missing, the earliest due first, with who is asked."""
    asks = CountersignAsk.objects.filter(state=AskState.ASKED).select_related("trainer")
    return (
        Countersigning.objects.waiting()
        .select_related("request__user", "request__competency", "first_signature__signer")
        .prefetch_related(Prefetch("asks", asks, to_attr="open_asks"))
        .order_by("due_on", "pk")
    )


def to_remind_of(day: date) -> Iterator[tuple[Countersigning, list[User]]]:
    """Each second signature that is due soon or late, locked, with whom to remind. The same queries for any number.

    That is the trainer who is asked; where nobody is, everybody who could sign today.
    """
    signatures = Signature.objects.select_related("signer", *FACTS_OF_A_SIGNATURE)
    rows = list(
        second_signatures()
        .filter(due_on__lte=day + timedelta(days=COUNTERSIGN_REMIND_DAYS_BEFORE))
        .select_for_update(of=("self",))
        .prefetch_related(
            Prefetch("request__signatures", signatures.order_by("position")), "request__moderations", "reminders"
        )
    )
    trainers = User.objects.filter(is_active=True, pk__in=TrainerStanding.objects.on(day).values("user"))
    signers = signers_on(list(trainers.order_by("pk")), day)
    for row in rows:
        asked = {ask.trainer_id for ask in row.open_asks}  # type: ignore[attr-defined]
        able = _able(row.request, list(signers.values()), asked)
        # Somebody who was asked and could sign no longer is not waited for.
        yield row, [trainer for trainer in able if trainer.pk in asked] or able


def _able(request: SignOffRequest, signers: list[Signer], asked: set[int]) -> list[User]:
    signatures = signatures_of_round(request)
    # A visitor who may sign whatever they are asked for is not reminded before they are asked.
    reached = [signer for signer in signers if signer.visits_for != frozenset() or signer.user.pk in asked]
    return [signer.user for signer in reached if refusal(request, signer, signatures) is None]


def reminders_of(countersigning: Countersigning) -> QuerySet:
    return countersigning.reminders.select_related("user").order_by("told_at", "pk")
