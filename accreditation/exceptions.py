from core.exceptions import Refused


class NotReady(Refused):
    """Modules, sign-offs or checks are missing (A1). The message names each."""

    code = "not_ready"


class AlreadyApplied(Refused):
    """The person has an open application or accreditation under this scheme."""

    code = "already_applied"


class DutiesNotSeparate(Refused):
    """The one who decides is the person, their line manager, or signed what the decision rests on."""

    code = "duties_not_separate"


class NotAnOfficer(Refused):
    """Only an accreditation officer decides on accreditations."""

    code = "not_an_officer"


class SecondOfficerNeeded(Refused):
    """Lifting a suspension takes two officers: one proposes, another confirms."""

    code = "second_officer_needed"


class AppealNotPossible(Refused):
    """There is nothing to appeal against, it is too late, or it was done before."""

    code = "appeal_not_possible"


class PracticeNotPossible(Refused):
    """What was declared cannot be practice of this person, or is confirmed already."""

    code = "practice_not_possible"


class ScopeNotPossible(Refused):
    """The scope is empty, or wider than the scheme allows."""

    code = "scope_not_possible"


class TermNotPossible(Refused):
    """The dates of a term do not make sense."""

    code = "term_not_possible"


class CatalogueNotReadable(Refused):
    """The catalogue's file has a wrong row. The message names its line; nothing was saved."""

    code = "catalogue_not_readable"


class SecretNotAllowed(Refused):
    """A machine's secret is made by the register; only the demonstration may bring its own."""

    code = "secret_not_allowed"


class NotOfThisSystem(Refused):
    """Somebody who neither runs the case system nor decides about it wanted to change it."""

    code = "not_of_this_system"


class NotReadyToGoLive(Refused):
    """A key in force, a current agreement or a second pair of eyes is missing."""

    code = "not_ready_to_go_live"


class KeyNotPossible(Refused):
    """What was pasted is not a public key that the register takes, or there are too many."""

    code = "key_not_possible"


class AgreementNotPossible(Refused):
    """The agreement lacks its version or a day of review that lies ahead."""

    code = "agreement_not_possible"


class QuotaNotPossible(Refused):
    """A quota allows at least one question."""

    code = "quota_not_possible"


class RunNotPossible(Refused):
    """The conformance run is over, or the report does not say what is asked for."""

    code = "run_not_possible"


class ReasonNeeded(Refused):
    """What is done to a case system, or found about it, is said why."""

    code = "reason_needed"


class LineageChanged(Refused):
    """Somebody was accredited on the same signatures since the officer looked. Nobody was suspended."""

    code = "lineage_changed"


class PrecautionNotPossible(Refused):
    """The precaution lacks its reason, its dates or a date of review, or it is closed already."""

    code = "precaution_not_possible"


class PrecautionOpen(Refused):
    """What the accreditation rests on is being looked into as a precaution; until that is closed it stays stopped."""

    code = "precaution_open"


class NoLongerAdmitted(Refused):
    """The token that let a case system in a moment ago lets it in no more."""

    code = "no-longer-admitted"


class RegisterBehind(Refused):
    """The state of the register that was read is older than the one asked for. Nothing was decided."""

    code = "register_behind"


class KeyNotRetired(Refused):
    """A signing key cannot be retired or marked as compromised: it signs now, is not known, or was before."""

    code = "key_not_retired"


class TargetRefused(Refused):
    """A webhook may not go to this address."""

    code = "target_refused"


class NotYourCaseSystem(Refused):
    """Only an accreditation officer, or a manager of the organisation that runs it, looks after a case system."""

    code = "not_your_case_system"


class TooManyWebhooks(Refused):
    """The case system has as many subscriptions as it may have, or this one already."""

    code = "too_many_webhooks"


class CopyTooOld(Refused):
    """An offline copy cannot be brought up to date by its changes: the whole is fetched."""

    code = "copy_too_old"


class CopyNotPossible(Refused):
    """The state asked about is none that the register has had."""

    code = "copy_not_possible"


class ReportNotAccepted(Refused):
    """An outage report repeats the id of another one, or names what cannot have been."""

    code = "report_not_accepted"


class FollowUpNotPossible(Refused):
    """The report was followed up already, or nothing is said about it."""

    code = "follow_up_not_possible"
