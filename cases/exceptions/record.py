"""What the case itself, and the reading and keeping of its record, refuse."""

from core.exceptions import Refused


class NotYourOrganisation(Refused):
    """Only staff of the case's own organisation act on it."""

    code = "not_your_organisation"


class CaseClosed(Refused):
    """Nothing is added to a closed case."""

    code = "case_closed"


class LinesUnfinished(Refused):
    """A case closes when each of its lines has an outcome or was stopped, and no danger waits to be told of."""

    code = "lines_unfinished"


class HandoverRefused(Refused):
    """Only the owner or a manager hands a case over, to a colleague who may own it."""

    code = "handover_refused"


class ReasonMissing(Refused):
    """A reason for opening a record must say what it is."""

    code = "reason_missing"


class ReasonWanted(Exception):
    """Somebody without a task in a case opens it; they are asked why first. Nothing of it is shown before."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"A reason is wanted for {reference}.")
        self.reference = reference


class FileRefused(Refused):
    """A file that may not be kept, or is gone already."""

    code = "file_refused"


class LinkRefused(Refused):
    """The address of the person's own page cannot be given, or ended, now."""

    code = "link_refused"


class NotReopened(Refused):
    """A closed case cannot be opened again by this person, or in this way."""

    code = "not_reopened"


class FollowUpRefused(Refused):
    """Somebody who drifts away needs a named day, and a day must make sense."""

    code = "follow_up_refused"


class CopyRefused(Refused):
    """A copy of somebody's record cannot be made, or given, now."""

    code = "copy_refused"


class ClosingUnexplained(Refused):
    """A case that ends without a service says what was tried."""

    code = "closing_unexplained"
