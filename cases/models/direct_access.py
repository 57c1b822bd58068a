"""The short ways: what a policy asks before anybody may arrange an item, what was answered, and fast track (P6).

Which items are agreed is the register's list (`accreditation.DirectAccessList`), because every case system is answered
by it. What is asked, who reads the answers and how soon it is fitted is the policy of the case module.
"""

from django.db import models
from django.db.models import Q

from accreditation.models import Adaptation
from cases.constants.direct_access import FastTrackReason, WhyTurnedAway
from cases.models.decision import LineRecord
from core.constraints import period
from core.periods import PeriodQuerySet
from core.working_days import Calendar
from people.models import Organisation, User
from people.vocabulary import Tenure


class RedFlagQuestion(models.Model):
    """A question of which one “yes” sends the items that it concerns to somebody who assesses them first."""

    code = models.SlugField(max_length=40, unique=True, help_text="Answers are kept under it, so it never changes.")
    words = models.CharField("question", max_length=250, help_text="So that “yes” is the answer that asks for care.")
    items = models.ManyToManyField(
        Adaptation, blank=True, related_name="+", help_text="The items that it concerns. None chosen: every item."
    )
    valid_from = models.DateField("may be asked from")
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            period("red_flag_question_ends_after_it_starts"),
            models.CheckConstraint(name="red_flag_question_asks", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words


class DirectAccessPolicy(models.Model):
    """What is asked in homes of one tenure before an item of the list is arranged, and how soon it is fitted.

    A change of policy ends one version and starts the next, so that it is known which questions were asked.
    """

    tenure = models.CharField(max_length=20, choices=Tenure)
    version = models.PositiveSmallIntegerField()
    questions = models.ManyToManyField(RedFlagQuestion, related_name="policies")
    working_days = models.PositiveSmallIntegerField(
        "fitted within", help_text="Working days from the day on which it is arranged to the hand-over."
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "direct-access policy"
        verbose_name_plural = "direct-access policies"
        ordering = ["tenure", "-version"]
        constraints = [
            period("direct_access_policy_ends_after_it_starts"),
            models.UniqueConstraint(fields=["tenure", "version"], name="one_direct_access_policy_of_a_version"),
            models.UniqueConstraint(
                fields=["tenure"], condition=Q(valid_until=None), name="one_open_direct_access_policy_for_a_tenure"
            ),
            models.CheckConstraint(name="direct_access_policy_has_a_clock", condition=Q(working_days__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_tenure_display()}, version {self.version}, from {self.valid_from:%-d %B %Y}"


class DirectAccessReader(models.Model):
    """Somebody who reads the answers for an organisation and may stop what they were given for."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="direct_access_readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="reader")
    valid_from = models.DateField()
    valid_until = models.DateField("until (not included)", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "reader of direct-access answers"
        verbose_name_plural = "readers of direct-access answers"
        ordering = ["organisation__name", "-valid_from"]
        constraints = [
            period("direct_access_reader_ends_after_they_start"),
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(valid_until=None),
                name="one_open_reading_of_a_person_for_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class RedFlagAnswer(LineRecord):
    """What was answered to one question, under which version of the policy. `by` asked it of the person."""

    policy = models.ForeignKey(DirectAccessPolicy, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(RedFlagQuestion, on_delete=models.PROTECT, related_name="+")
    is_yes = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "round", "question"], name="one_answer_to_a_red_flag_question")
        ]


class TurnedAway(LineRecord):
    """That an item left a short way for a case assessment: why, and in whose words."""

    why = models.CharField(max_length=15, choices=WhyTurnedAway)
    reason = models.TextField()
    installer = models.CharField("who stopped it at the door", max_length=120, blank=True)

    class Meta:
        verbose_name = "turning away"
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_turning_away_in_a_round"),
            models.CheckConstraint(name="turning_away_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="turning_away_at_the_door_names_the_installer",
                condition=~Q(why=WhyTurnedAway.AT_THE_DOOR) | ~Q(installer=""),
            ),
        ]


class FastTrackTerm(models.Model):
    """How soon a fast-tracked item is with the person, by the reason: in working days, or in hours by the clock."""

    reason = models.CharField(max_length=12, choices=FastTrackReason)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["reason", "-valid_from"]
        constraints = [
            period("fast_track_term_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["reason"], condition=Q(valid_until=None), name="one_open_fast_track_term_for_a_reason"
            ),
            models.CheckConstraint(
                name="fast_track_term_is_in_days_or_hours",
                condition=Q(working_days__gte=1, hours=None) | Q(working_days=None, hours__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.length}, from {self.valid_from:%-d %B %Y}"

    @property
    def length(self) -> str:
        """How long, in words."""
        number, unit = (self.working_days, "working day") if self.working_days else (self.hours, "hour")
        return f"{number} {unit}{'' if number == 1 else 's'}"


class FastTrack(LineRecord):
    """That an item goes ahead of its turn: for which reason, how that is known, and who is asked to authorise it.

    To be named gives no right: the register is asked about the authoriser as about everybody else.
    """

    reason = models.CharField(max_length=12, choices=FastTrackReason)
    known_from = models.TextField("how this is known")
    authoriser = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    calendar = models.CharField(max_length=3, choices=Calendar)

    class Meta:
        verbose_name = "fast track"
        constraints = [
            models.UniqueConstraint(fields=["line", "round"], name="one_fast_track_in_a_round"),
            models.CheckConstraint(name="fast_track_says_how_it_is_known", condition=~Q(known_from="")),
        ]
