"""What each case system asks, added up from the log of answers, and what is unusual about it (A4).

The log is read in the order of its batches, which is the order of their commits, so that nothing is counted twice or
passed over whatever runs at the same moment. Nothing is counted while a question is being answered.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from accreditation.anomalies import look_at
from accreditation.models import Answer, AnswerBatch, CaseSystem, CaseSystemUse, UseCounted
from accreditation.questions import Reason
from core import clock

# Of the log in one transaction: at two thousand answers a second, ten seconds' worth.
BATCHES_AT_ONCE = 20_000
# A day's use is shown for a month and compared over two weeks; a year and a month lets somebody look back.
KEPT = timedelta(days=400)


def count_new_answers() -> int:
    """Add up what was answered since the last time, and look at it for what is unusual. Every five minutes.

    Returns how many batches were read. One that fails leaves what was counted before.
    """
    total = 0
    while read := _count_some():
        total += read
    look_at_the_hour()
    return total


@transaction.atomic
def _count_some() -> int:
    UseCounted.objects.get_or_create(pk=1)
    counted = UseCounted.objects.select_for_update().get(pk=1)
    last = AnswerBatch.objects.aggregate(last=Max("number"))["last"] or 0
    upto = min(last, counted.batch + BATCHES_AT_ONCE)
    read = upto - counted.batch
    if read > 0:
        for row in _added_up(counted.batch, upto):
            _add(row)
        counted.batch = upto
    counted.counted_at = clock.now()
    counted.save()
    return max(read, 0)


def _added_up(after: int, upto: int) -> list[dict[str, Any]]:
    """The answers of these batches by case system and hour."""
    answers = Answer.objects.filter(batch__number__gt=after, batch__number__lte=upto, case_system__isnull=False)
    rows = (
        answers.annotate(hour=TruncHour("asked_at"))
        .values("case_system", "hour")
        .annotate(
            asked=Count("id"),
            permitted=Count("id", filter=Q(decision=True)),
            # Reasons stand in one order; of those that refuse, this one comes first.
            unknown=Count("id", filter=Q(reasons__0=Reason.UNKNOWN_SUBJECT.value)),
            last=Max("asked_at"),
        )
        .order_by("hour", "case_system")
    )
    return [dict(row) for row in rows]


def _add(row: dict[str, Any]) -> None:
    use, _ = CaseSystemUse.objects.get_or_create(case_system_id=row["case_system"], starts_at=row["hour"])
    CaseSystemUse.objects.filter(pk=use.pk).update(
        asked=F("asked") + row["asked"],
        permitted=F("permitted") + row["permitted"],
        unknown=F("unknown") + row["unknown"],
        last_asked_at=max(filter(None, [use.last_asked_at, row["last"]])),
    )


@transaction.atomic
def look_at_the_hour() -> None:
    """Keep what is unusual about this hour and the one before, and stop a system whose day is used up."""
    now = clock.now()
    recent = CaseSystemUse.objects.filter(starts_at__gt=now - timedelta(hours=2)).select_related(
        "case_system__organisation"
    )
    for use in recent:
        look_at(use)
    _stop_those_over_their_day(now)


def _stop_those_over_their_day(now: datetime) -> None:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = CaseSystemUse.objects.filter(starts_at__gte=midnight).values("case_system").annotate(asked=Sum("asked"))
    asked = {row["case_system"]: row["asked"] for row in today}
    for system in CaseSystem.objects.filter(pk__in=asked):
        if asked[system.pk] >= system.quota_a_day and not (system.over_quota_until and system.over_quota_until > now):
            next_day = timezone.make_aware(datetime.combine(midnight.date() + timedelta(days=1), datetime.min.time()))
            CaseSystem.objects.filter(pk=system.pk).update(over_quota_until=next_day)


def count_wrong_sign_in(case_system: CaseSystem) -> None:
    """Somebody signed in wrongly in the name of a system that exists. One row an hour, however often."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    use, _ = CaseSystemUse.objects.get_or_create(case_system=case_system, starts_at=hour)
    CaseSystemUse.objects.filter(pk=use.pk).update(wrong_sign_ins=F("wrong_sign_ins") + 1)


def use_by_day(case_system: CaseSystem, *, days: int = 30) -> list[dict[str, Any]]:
    """Each of the last days, the newest first, with `day`, `asked`, `permitted` and `refused`; nothing is 0."""
    today = clock.today()
    since = timezone.make_aware(datetime.combine(today - timedelta(days=days - 1), datetime.min.time()))
    sums: dict[Any, dict[str, int]] = defaultdict(lambda: {"asked": 0, "permitted": 0})
    for starts_at, asked, permitted in case_system.use.filter(starts_at__gte=since).values_list(
        "starts_at", "asked", "permitted"
    ):
        of_day = sums[timezone.localdate(starts_at)]
        of_day["asked"] += asked
        of_day["permitted"] += permitted
    found = []
    for ago in range(days):
        day = today - timedelta(days=ago)
        found.append({"day": day, **sums[day], "refused": sums[day]["asked"] - sums[day]["permitted"]})
    return found


def last_asked(case_system: CaseSystem) -> datetime | None:
    moment: datetime | None = case_system.use.aggregate(last=Max("last_asked_at"))["last"]
    return moment


def counted_at() -> datetime | None:
    return UseCounted.objects.filter(pk=1).values_list("counted_at", flat=True).first()


def forget_old_use() -> int:
    """Drop what is too old to be compared with. Daily."""
    return CaseSystemUse.objects.filter(starts_at__lt=clock.now() - KEPT).delete()[0]
