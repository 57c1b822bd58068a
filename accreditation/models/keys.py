"""The keys with which the register signs what it answers, and how each ended."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import ImmutableModel


class SigningKey(ImmutableModel):
    """The public half of a key that has signed receipts. Never removed: old receipts must stay provable.

    The private half is not in the database; it comes from the settings (see `accreditation.receipts`).
    `introduction` is a JWS of its id and of when it was first used: by the key itself, or by a later one where the key
    is older than introductions.
    """

    kid = models.CharField(max_length=60, unique=True, help_text="The key's RFC 7638 thumbprint.")
    public_jwk = models.JSONField()
    first_used_at = models.DateTimeField()
    introduction = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.kid


class SigningKeyEnd(ImmutableModel):
    """That a key signs no more: it was replaced, or somebody else may hold it since `compromised_at`.

    Places are batches of the answers' log, since the time that a stolen key writes into a receipt proves nothing.
    After `last_batch` the key must not occur. Of a key that was compromised, receipts are proof in the batches up to
    `trusted_batch`, whose head is `trusted_head`: the `statement` fixes that head under a later key. A key that was
    retired can be found compromised afterwards, and later still from an earlier moment: then there are several rows.
    """

    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="ends")
    retired_at = models.DateTimeField()
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty when it was done at the server.",
    )  # fmt: skip
    reason = models.TextField(help_text="Published with the key.")
    last_batch = models.PositiveBigIntegerField(help_text="The end of the log when the key was retired.")
    compromised_at = models.DateTimeField(null=True, blank=True)
    trusted_batch = models.PositiveBigIntegerField(null=True, blank=True)
    trusted_head = models.CharField(max_length=64, blank=True)
    statement = models.TextField(help_text="All of this as a JWS by a later key.")

    class Meta:
        ordering = ["retired_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(compromised_at=None), name="a_key_is_retired_once_without_compromise"
            ),
            models.CheckConstraint(
                name="a_compromised_key_is_trusted_up_to_a_batch",
                condition=Q(compromised_at=None, trusted_batch=None, trusted_head="")
                | Q(compromised_at__isnull=False, trusted_batch__lte=models.F("last_batch")),
            ),
            models.CheckConstraint(name="a_key_ends_for_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"End of {self.key}"
