"""Giving somebody the address of the page that says how far their case is, and ending it (P10)."""

from datetime import timedelta
from string import ascii_letters, digits

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from audit.services import record
from cases.constants.help_page import LINK_DAYS, GivenHow
from cases.constants.people import ContactRoute
from cases.contact import may_contact, why_not
from cases.exceptions import LinkRefused
from cases.models import Case, HelpLink, Person
from cases.models.help_link import digest_of
from cases.services.guards import require_colleague
from core import chance, clock, outbox
from core.transitions import lock
from people.models import User

EMAIL = "cases.help_link"
ALPHABET = ascii_letters + digits
LENGTH = 32


def _new_token() -> str:
    return "".join(ALPHABET[chance.below(len(ALPHABET))] for _ in range(LENGTH))


def address_of(token: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("my_help:help-page", args=[token])


@transaction.atomic
def give_help_link(*, case: Case, how: GivenHow, by: User) -> tuple[HelpLink, str]:
    """A new link, and the token that nobody can look up again. An earlier link of the case ends.

    By e-mail the token is made when the message is sent, so that it is written down nowhere. Raises `LinkRefused` for
    somebody who has died or moved away, or whom it is not safe to write to by e-mail.
    """
    case = lock(Case.objects, case.pk)
    require_colleague(case, by)
    _require_safe(case.person, how)
    case.help_links.filter(ended_at=None).update(ended_at=clock.now(), ended_by=by)
    token = _new_token()
    link = HelpLink.objects.create(
        case=case,
        digest=digest_of(token),
        given_how=how,
        given_at=clock.now(),
        given_by=by,
        works_until=clock.today() + timedelta(days=LINK_DAYS),
    )
    record("cases.help_link_given", case, by=by, detail={"how": str(how)})
    if how == GivenHow.EMAIL:
        outbox.enqueue(kind=EMAIL, key=f"{EMAIL} {link.pk}", payload={"link_id": link.pk})
    return link, token


def _require_safe(person: Person, how: GivenHow) -> None:
    if not person.may_be_contacted:
        raise LinkRefused("The person has died or moved away. Nothing is sent to them.")
    if how == GivenHow.EMAIL and (reason := why_not(person, by=ContactRoute.EMAIL)):
        raise LinkRefused(f"{reason} Give it on paper.")


@transaction.atomic
def end_help_link(*, case: Case, by: User) -> None:
    """End the link that works, at once and for whoever holds it. Works in a closed case too."""
    case = lock(Case.objects, case.pk)
    require_colleague(case, by)
    if not case.help_links.filter(ended_at=None).update(ended_at=clock.now(), ended_by=by):
        raise LinkRefused("There is no link to end.")
    record("cases.help_link_ended", case, by=by)


def send_help_link(payload: outbox.Payload) -> None:
    """The outbox's handler: make the token, keep its hash, send the address. Nothing goes to whom it may not."""
    with transaction.atomic():
        link = lock(HelpLink.objects.select_related("case__person"), payload["link_id"])
        if not link.works or not may_contact(link.case.person, by=ContactRoute.EMAIL):
            return
        token = _new_token()
        link.digest = digest_of(token)
        link.save(update_fields=["digest"])
    text = render_to_string(
        "cases/emails/help_link.txt", {"address": address_of(token), "organisation": link.case.organisation}
    )
    subject, _, body = text.strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=[link.case.person.email]).send()
