"""What the rules of competence refuse, each with the rule's own name."""

from core.exceptions import Refused


class FrameworkNotAccepted(Refused):
    """What was given is no framework that can be used. `problems` holds a sentence for each fault and its place."""

    code = "framework_not_accepted"

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class FrameworkIsFixed(Refused):
    """An approved framework never changes."""

    code = "framework_is_fixed"


class NotAnEditor(Refused):
    """Drafts of the framework are written by governance group members and editors."""

    code = "not_an_editor"


class NotTheAuthor(Refused):
    """Whoever started a draft asks for its approval, and deletes it."""

    code = "not_the_author"


class DraftChanged(Refused):
    """Somebody else wrote the draft since the page was opened."""

    code = "draft_changed"


class ReassessmentUndecided(Refused):
    """Approving says, for everything new or changed, what becomes of those signed off already (C5)."""

    code = "reassessment_undecided"


class AuthorApproves(Refused):
    """Whoever wrote any part of a framework does not approve it."""

    code = "author_approves"


class NotGovernance(Refused):
    """The decision belongs to members of the governance group."""

    code = "not_governance"


class EvidenceNotAccepted(Refused):
    """This evidence cannot be offered, or not yet."""

    code = "evidence_not_accepted"


class AlreadySignedOff(Refused):
    """The person holds this competency and it does not end soon."""

    code = "already_signed_off"


class ObservationNotAllowed(Refused):
    """This observation cannot be started, written on or finished so (C2)."""

    code = "observation_not_allowed"


class SignsForThemselves(Refused):
    """Nobody signs themselves off (C3)."""

    code = "signs_for_themselves"


class ManagesThePerson(Refused):
    """Nobody signs off a person they line-manage (C3)."""

    code = "manages_the_person"


class SignerNotEmployed(Refused):
    """A signer acts for an employer that can be named."""

    code = "signer_not_employed"


class TrainerStandingNotCurrent(Refused):
    """Both signers need trainer standing at the competency's level on the day they sign."""

    code = "trainer_standing_not_current"


class AlreadySigned(Refused):
    """One signer signs once in a round."""

    code = "already_signed"


class SignersNotIndependent(Refused):
    """Two signers come from different employers, and from different professions or service settings (C3)."""

    code = "signers_not_independent"


class NeitherHoldsTheCompetency(Refused):
    """At least one of the two holds the competency; for moderate needs one is a registered OT or AHP."""

    code = "neither_holds_the_competency"


class SigningIncomplete(Refused):
    """A signature answers every criterion, says what was seen, and agrees only when all are met."""

    code = "signing_incomplete"


class EvidenceChanged(Refused):
    """What would be signed is no longer what was shown."""

    code = "evidence_changed"


class CannotBeAsked(Refused):
    """The second signature is asked of somebody who could give it, by the first signer or by governance."""

    code = "cannot_be_asked"


class ModerationIncomplete(Refused):
    """A moderator decides one way or the other, with a reason, and says what comes next."""

    code = "moderation_incomplete"


class MayNotModerate(Refused):
    """A moderator has standing, signed none of it, works for neither signer's employer, is not the person's manager."""

    code = "may_not_moderate"


class VisitNotAllowed(Refused):
    """A visitor comes from another partnership, for ninety days at most, invited by two, and signs what is named."""

    code = "visit_not_allowed"


class FoundingNotAllowed(Refused):
    """A founding decision needs two different governance members, neither of them the person, and is made once."""

    code = "founding_not_allowed"


class StandingNotEarned(Refused):
    """Earned standing rests on the trainer module and on current sign-offs."""

    code = "standing_not_earned"


class NotYoursToWithdraw(Refused):
    """Only its signers, governance members and accreditation officers withdraw a sign-off."""

    code = "not_yours_to_withdraw"


class PortfolioNotAccepted(Refused):
    """A portfolio file cannot be made, read, believed or brought in; the code says which, the sentence why."""

    code = "portfolio_not_accepted"


class TrustNotGiven(Refused):
    """Another partnership's seal is trusted by two members of the group, with keys that are its own."""

    code = "trust_not_given"
