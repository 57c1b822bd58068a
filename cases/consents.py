"""How a request for consent stands on a day: a pure function of dates, the rule and the answer."""

from datetime import date, timedelta

from cases.constants.consents import ConsentGiven, ConsentStatus, Silence
from core.periods import months_later

BY_SILENCE = {
    Silence.CONSENT: ConsentStatus.DEEMED_CONSENT,
    Silence.REFUSAL: ConsentStatus.DEEMED_REFUSAL,
    Silence.OVERDUE: ConsentStatus.OVERDUE,
}


def last_day(asked_on: date, *, months: int | None, days: int | None) -> date:
    """The last day for an answer. A month from 31 January ends with February, leap year or not."""
    return months_later(asked_on, months) if months else asked_on + timedelta(days=days or 0)


def status_on(
    today: date, *, due_on: date, on_silence: Silence, given: ConsentGiven | None = None, given_on: date | None = None
) -> ConsentStatus:
    """How it stands. Where silence is consent, an answer that comes too late takes nothing back.

    Where silence is refusal, a late yes is still a yes: the landlord may always agree.
    """
    is_late = given_on is not None and given_on > due_on
    if given is None or (is_late and on_silence == Silence.CONSENT):
        return BY_SILENCE[on_silence] if today > due_on else ConsentStatus.WAITING
    return ConsentStatus(given)


def appeal_until(told_on: date, months: int | None) -> date | None:
    """The last day of an appeal; None where the law names none."""
    return months_later(told_on, months) if months else None


def is_majority(agreed: int, owners: int) -> bool:
    """More than half of the owners: “a majority of one” (SSI 2020/52, regulations 2 and 3)."""
    return agreed * 2 > owners
