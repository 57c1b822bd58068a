"""What a renewal asks for beside what a grant does: practice that goes on, a refresher, and not too late (A2)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from accreditation.constants import DecisionKind
from accreditation.models import AccreditationDecision, Answer, PracticeDeclaration, RegisterEntry
from accreditation.requirements import missing_for
from core import clock
from core.periods import months_later
from modules.models import Completion, Module


@dataclass(frozen=True, kw_only=True)
class Practice:
    """How often somebody practised since a day: by the register's own answers, and as declared and confirmed.

    An answer shows that somebody was about to act. Several on one day about the same item and place count once.
    """

    since: date
    needed: int
    answered: int
    confirmed: int
    unconfirmed: int

    @property
    def counted(self) -> int:
        return self.answered + self.confirmed

    @property
    def is_enough(self) -> bool:
        return self.counted >= self.needed


def practice_of(entry: RegisterEntry) -> Practice:
    since = months_later(clock.today(), -entry.scheme.renewal_months)
    declared = PracticeDeclaration.objects.filter(accreditation=entry.pk, practised_on__gte=since)
    sums = {
        is_confirmed: declared.filter(confirmation__isnull=not is_confirmed).aggregate(total=Sum("count"))["total"] or 0
        for is_confirmed in (True, False)
    }
    return Practice(
        since=since,
        needed=entry.scheme.renewal_practice_count,
        answered=_answered(entry.number, since),
        confirmed=sums[True],
        unconfirmed=sums[False],
    )


def _answered(number: str, since: date) -> int:
    start = timezone.make_aware(datetime.combine(since, time.min))
    permitted = Answer.objects.filter(accreditation_number=number, asked_at__gte=start, decision=True)
    days = permitted.annotate(day=TruncDate("asked_at")).order_by()
    return days.values("day", "question__adaptation", "question__locality").distinct().count()


def missing_for_renewal(entry: RegisterEntry) -> list[str]:
    """Everything that is still missing, each as a sentence; empty when it can be renewed."""
    practice = practice_of(entry)
    missing = missing_for(entry.user, entry.scheme)
    if is_too_late(entry):
        missing.append(f"It could be renewed until {last_day_to_renew(entry):%-d %B %Y}. Now the person applies anew.")
    if not practice.is_enough:
        missing.append(
            f"Practice since {practice.since:%-d %B %Y}: {practice.counted} of {practice.needed} assessments or "
            f"authorisations are known."
        )
    return missing + _refreshers_missing(entry, practice.since)


def _refreshers_missing(entry: RegisterEntry, since: date) -> list[str]:
    codes = entry.scheme.renewal_module_codes
    if not codes:
        return []
    done = Completion.objects.filter(
        user=entry.user_id, module_version__module__code__in=codes, completed_at__date__gte=since
    )
    held = set(done.values_list("module_version__module__code", flat=True))
    titles = dict(Module.objects.filter(code__in=codes).values_list("code", "title"))
    return [
        f"The refresher “{titles.get(code, code)}” was not completed since {since:%-d %B %Y}."
        for code in codes
        if code not in held
    ]


def last_day_to_renew(entry: RegisterEntry) -> date | None:
    """The last day on which it can be renewed. An upheld appeal against a refused renewal starts the time again."""
    if entry.valid_until is None:
        return None
    upheld = (
        AccreditationDecision.objects.filter(
            accreditation=entry.pk,
            kind=DecisionKind.OVERTURNED,
            overturns__kind=DecisionKind.RENEWAL_REFUSED,
        )
        .order_by("register_number")
        .last()
    )
    start = max(entry.valid_until, timezone.localdate(upheld.effective_from)) if upheld else entry.valid_until
    return start + timedelta(days=entry.scheme.renewal_within_days)


def is_too_late(entry: RegisterEntry) -> bool:
    last_day = last_day_to_renew(entry)
    return last_day is not None and clock.today() > last_day
