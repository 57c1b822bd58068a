from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cases.constants.complaint import (
    ComplaintState,
    FeedbackKind,
    FromWhom,
    GivenHow,
    ReceivedBy,
    StageOutcome,
    Whose,
)
from cases.models.case import Case
from core import clock
from core.constraints import paired, period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from core.tokens import new_token
from core.working_days import Calendar
from people.models import Organisation, User
from people.vocabulary import Nation


class ComplaintProcedure(ClusterableModel):
    """How a complaint is made and answered, in words that a person is given in writing, with its stages.

    Dated, for a nation, and the provider's or the council's. One of an organisation goes before one of the nation.
    """

    nation = models.CharField(max_length=10, choices=Nation)
    whose = models.CharField(max_length=10, choices=Whose)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The provider whose own it is. Empty for every provider, or for the council’s.",
    )
    title = models.CharField(max_length=120)
    words = models.TextField(help_text="How to complain and what happens then, in plain words.")
    contact = models.TextField(help_text="Where to complain: telephone, address, e-mail. One line for each.")
    beyond = models.TextField(
        "who looks at it afterwards", help_text="Such as the ombudsman, with the way to get in touch."
    )
    source = models.CharField(max_length=200, blank=True, help_text="The rules that it follows.")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    objects = PeriodQuerySet.as_manager()

    panels = [
        MultiFieldPanel([FieldPanel("nation"), FieldPanel("whose"), FieldPanel("organisation")], heading="Whose it is"),
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldPanel("words"),
                FieldPanel("contact"),
                FieldPanel("beyond"),
                FieldPanel("source"),
            ],
            heading="What the person is told",
        ),
        InlinePanel("stages", label="Stages", heading="Stages", min_num=1),
        MultiFieldPanel([FieldPanel("valid_from"), FieldPanel("valid_until")], heading="When it holds"),
    ]

    class Meta:
        ordering = ["nation", "whose", "valid_from"]
        constraints = [
            period("complaint_procedure_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["nation", "whose", "organisation", "valid_from"], name="one_complaint_procedure_of_a_provider"
            ),
            models.UniqueConstraint(
                fields=["nation", "whose", "valid_from"],
                condition=Q(organisation=None),
                name="one_complaint_procedure_of_a_nation",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ComplaintStageRule(Orderable):
    """One stage of a procedure: how long an acknowledgement, an answer and more time may take, in working days."""

    procedure = ParentalKey(ComplaintProcedure, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    acknowledge_within = models.PositiveSmallIntegerField(
        "acknowledged within (working days)", null=True, blank=True, help_text="Empty where none is asked for."
    )
    answer_within = models.PositiveSmallIntegerField("answered within (working days)")
    extend_by = models.PositiveSmallIntegerField(
        "at most so many working days more", null=True, blank=True, help_text="Empty: as long as is agreed."
    )

    panels = [
        FieldPanel("number"),
        FieldPanel("name"),
        FieldPanel("acknowledge_within"),
        FieldPanel("answer_within"),
        FieldPanel("extend_by"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="one_complaint_stage_for_a_number"),
        ]

    def __str__(self) -> str:
        return self.name


class Complaint(models.Model):
    """A complaint or compliment, by whatever route it came (H12). It runs beside the case and holds up nothing."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints")
    kind = models.CharField(max_length=12, choices=FeedbackKind)
    whose = models.CharField(max_length=10, choices=Whose, default=Whose.PROVIDER)
    nation = models.CharField(max_length=10, choices=Nation)
    state = models.CharField(max_length=10, choices=ComplaintState)
    from_whom = models.CharField(max_length=12, choices=FromWhom)
    from_name = models.CharField(max_length=120, blank=True)
    contact = models.TextField(blank=True, help_text="How to answer them.")
    route = models.CharField(max_length=12, choices=ReceivedBy)
    words = models.TextField()
    wanted = models.TextField(blank=True)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    passed_to = models.CharField(max_length=160, blank=True)
    learning = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["organisation", "state", "-received_on"], name="complaint_list")]
        constraints = [
            paired("complaint_closed_at_with_by", "closed_at", "closed_by"),
            models.CheckConstraint(name="complaint_says_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="complaint_compliment_has_no_stages",
                condition=Q(kind=FeedbackKind.COMPLIMENT, state=ComplaintState.NOTED)
                | (Q(kind=FeedbackKind.COMPLAINT) & ~Q(state=ComplaintState.NOTED)),
            ),
            models.CheckConstraint(
                name="complaint_closed_says_what_was_learned",
                condition=~Q(state=ComplaintState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(learning="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ComplaintStage(models.Model):
    """One stage of a complaint: when it is due, by which calendar, what was answered and by whom."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    began_on = models.DateField()
    calendar = models.CharField(max_length=3, choices=Calendar)
    acknowledge_by = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField()
    due_on = models.DateField()
    longest_on = models.DateField(null=True, blank=True)
    extended_reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, choices=StageOutcome, blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    late_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="one_stage_of_a_complaint_for_a_number"),
            paired("complaint_stage_answered_on_with_by", "answered_on", "answered_by"),
            models.CheckConstraint(
                name="complaint_stage_extended_says_why",
                condition=Q(due_on=F("first_due_on")) | (Q(due_on__gt=F("first_due_on")) & ~Q(extended_reason="")),
            ),
            models.CheckConstraint(
                name="complaint_stage_keeps_its_longest_time",
                condition=Q(longest_on=None) | Q(due_on__lte=F("longest_on")),
            ),
            models.CheckConstraint(
                name="complaint_stage_answer_is_whole",
                condition=Q(answered_on=None, outcome="", answer="")
                | (Q(answered_on__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="complaint_stage_answered_late_says_why",
                condition=Q(answered_on=None) | Q(answered_on__lte=F("due_on")) | ~Q(late_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Stage {self.number} of complaint {self.complaint_id}"

    @property
    def is_overdue(self) -> bool:
        return self.answered_on is None and self.due_on < clock.today()


class ProceduresGiven(ImmutableModel):
    """That both complaints procedures, the provider's and the council's, were given to the person in writing (4.1 g).

    The words are kept as they were given: the procedures change.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="procedures_given")
    how = models.CharField(max_length=10, choices=GivenHow)
    given_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Complaints procedures given, {self.pk}"
