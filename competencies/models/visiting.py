"""A signer from another partnership, invited for a while by two governance members (C3)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from competencies.constants import SIGNED_LEVEL_CHOICES, VISIT_MAX_DAYS, VisitState
from competencies.models.evidence import SignOffRequest
from competencies.models.standing import TrainerStanding
from core.constraints import different, paired, period
from core.periods import DaysLater, PeriodQuerySet
from modules.models import Module
from people.constants import OrganisationKind, RegistrationBody
from people.models import Profession, ServiceSetting


class VisitingInvitation(models.Model):
    """Whom one member of the governance group wants to invite, what was checked about them, and for what.

    A second member confirms it; only then does the visitor exist as a user, at work for an organisation that is marked
    as another partnership's, with standing that ends by itself. `requests` names what they may sign; none named, they
    sign what they are asked to.
    """

    email = models.EmailField("e-mail address at work")
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    employer = models.CharField(max_length=120)
    employer_kind = models.CharField(max_length=30, choices=OrganisationKind)
    partnership = models.CharField(max_length=120, help_text="The partnership that the employer belongs to.")
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    service_setting = models.ForeignKey(ServiceSetting, on_delete=models.PROTECT, related_name="+")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    level = models.CharField("tier", max_length=12, choices=SIGNED_LEVEL_CHOICES)
    registration_body = models.CharField(max_length=10, choices=RegistrationBody, blank=True)
    registration_number = models.CharField(max_length=30, blank=True)
    checked = models.TextField(help_text="What was checked about their standing at home, with whom and how.")
    requests = models.ManyToManyField(SignOffRequest, blank=True, related_name="visiting_invitations")
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="Exclusive.")
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.PROPOSED)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    standing = models.OneToOneField(
        TrainerStanding, null=True, blank=True, on_delete=models.PROTECT, related_name="invitation"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-id"]
        verbose_name = "invitation of a visiting signer"
        verbose_name_plural = "invitations of visiting signers"
        constraints = [
            period("visit_ends_after_it_starts"),
            models.CheckConstraint(
                name="a_visit_is_short", condition=Q(valid_until__lte=DaysLater("valid_from", VISIT_MAX_DAYS))
            ),
            models.CheckConstraint(name="a_visitors_standing_was_checked", condition=~Q(checked="")),
            models.CheckConstraint(
                name="a_visitor_comes_from_a_partnership", condition=~Q(partnership="") & ~Q(employer="")
            ),
            paired("visit_decision_is_whole", "decided_at", "decided_by"),
            paired("a_confirmed_visit_has_its_signer", "user", "standing"),
            models.CheckConstraint(
                name="visit_state_says_whether_decided",
                condition=Q(state=VisitState.PROPOSED, decided_at__isnull=True)
                | (~Q(state=VisitState.PROPOSED) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="visit_confirmed_by_a_second_member",
                condition=~Q(state__in=[VisitState.CONFIRMED, VisitState.ENDED])
                | (~Q(decided_by=F("invited_by")) & Q(user__isnull=False)),
            ),
            different("nobody_confirms_their_own_visit", "user", "decided_by"),
            models.UniqueConstraint(
                fields=["email"], condition=Q(state=VisitState.PROPOSED), name="one_open_invitation_for_an_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}, {self.partnership}"

    @property
    def last_day(self) -> date:
        """The last day of the visit, as people are told it."""
        return self.valid_until - timedelta(days=1)
