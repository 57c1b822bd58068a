from django.db.models import TextChoices


class NeedState(TextChoices):
    """Where one person stands with one module, worked out each time it is asked (T9)."""

    OVERDUE = "overdue", "Overdue"
    EXPIRED = "expired", "Expired"
    DUE = "due", "Due"
    EXPIRING = "expiring", "Expiring"
    COMPLETED = "completed", "Completed"
    NOT_NEEDED = "not_needed", "Not needed"


# What somebody must still do, the most pressing first.
TO_DO = (NeedState.OVERDUE, NeedState.EXPIRED, NeedState.DUE, NeedState.EXPIRING)
# What a list can be narrowed to beside the states themselves: all of `TO_DO`, and all of `LATE`.
TO_DO_STATE, LATE_STATE = "to_do", "late"
LATE = frozenset({NeedState.OVERDUE, NeedState.EXPIRED})

# Days before the due or expiry date on which a person is reminded; once more when the date has passed.
REMIND_DAYS_BEFORE = (90, 60, 30, 7)
LATE_STAGE = -1
# A completion is “expiring” from the first reminder on.
EXPIRING_DAYS = max(REMIND_DAYS_BEFORE)

# A change of a rule that touches more people than this must be confirmed.
CONFIRM_ABOVE = 20
