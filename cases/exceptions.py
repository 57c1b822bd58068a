"""What a case refuses. Each message is a sentence for the person at the screen."""

from core.exceptions import Refused


class NotYourOrganisation(Refused):
    """Only staff of the case's own organisation act on it."""

    code = "not_your_organisation"


class CaseClosed(Refused):
    """Nothing is added to a closed case."""

    code = "case_closed"


class ConversationMissing(Refused):
    """The recorded conversation is the gate to a case assessment."""

    code = "conversation_missing"


class NotOnThisRoute(Refused):
    """The verb belongs to another route through the pathway."""

    code = "not_on_this_route"


class AssessmentIncomplete(Refused):
    """A mark of good assessment practice is missing, or the assessment says no."""

    code = "assessment_incomplete"


class AlreadyDecided(Refused):
    """Somebody else decided this line first."""

    code = "already_decided"


class ConflictOfInterest(Refused):
    """The person who decides is, or is close to, the person it is for."""

    code = "conflict_of_interest"


class NotDirectAccess(Refused):
    """The item is not on the direct-access list for this tenure, or an answer needs an assessor."""

    code = "not_direct_access"


class NotFastTrack(Refused):
    """What is asked of a fast track is missing, or the item cannot go that way."""

    code = "not_fast_track"


class DutiesNotSeparate(Refused):
    """Two acts that need two people were tried by one."""

    code = "duties_not_separate"


class UnderReview(Refused):
    """A competent person must look at the line again first."""

    code = "under_review"


class LinesUnfinished(Refused):
    """A case closes when each of its lines has an outcome or was stopped."""

    code = "lines_unfinished"


class PayerUnknown(Refused):
    """It cannot be said yet which stream pays, so nothing is committed. The message says what is missing."""

    code = "payer_unknown"


class WrongBudget(Refused):
    """The budget is of another stream, or does not pay for the cases of this organisation."""

    code = "wrong_budget"


class NotBudgetHolder(Refused):
    """Only whoever holds a budget commits from it, and changes it."""

    code = "not_budget_holder"


class NotEnoughMoney(Refused):
    """A budget cannot be made smaller than what is committed, nor paid from beyond what it holds."""

    code = "not_enough_money"


class MoreThanCommitted(Refused):
    """An invoice asks for more than was committed for the line."""

    code = "more_than_committed"


class AlreadyPaid(Refused):
    """The invoice was paid before."""

    code = "already_paid"


class NothingCommitted(Refused):
    """There is no money to release, or to pay from."""

    code = "nothing_committed"


class FundingIncomplete(Refused):
    """What is recorded about money lacks something."""

    code = "funding_incomplete"


class ConsentIncomplete(Refused):
    """A request for consent, or its answer, lacks something."""

    code = "consent_incomplete"


class PermissionMissing(Refused):
    """Somebody who must agree to the works has not. The message says who."""

    code = "permission_missing"


class DraftMoved(Refused):
    """Somebody else saved the draft since the writer began; both texts are shown, and the writer chooses."""

    code = "draft_moved"


class TierNotPossible(Refused):
    """A tier cannot be lowered like this."""

    code = "tier_not_possible"


class NotForYou(Refused):
    """It takes somebody of another profession, or somebody who had no part in the case."""

    code = "not_for_you"


class PolicyNotPossible(Refused):
    """A dated policy cannot be set like this."""

    code = "policy_not_possible"


class KeptFromYou(Refused):
    """A restricted record is acted on by its few readers alone."""

    code = "kept_from_you"


class NobodyLeftToRead(Refused):
    """Kept from its only reader, a record would be read by nobody."""

    code = "nobody_left_to_read"


class LateWithoutReason(Refused):
    """What was done after its due day says why."""

    code = "late_without_reason"


class CouncilNotTold(Refused):
    """A concern or incident ends once the council knows of it."""

    code = "council_not_told"


class NotWhole(Refused):
    """Something that must be said is missing or cannot be so."""

    code = "not_whole"


class PanelNotReady(Refused):
    """Something is missing that has to be there before the panel takes this step."""

    code = "panel_not_ready"


class NotOnThePanel(Refused):
    """Only those who sit on the panel, or came to the meeting, take this step."""

    code = "not_on_the_panel"


class Recused(Refused):
    """The member assessed or authorised the case, or knows the person, and has to step back."""

    code = "recused"


class AtThePanel(Refused):
    """The panel has the solution; nobody decides it elsewhere meanwhile."""

    code = "at_the_panel"


class MayNotBeContacted(Refused):
    """Nothing is sent to somebody who has died or moved away, or in a way that is not safe."""

    code = "may_not_be_contacted"


class HandoverRefused(Refused):
    """Only the owner or a manager hands a case over, to a colleague who may own it."""

    code = "handover_refused"


class NotOnPriceList(Refused):
    """The price, or the item, is not as the price list and the order have it."""

    code = "not_on_price_list"


class BeyondCommitment(Refused):
    """More would be ordered than money was committed."""

    code = "beyond_commitment"


class HandOverIncomplete(Refused):
    """Something that belongs to a hand-over is missing."""

    code = "hand_over_incomplete"


class NotYetPassed(Refused):
    """It needs an inspection, and has not passed one."""

    code = "not_yet_passed"


class InvoiceNotAccepted(Refused):
    """The invoice comes too early, asks for too much, or is not one that can be decided."""

    code = "invoice_not_accepted"


class TenureToConfirm(Refused):
    """What was asked for depends on how the home is held, and nobody knows yet."""

    code = "tenure_to_confirm"


class NotAPower(Refused):
    """Somebody is named as deciding for a person without a power that covers it today."""

    code = "not_a_power"


class SolutionsInHand(Refused):
    """A case moves home when nothing is decided for the old one any more."""

    code = "solutions_in_hand"


class NotATherapist(Refused):
    """Only a registered occupational therapist answers what is asked of one."""

    code = "not_a_therapist"


class ConsentNotRecorded(Refused):
    """Consent is the lawful basis, and nothing says how it was given."""

    code = "consent_not_recorded"


class LocalityMissing(Refused):
    """A case has a home, and a home lies in a locality."""

    code = "locality_missing"


class NothingMissed(Refused):
    """A reason was given for something that is not late."""

    code = "nothing_missed"


class NotAtThatTime(Refused):
    """What is still to come was written down as done."""

    code = "not_at_that_time"


class OutsideOfficeHours(Refused):
    """A visit was put outside office hours, and nobody said that the person asked for it."""

    code = "outside_office_hours"


class StandardNotInOrder(Refused):
    """A dated standard would begin before the one that it follows."""

    code = "standard_not_in_order"


class MotUnfinished(Refused):
    """Something that a Housing MOT needs is missing."""

    code = "mot_unfinished"


class NotShared(Refused):
    """Results would go to somebody whom consent does not name, or who may not be contacted."""

    code = "not_shared"


class RepairNotNamed(Refused):
    """A handyperson was ordered, and no Housing MOT and no occupational therapist's assessment names the repair."""

    code = "repair_not_named"


class EquipmentNotFit(Refused):
    """The item of equipment is not in stock, not safe to lend, or not where it would have to be."""

    code = "equipment_not_fit"


class OnHold(Refused):
    """A hold pauses this step. The sentence names the hold, so that nobody has to guess."""

    code = "on_hold"


class AlreadyOnHold(Refused):
    """One hold stands for a case or a solution at a time."""

    code = "already_on_hold"


class ProcedureMissing(Refused):
    """The dated complaints procedure that is needed is not set."""

    code = "procedure_missing"


class AlreadyAnsweredHere(Refused):
    """A questionnaire is answered once."""

    code = "already_answered"


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


class NotDirectoryKeeper(Refused):
    """Only a manager changes the directory of other services."""

    code = "not_directory_keeper"


class RegisterNotReached(Refused):
    """The register elsewhere gave no answer that can be acted on, so nothing was decided."""

    code = "register_not_reached"


class ChangedMeanwhile(Refused):
    """What the register elsewhere was asked about is not the same any more."""

    code = "changed_meanwhile"


class NumberNotPossible(Refused):
    """A number on the register is somebody's, and nobody else's."""

    code = "number_not_possible"


class NoRegisterNumber(Refused):
    """A register elsewhere can be asked only about somebody whose number there is recorded."""

    code = "no_register_number"
