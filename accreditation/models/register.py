"""The register as lists and searches read it: one row for each accreditation, rewritten with each decision."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from accreditation.constants import Status
from accreditation.models.accreditation import Accreditation
from accreditation.models.catalogue import Scheme
from accreditation.standing import conditions_on, status_from, words_for
from core import clock
from core.folding import fold
from people.models import Locality
from people.vocabulary import Tier

ENDED = (Status.REFUSED, Status.REVOKED, Status.RELINQUISHED)


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def with_status(self, at: datetime | None = None) -> Self:
        """Each entry with `status` as it is at a moment: the row's dates are compared with the clock when read."""
        at = at or clock.now()
        return self.annotate(
            status=Case(
                When(~Q(ended_as=""), then="ended_as"),
                When(starts_at=None, then=Value(Status.APPLIED)),
                When(is_suspended=True, then=Value(Status.SUSPENDED)),
                When(valid_until__lte=timezone.localdate(at), then=Value(Status.EXPIRED)),
                When(starts_at__gt=at, then=Value(Status.NOT_STARTED)),
                default=Value(Status.ACCREDITED),
                output_field=models.CharField(),
            )
        )

    def in_status(self, *statuses: str, at: datetime | None = None) -> Self:
        return self.with_status(at).filter(**{"status__in": statuses})

    def public(self) -> Self:
        """What the public register shows: everything that was ever granted."""
        return self.filter(starts_at__isnull=False)

    def named(self, text: str) -> Self:
        """Whose name has each of these words, or words that begin so, in any order; no withheld name is found.

        In public order, said without `is_name_withheld`: the index of the public order would serve the whole of it, and
        the planner would read that index from "A" on for a name at "M" instead of asking the trigrams.
        """
        words = fold(text).split()
        if not words:
            return self.in_public_order()
        found = self.filter(*(Q(name_folded__contains=f" {word}") for word in words))
        return found.order_by("name_folded", "number")

    def in_public_order(self) -> Self:
        """By name; withheld names come last, by number, so that their place says nothing."""
        return self.order_by("is_name_withheld", "name_folded", "number")

    def holding(self, at: datetime | None = None) -> Self:
        """Accreditations that hold at a moment."""
        return self.in_status(Status.ACCREDITED, at=at)


class RegisterEntry(models.Model):
    """An accreditation as its decisions leave it. Never edited by hand: a test proves it equal to a recount."""

    accreditation = models.OneToOneField(
        Accreditation, primary_key=True, on_delete=models.PROTECT, related_name="entry"
    )
    number = models.CharField(max_length=12, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="register_entries")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True, help_text="Empty until it is granted.")
    valid_until = models.DateField(null=True, blank=True)
    is_suspended = models.BooleanField(default=False)
    ended_as = models.CharField(max_length=20, blank=True, choices=[(s.value, s.label) for s in ENDED])
    review_on = models.DateField(null=True, blank=True, help_text="While suspended: when it is looked at again.")
    conditions_text = models.TextField(blank=True)
    conditions_from = models.DateField(null=True, blank=True)
    conditions_until = models.DateField(null=True, blank=True)
    tier_rank = models.SmallIntegerField(null=True, blank=True, help_text="The highest tier of any of its scopes.")
    tenures = models.CharField(max_length=120, blank=True, help_text="Of any of its scopes, between bars, for search.")
    kinds = models.CharField(max_length=400, blank=True, help_text="As the tenures; a star between bars: every kind.")
    localities = models.ManyToManyField(Locality, related_name="+", blank=True)
    name_folded = models.CharField(
        max_length=400, blank=True, help_text="The name as search and order see it; empty while it is withheld."
    )
    is_name_withheld = models.BooleanField(default=False)
    changed_at = models.DateTimeField(help_text="When its last decision was recorded.")
    register_number = models.PositiveBigIntegerField(default=0)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "register entries"
        indexes = [
            models.Index(fields=["user"], name="entry_of_person"),
            models.Index(fields=["tier_rank", "valid_until"], name="entry_by_tier"),
            models.Index(fields=["is_name_withheld", "name_folded", "number"], name="entry_in_public_order"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "scheme"], condition=Q(ended_as=""), name="one_open_accreditation_under_a_scheme"
            ),
            models.CheckConstraint(
                name="no_name_where_it_is_withheld", condition=Q(is_name_withheld=False) | Q(name_folded="")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tier(self) -> Tier | None:
        return None if self.tier_rank is None else list(Tier)[self.tier_rank]

    def status_at(self, at: datetime) -> Status:
        """The status at a moment from this row's dates, as `with_status` gives it in the database."""
        return status_from(
            starts_at=self.starts_at,
            valid_until=self.valid_until,
            is_suspended=self.is_suspended,
            ended_as=self.ended_as,
            at=at,
        )

    @property
    def conditions(self) -> str:
        """The restrictions that hold today, or "" before their first day and from the day they end."""
        return conditions_on(clock.today(), self.conditions_text, self.conditions_from, self.conditions_until)

    @property
    def is_review_due(self) -> bool:
        return self.review_on is not None and self.review_on <= clock.today()

    @property
    def status_now(self) -> Status:
        return self.status_at(clock.now())

    @property
    def status_words(self) -> str:
        """The status as a page says it, restrictions included."""
        return words_for(self.status_now, self.conditions)
