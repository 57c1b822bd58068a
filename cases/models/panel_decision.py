"""What the Complex Cases Panel decided, who agreed, and how the person was told (P8). Written once."""

from django.db import models
from django.db.models import Q

from accreditation.models import Adaptation
from cases.constants.lines import LineKind
from cases.constants.panel import DecidedAs, LetterBy, PanelOutcome
from cases.models.line import SolutionLine
from cases.models.panel import PanelMeeting
from cases.models.panel_referral import PanelReferral
from core.constraints import paired
from core.models import ImmutableModel
from people.models import Organisation, User


class PanelAdjournment(ImmutableModel):
    """The one time that a referral was put off: why, and from which meeting. The constraint allows no second."""

    referral = models.OneToOneField(PanelReferral, on_delete=models.PROTECT, related_name="adjournment")
    meeting = models.ForeignKey(PanelMeeting, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="panel_adjournment_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"Adjournment {self.pk}"


class PanelProposal(ImmutableModel):
    """A decision as it is put to the partners: what, why, who owns it and by when. A better one is another row."""

    referral = models.ForeignKey(PanelReferral, on_delete=models.PROTECT, related_name="proposals")
    outcome = models.CharField(max_length=10, choices=PanelOutcome)
    what = models.TextField("what is decided")
    reasons = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("by when")
    kind = models.CharField("kind of the other solution", max_length=15, choices=LineKind, blank=True)
    title = models.CharField("the other solution", max_length=160, blank=True)
    adaptation = models.ForeignKey(Adaptation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        get_latest_by = "id"
        constraints = [
            models.CheckConstraint(name="panel_proposal_gives_reasons", condition=~Q(what="") & ~Q(reasons="")),
            models.CheckConstraint(
                name="panel_proposal_names_the_other_solution",
                condition=(Q(outcome=PanelOutcome.ANOTHER) & ~Q(kind="") & ~Q(title=""))
                | (~Q(outcome=PanelOutcome.ANOTHER) & Q(kind="", title="", adaptation=None)),
            ),
            models.CheckConstraint(
                name="panel_proposal_adaptation_is_of_the_catalogue",
                condition=~Q(kind=LineKind.ADAPTATION) | Q(adaptation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Proposal {self.pk}"


class PartnerAgreement(ImmutableModel):
    """Whether one partner agrees to a proposal, said by that partner's own member. One for each partner."""

    proposal = models.ForeignKey(PanelProposal, on_delete=models.PROTECT, related_name="agreements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organisation"], name="one_agreement_of_a_partner"),
            models.CheckConstraint(name="partner_who_disagrees_says_why", condition=Q(agrees=True) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"Agreement {self.pk}"


class PanelDecision(ImmutableModel):
    """The one decision on a referral, and the solution in which it goes on."""

    referral = models.OneToOneField(PanelReferral, on_delete=models.PROTECT, related_name="decision")
    proposal = models.OneToOneField(PanelProposal, on_delete=models.PROTECT, related_name="decision")
    decided_as = models.CharField(max_length=10, choices=DecidedAs)
    office = models.CharField(max_length=80, blank=True)
    line = models.ForeignKey(
        SolutionLine, null=True, blank=True, on_delete=models.PROTECT, related_name="panel_decisions"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="statutory_decision_names_the_office",
                condition=(Q(decided_as=DecidedAs.STATUTORY) & ~Q(office=""))
                | (Q(decided_as=DecidedAs.PANEL) & Q(office="")),
            )
        ]

    def __str__(self) -> str:
        return f"Panel decision {self.pk}"


class PanelLetter(models.Model):
    """The letter about a decision: drafted from it, looked at by a person, then sent."""

    decision = models.OneToOneField(PanelDecision, on_delete=models.PROTECT, related_name="letter")
    words = models.TextField()
    looked_at_at = models.DateTimeField(null=True, blank=True)
    looked_at_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_how = models.CharField(max_length=15, choices=LetterBy, blank=True)

    class Meta:
        constraints = [
            paired("panel_letter_looked_at_with_by", "looked_at_at", "looked_at_by"),
            paired("panel_letter_sent_at_with_by", "sent_at", "sent_by"),
            models.CheckConstraint(
                name="panel_letter_sent_after_a_person_looked",
                condition=Q(sent_at=None, sent_how="") | (Q(looked_at_at__isnull=False) & ~Q(sent_how="")),
            ),
            models.CheckConstraint(name="panel_letter_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"
