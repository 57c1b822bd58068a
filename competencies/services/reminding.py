"""A word in good time before a sign-off ends, by its own term or because a newer version asks again (C5)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format

from competencies.constants import EXPIRING_DAYS
from competencies.versions import ending_by
from core import clock
from people.models import User
from people.notices import notify


@transaction.atomic
def remind_of_endings() -> int:
    """Write one e-mail for each person and day on which something of theirs ends soon. Returns how many were due.

    The outbox knows each by its key, so that nobody is told twice of the same day however often this runs.
    """
    ending: dict[tuple[User, date], list[str]] = {}
    for sign_off in ending_by(clock.today() + timedelta(days=EXPIRING_DAYS)):
        ending.setdefault((sign_off.user, sign_off.ends_on), []).append(str(sign_off.competency))
    for (user, day), lines in ending.items():
        notify(
            user=user,
            template="competencies/email/sign_off_ends.txt",
            key=f"competencies.ends-{user.pk}-{day.isoformat()}",
            context={"day": date_format(day, "j F Y"), "lines": lines},
        )
    return len(ending)
