"""The Housing MOT (H4): what was seen in eight areas, what is advised, and who does what about it.

It is written as a draft that the whole team sees, and finished once: from then on it never changes. A later one is
another.
"""

from django.db import models
from django.db.models import Q

from cases.constants.mot import Acknowledged, ActionState, ForWhom, Harm, Likelihood, MotArea, SharedHow, ToldHow
from cases.models.case import Case
from cases.models.clock import ServiceClock
from cases.models.decision import RegisterAnswer
from core.constraints import paired, period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from people.models import User
from people.vocabulary import Nation


class MotChecklist(models.Model):
    """What is asked in one area, from a day on, as provider and council agreed (7.1.3). Another version follows."""

    area = models.CharField(max_length=1, choices=MotArea)
    prompts = models.TextField("what to look at and ask", help_text="One on each line.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "Housing MOT checklist"
        ordering = ["area", "-valid_from"]
        constraints = [
            period("mot_checklist_period"),
            models.UniqueConstraint(fields=["area"], condition=Q(valid_until=None), name="one_open_checklist_of_area"),
        ]

    def __str__(self) -> str:
        return f"{self.get_area_display()}, from {self.valid_from:%-d %B %Y}"


class HazardKind(models.Model):
    """A kind of hazard by which a nation's law sorts what is found. Used only in that nation."""

    nation = models.CharField(max_length=10, choices=Nation)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "kind of hazard"
        verbose_name_plural = "kinds of hazard"
        ordering = ["nation", "number"]
        constraints = [
            period("hazard_kind_period"),
            models.UniqueConstraint(fields=["nation", "number", "valid_from"], name="one_hazard_kind_for_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class MotDraft(models.Model):
    """A Housing MOT on its way, as it was typed: each area by its letter, with its hazards. One in a case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="mot_draft")
    areas = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Housing MOT of case {self.case_id}, draft"


class HousingMot(ImmutableModel, RegisterAnswer):
    """A finished Housing MOT. The register permitted whoever finished it, by the answer that is kept here (A9)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mots")
    number = models.PositiveSmallIntegerField()
    visited_on = models.DateField()
    for_whom = models.CharField(max_length=15, choices=ForWhom)
    took_part = models.TextField()
    summary = models.TextField()
    limits = models.JSONField(help_text="What such a survey cannot do, as it was shown.")
    acknowledged_by = models.CharField(max_length=120)
    acknowledged_how = models.CharField(max_length=12, choices=Acknowledged)
    may_share_with = models.JSONField(default=list, help_text="With whom the person agreed to share the results.")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accreditation_number = models.CharField(max_length=40)

    class Meta:
        verbose_name = "Housing MOT"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_mot_for_a_number"),
            models.CheckConstraint(
                name="mot_limits_are_acknowledged", condition=~Q(acknowledged_by="") & ~Q(acknowledged_how="")
            ),
            models.CheckConstraint(name="mot_stands_on_an_answer", condition=~Q(answer_id="")),
        ]

    def __str__(self) -> str:
        return f"Housing MOT {self.number} of case {self.case_id}"


class MotRefusal(ImmutableModel, RegisterAnswer):
    """That somebody tried to finish a Housing MOT and the register said no. The draft is untouched."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mot_refusals")
    subject = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list, help_text="The register's reason codes.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Refusal {self.pk}"


class MotFinding(ImmutableModel):
    """What was seen in one area, with the prompts as they were asked."""

    mot = models.ForeignKey(HousingMot, on_delete=models.PROTECT, related_name="findings")
    area = models.CharField(max_length=1, choices=MotArea)
    found = models.TextField()
    prompts = models.JSONField(default=list)

    class Meta:
        ordering = ["area"]
        constraints = [
            models.UniqueConstraint(fields=["mot", "area"], name="one_finding_for_an_area"),
            models.CheckConstraint(name="mot_finding_says_what", condition=~Q(found="")),
        ]

    def __str__(self) -> str:
        return f"Area {self.area} of Housing MOT {self.mot_id}"


class MotHazard(ImmutableModel):
    """One hazard: what it is, how likely and how bad in plain words, and what is advised."""

    mot = models.ForeignKey(HousingMot, on_delete=models.PROTECT, related_name="hazards")
    area = models.CharField(max_length=1, choices=MotArea)
    key = models.CharField(max_length=32)
    kind = models.ForeignKey(HazardKind, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    likelihood = models.CharField(max_length=10, choices=Likelihood)
    harm = models.CharField(max_length=10, choices=Harm)
    advice = models.TextField()
    is_danger = models.BooleanField(default=False)

    class Meta:
        ordering = ["area", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="one_mot_hazard_for_a_key"),
            models.CheckConstraint(name="mot_hazard_is_advised_on", condition=~Q(what="") & ~Q(advice="")),
        ]

    def __str__(self) -> str:
        return f"Hazard {self.pk}"


class MotAction(models.Model):
    """Who does what about a hazard, by when, and what came of it: the action plan (7.1.2)."""

    hazard = models.OneToOneField(MotHazard, on_delete=models.PROTECT, related_name="action")
    who = models.CharField("who does it", max_length=120)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.OPEN)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    followed_up_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(state=ActionState.OPEN), name="mot_action_waiting")]
        constraints = [
            paired("mot_action_followed_up_at_with_by", "followed_up_at", "followed_up_by"),
            models.CheckConstraint(
                name="mot_action_followed_up_whole",
                condition=Q(state=ActionState.OPEN, followed_up_at=None)
                | (~Q(state=ActionState.OPEN) & Q(followed_up_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="mot_action_dropped_says_why", condition=~Q(state=ActionState.DROPPED) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk}"


class MotShare(ImmutableModel):
    """That the results were given to somebody: the person, or one with whom they agreed to share them."""

    mot = models.ForeignKey(HousingMot, on_delete=models.PROTECT, related_name="shares")
    is_person = models.BooleanField(default=False)
    with_whom = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=10, choices=SharedHow)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="mot_share_says_with_whom",
                condition=Q(is_person=True, with_whom="") | (Q(is_person=False) & ~Q(with_whom="")),
            )
        ]

    def __str__(self) -> str:
        return f"Results of {self.mot_id} shared"


class UrgentNotice(models.Model):
    """A danger of death or injury, and the authority that was told: who, when, by which route (7.1.2).

    Its clock begins when the danger was seen, which is before the Housing MOT is finished. Where nobody is told the
    reason is there, from a person.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="urgent_notices")
    key = models.CharField(max_length=32, unique=True)
    danger = models.CharField(max_length=300)
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    clock = models.ForeignKey(
        ServiceClock, null=True, blank=True, on_delete=models.PROTECT, related_name="urgent_notices"
    )
    authority = models.CharField(max_length=160, blank=True)
    told_whom = models.CharField("whom there", max_length=120, blank=True)
    told_how = models.CharField(max_length=15, choices=ToldHow, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    not_told_because = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-seen_at", "-id"]
        indexes = [models.Index(fields=["case"], condition=Q(decided_at=None), name="urgent_notice_waiting")]
        constraints = [
            paired("urgent_notice_decided_at_with_by", "decided_at", "decided_by"),
            models.CheckConstraint(
                name="urgent_notice_told_whole",
                condition=Q(decided_at=None, told_at=None, authority="", not_told_because="")
                | (Q(decided_at__isnull=False, told_at__isnull=False) & ~Q(authority="") & ~Q(told_how=""))
                | (Q(decided_at__isnull=False, told_at=None, authority="") & ~Q(not_told_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Urgent notice {self.pk}"
