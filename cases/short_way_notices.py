"""E-mails to staff about the short ways. They name the case and lead to it; whom it is about is read there."""

from django.utils.formats import date_format
from django.utils.timezone import localtime

from cases.models import FastTrack, SolutionLine, TurnedAway
from cases.selectors.direct_access import readers_for
from people.notices import notify


def tell_readers(line: SolutionLine) -> None:
    """Answers to the red-flag questions wait for whoever is named to read them."""
    for reader in readers_for(line.case.organisation):
        notify(
            user=reader,
            template="cases/emails/answers_wait.txt",
            key=f"cases.answers_wait.{line.pk}.{line.round}.{reader.pk}",
            context={"reference": line.case.reference, "line": line.number, "item": line.item.name},
        )


def tell_owner_of_stop(turned: TurnedAway) -> None:
    """Whoever came to fit it stopped at the door: the owner of the case looks after what comes next."""
    line = turned.line
    notify(
        user=line.case.owner,
        template="cases/emails/stopped_at_the_door.txt",
        key=f"cases.stopped_at_the_door.{turned.pk}",
        context={"reference": line.case.reference, "line": line.number, "item": line.item.name},
    )


def tell_authoriser(fast_track: FastTrack) -> None:
    """They are asked to authorise something that cannot wait."""
    line = fast_track.line
    notify(
        user=fast_track.authoriser,
        template="cases/emails/fast_track.txt",
        key=f"cases.fast_track.{fast_track.pk}",
        context={
            "reference": line.case.reference,
            "line": line.number,
            "item": line.item.name,
            "asked_by": str(fast_track.by),
            "due": date_format(localtime(fast_track.due_at), "j F Y, H:i"),
        },
    )
