"""What somebody typed into a long form and has not sent."""

from django.db import models
from django.db.models import F, Q

from people.models.user import User


class FormDraft(models.Model):
    """The fields of one form as one person left them. Only that person is ever shown it; it goes when it expires."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="form_drafts")
    key = models.CharField(max_length=120, help_text="Which form, such as `lesson:module-1:4f…`.")
    fields = models.JSONField()
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-kept_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_draft_of_a_form_for_a_person"),
            models.CheckConstraint(name="a_draft_expires_later", condition=Q(expires_at__gt=F("kept_at"))),
        ]

    def __str__(self) -> str:
        return f"Draft of {self.key}"
