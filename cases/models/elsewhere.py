"""What cases keep because the register is another deployment's: its answers' proofs, and people's numbers there."""

from django.db import models
from django.db.models import Q

from core.constraints import different
from core.models import ImmutableModel
from people.models import User


class AnswerElsewhere(ImmutableModel):
    """An answer of a register elsewhere on which something in a case stands, with its proof (A5).

    `asked` is the request as it was sent and `receipt` what the register signed over it. An answer from the offline
    copy (A6) has no receipt: the copy's age says how far it can be relied on.
    """

    answer_id = models.CharField(max_length=64, unique=True)
    register = models.URLField(help_text="The address of the register that was asked.")
    asked = models.JSONField()
    is_permit = models.BooleanField()
    reasons = models.JSONField(default=list, help_text="The register's reason codes.")
    register_number = models.PositiveBigIntegerField()
    receipt = models.TextField(blank=True)
    use_by = models.DateTimeField()
    is_offline = models.BooleanField(default=False)
    copy_age = models.DurationField(null=True, blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = "answer of a register elsewhere"
        constraints = [
            models.CheckConstraint(
                name="answer_elsewhere_is_proved_or_offline",
                condition=(Q(is_offline=False, copy_age=None) & ~Q(receipt=""))
                | Q(is_offline=True, copy_age__isnull=False, receipt="", is_permit=True),
            )
        ]

    def __str__(self) -> str:
        return f"Answer {self.answer_id}"


class RegisterNumber(models.Model):
    """The number by which a register elsewhere knows somebody. A manager records it, never they themselves."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="register_number")
    number = models.CharField(max_length=40, unique=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            different("register_number_not_set_by_oneself", "user", "set_by"),
            models.CheckConstraint(name="register_number_is_given", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.number
