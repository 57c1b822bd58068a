import hashlib

from django.db import models
from django.db.models import Q

from cases.constants.help_page import GivenHow
from cases.models.case import Case
from core import clock
from core.constraints import paired
from people.models import User


def digest_of(token: str) -> str:
    """All that is kept of a token: nobody who reads it can open a page."""
    return hashlib.sha256(token.encode()).hexdigest()


class HelpLink(models.Model):
    """The address of the page where somebody sees how far their own case is, without an account (P10).

    Whoever holds the address sees the page, so it names nobody and no home. Only the token's hash is kept: nobody who
    reads this table can open a page. One link of a case works at a time.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="help_links")
    digest = models.CharField(max_length=64, unique=True)
    given_how = models.CharField(max_length=5, choices=GivenHow)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    works_until = models.DateField(help_text="The first day on which it no longer works.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "link to the person's page"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="one_working_help_link_of_a_case"
            ),
            paired("help_link_ended_at_with_by", "ended_at", "ended_by"),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"

    @property
    def works(self) -> bool:
        """Not ended, not past its day, and nothing has been marked that stops all contact (R4)."""
        return self.ended_at is None and clock.today() < self.works_until and self.case.person.may_be_contacted
