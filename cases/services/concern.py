"""Report a concern, and end one. Nothing here touches the case, its history or anybody's messages."""

from django.db import transaction

from cases.constants.concern import ConcernSource, Protection
from cases.constants.restricted import Safety
from cases.exceptions import NotWhole
from cases.models import Case, Concern
from cases.services.restricted import About, Told, employer_of, end, locked_for, new_record
from people.models import User


@transaction.atomic
def report_concern(
    *,
    about: About,
    protection: Protection,
    what: str,
    safety: Safety,
    by: User,
    when_seen: str = "",
    safety_done: str = "",
    told: Told | None = None,
    kept_from: User | None = None,
) -> Concern:
    """Start the restricted record of a concern, in the words of whoever saw it (H13).

    The council is to know within a working day; `told` says that it does already. The leads get an e-mail that
    names nobody.
    """
    organisation = employer_of(by, about.case)
    if not what.strip():
        raise NotWhole("Say what you saw, or what was said to you.")
    if about.case is None and not about.whom.strip():
        raise NotWhole("Say whom it is about, as far as you know.")
    return new_record(
        Concern,
        organisation=organisation,
        about=about,
        reported_by=by,
        told=told,
        protection=protection,
        what=what,
        when_seen=when_seen,
        safety=safety,
        safety_done=safety_done,
        kept_from=kept_from,
    )


@transaction.atomic
def concern_from_questionnaire(*, case: Case, what: str) -> Concern:
    """A serious worry that somebody wrote into a questionnaire reaches the safeguarding leads, with the same clock."""
    return new_record(
        Concern,
        organisation=case.organisation,
        about=About(case=case),
        reported_by=None,
        told=None,
        source=ConcernSource.QUESTIONNAIRE,
        protection=Protection.ADULT,
        what=what,
        safety=Safety.NOT_KNOWN,
    )


@transaction.atomic
def set_aside(*, record: Concern, reason: str, by: User) -> Concern:
    """Pass on a worry from a questionnaire that is no matter of protection, such as a loose rail, and say to whom."""
    concern = locked_for(record, by, "set_aside")
    if concern.source != ConcernSource.QUESTIONNAIRE:
        raise NotWhole("Only what was said in a questionnaire can be passed on. Tell the council, then close it.")
    return end(concern, "set_aside", reason, by=by)
