"""E-mails about bookings that carry no calendar part."""

from people.notices import notify
from training_sessions.models import Booking


def tell(booking: Booking, template: str, *, key: str, **words: object) -> None:
    """Write to whoever holds the booking."""
    session = booking.session
    notify(
        user=booking.user,
        template=f"training_sessions/emails/{template}.txt",
        key=key,
        context={
            "title": session.module_version.title,
            "when": session.dates.order_by("starts_at")[0].when,
            "place": session.place.name,
            "session_id": session.pk,
            **words,
        },
    )
