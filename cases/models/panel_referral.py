"""A case before the Complex Cases Panel: what was tried, what keeps the person safe, what they said (P8)."""

from django.db import models
from django.db.models import F, Q

from cases.constants.lines import LineKind
from cases.constants.panel import ON_AGENDA, OPEN, HeardHow, PanelState
from cases.models.case import Case
from cases.models.line import SolutionLine
from cases.models.panel import PanelMeeting
from core.models import ImmutableModel
from people.models import User


class PanelReferral(models.Model):
    """An exceptional case, or one solution of it, before the panel: no straightforward solution was found.

    Source: protocol, Service Model, “Housing Solutions Complex Cases Panel”.
    """

    token = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="panel_referrals")
    line = models.ForeignKey(
        SolutionLine, null=True, blank=True, on_delete=models.PROTECT, related_name="panel_referrals"
    )
    why_exceptional = models.TextField()
    none_tried_because = models.TextField(blank=True)
    why_no_other = models.TextField()
    state = models.CharField(max_length=20, choices=PanelState, default=PanelState.REFERRED)
    meeting = models.ForeignKey(PanelMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals")
    passed_to = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "panel referral"
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(state__in=sorted(OPEN)), name="one_open_panel_referral_of_a_line"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=sorted(OPEN), line=None),
                name="one_open_panel_referral_of_a_whole_case",
            ),
            models.CheckConstraint(
                name="panel_referral_says_why", condition=~Q(why_exceptional="") & ~Q(why_no_other="")
            ),
            models.CheckConstraint(
                name="panel_referral_on_an_agenda_has_its_meeting",
                condition=~Q(state__in=sorted(ON_AGENDA)) | Q(meeting__isnull=False),
            ),
            models.CheckConstraint(
                name="panel_referral_passed_on_to_somebody",
                condition=~Q(state=PanelState.PASSED_ON) | Q(passed_to__isnull=False),
            ),
            models.CheckConstraint(
                name="panel_referral_withdrawn_says_why",
                condition=(Q(state=PanelState.WITHDRAWN) & ~Q(withdrawn_reason=""))
                | (~Q(state=PanelState.WITHDRAWN) & Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self) -> str:
        # Audit events keep what this says.
        return f"Panel referral {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class OptionTried(ImmutableModel):
    """One kind of solution that was tried before, and why it was not enough."""

    referral = models.ForeignKey(PanelReferral, on_delete=models.PROTECT, related_name="options")
    kind = models.CharField(max_length=15, choices=LineKind)
    why = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "kind"], name="one_option_of_a_kind"),
            models.CheckConstraint(name="option_tried_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class InterimPlan(ImmutableModel):
    """What keeps the person safe until the panel has decided, who sees to it, and when it is looked at again."""

    referral = models.ForeignKey(PanelReferral, on_delete=models.PROTECT, related_name="plans")
    words = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    review_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        get_latest_by = "id"
        constraints = [
            models.CheckConstraint(name="interim_plan_says_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="interim_plan_reviewed_after_it_starts", condition=Q(review_on__gte=F("from_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"Plan for safety {self.pk}"


class PersonHeard(ImmutableModel):
    """What the person or their advocate said to the panel; or why they did not, and how else they were taken in."""

    referral = models.ForeignKey(PanelReferral, on_delete=models.PROTECT, related_name="hearings")
    how = models.CharField(max_length=15, choices=HeardHow)
    who = models.CharField("who spoke", max_length=120, blank=True)
    said = models.TextField(blank=True)
    why_not = models.TextField(blank=True)
    how_else = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        get_latest_by = "id"
        constraints = [
            models.CheckConstraint(
                name="person_heard_or_why_not",
                condition=(~Q(how=HeardHow.NOT_HEARD) & ~Q(said=""))
                | (Q(how=HeardHow.NOT_HEARD) & ~Q(why_not="") & ~Q(how_else="")),
            ),
            models.CheckConstraint(name="advocate_is_named", condition=~Q(how=HeardHow.ADVOCATE) | ~Q(who="")),
        ]

    def __str__(self) -> str:
        return self.get_how_display()


class PanelRecusal(ImmutableModel):
    """That a member stepped back from one referral by themselves. Others are held back by what the case says."""

    referral = models.ForeignKey(PanelReferral, on_delete=models.PROTECT, related_name="recusals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "user"], name="one_recusal_of_a_member"),
            models.CheckConstraint(name="recusal_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Recusal {self.pk}"
