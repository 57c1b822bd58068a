"""What people should be able to do: a versioned framework that is fixed once it is approved (C1)."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Q

from competencies.constants import FrameworkState, Level
from core.constraints import different, paired
from core.exceptions import ImmutableRecord
from core.models import ImmutableModel


class FrameworkPartQuerySet(models.QuerySet):
    """Refuses to change, delete or add to what belongs to an approved framework."""

    def _require_draft(self) -> None:
        self._require_state(cast(type[FrameworkPart], self.model).path_to_framework)

    def _require_state(self, path: str) -> None:
        if self.filter(**{f"{path}state": FrameworkState.APPROVED}).exists():
            raise ImmutableRecord("An approved framework never changes.")

    def _require_draft_above(self, parents: Iterable[Any]) -> None:
        """That the rows, or their keys, to which parts are to belong are of a draft. One query."""
        name, path = _way_up(self.model)
        above = cast("models.ForeignKey", self.model._meta.get_field(name)).related_model
        keys = {parent.pk if isinstance(parent, models.Model) else parent for parent in parents}
        cast(type[FrameworkPart], above).objects.filter(pk__in=keys)._require_state(path)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts"):
            raise ImmutableRecord("Parts of a framework are written when it is loaded.")
        rows = list(objs)
        if name := _way_up(self.model)[0]:
            self._require_draft_above(getattr(row, f"{name}_id") for row in rows)
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_draft()
        name = _way_up(self.model)[0]
        if name and (moved := {name, f"{name}_id"} & set(kwargs)):
            self._require_draft_above(kwargs[key] for key in moved)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_draft()
        return super().delete()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("Parts of a framework are written when it is loaded.")


def _way_up(part: type[models.Model]) -> tuple[str, str]:
    """The field to what a part belongs to, and the path from there to the framework; two "" for a framework."""
    name, _, path = cast(type[FrameworkPart], part).path_to_framework.partition("__")
    return name, path


class FrameworkPart(models.Model):
    """A framework or a part of one: may be written while the framework is a draft, never after."""

    path_to_framework = ""

    objects = FrameworkPartQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            type(self).objects.filter(pk=self.pk)._require_draft()
        if name := _way_up(type(self))[0]:
            type(self).objects.all()._require_draft_above([getattr(self, f"{name}_id")])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        type(self).objects.filter(pk=self.pk)._require_draft()
        return super().delete(*args, **kwargs)


class Framework(FrameworkPart):
    """One version of the framework. Governance approves it; its author does not; then it is fixed."""

    version = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=FrameworkState, default=FrameworkState.DRAFT)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of its content, in canonical form.")
    revision = models.PositiveIntegerField(default=0, help_text="How often its content was written.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(help_text="When its content was last written.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            paired("framework_approval_is_whole", "approved_at", "approved_by"),
            different("framework_author_is_not_its_approver", "author", "approved_by"),
            models.CheckConstraint(
                name="framework_state_says_whether_approved",
                condition=Q(state__in=[FrameworkState.DRAFT, FrameworkState.SUBMITTED], approved_at__isnull=True)
                | Q(state=FrameworkState.APPROVED, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="framework_waits_since_a_moment",
                condition=~Q(state=FrameworkState.SUBMITTED) | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class FrameworkEdit(ImmutableModel):
    """That somebody wrote the draft's content: whoever wrote any of it does not approve it. Goes with the draft, and
    never by itself."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField()
    what = models.CharField(max_length=200)
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["framework", "revision"], name="one_edit_for_a_revision")]

    def __str__(self) -> str:
        return f"{self.framework}, revision {self.revision}"


class FrameworkSentBack(ImmutableModel):
    """That a member of the group did not approve a draft, and what its author should change. Goes with the draft."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="sent_back")
    reason = models.TextField()
    sent_back_at = models.DateTimeField()
    sent_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sent_back_at", "-pk"]
        verbose_name_plural = "frameworks sent back"
        constraints = [models.CheckConstraint(name="sending_back_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.framework} sent back"


class Domain(FrameworkPart):
    """A group of competencies, such as housing conversations."""

    path_to_framework = "framework__"

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="domains")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="one_domain_for_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CompetencyQuerySet(FrameworkPartQuerySet):
    def approved(self) -> Self:
        return self.filter(framework__state=FrameworkState.APPROVED)

    def asked_on(self, day: date) -> Self:
        """Those that their level asks for on a day: a new version may give people time for what it adds."""
        return self.filter(Q(asked_from__isnull=True) | Q(asked_from__lte=day))


class Competency(FrameworkPart):
    """Something that a colleague could see a person do well, with the module that prepares for it.

    `scope` is empty for everyone at the level, or names the one scope that asks for it (`housing-mot`).
    """

    path_to_framework = "framework__"

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="competencies")
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="competencies")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=12, choices=Level)
    module = models.ForeignKey("modules.Module", on_delete=models.PROTECT, related_name="competencies")
    scope = models.CharField(max_length=30, blank=True)
    source = models.CharField(max_length=300, help_text="What the competency rests on.")
    valid_months = models.PositiveSmallIntegerField()
    asked_from = models.DateField(
        null=True, blank=True, help_text="The first day on which its level asks for it, where that is not at once."
    )
    position = models.PositiveSmallIntegerField()

    objects = CompetencyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "competencies"
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_competency_for_a_code"),
            models.CheckConstraint(name="competency_holds_for_a_time", condition=Q(valid_months__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Reassessment(ImmutableModel):
    """That a newer version asks those signed off in an older version's competency to be assessed again (C5).

    Sign-offs in `competency` hold up to and on the day `reassess_by`, and not after it. No job makes that true.
    """

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="reassessments")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="reassessments")
    reassess_by = models.DateField(help_text="Inclusive: the last day on which an older sign-off holds.")

    class Meta:
        ordering = ["reassess_by", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competency", "framework"], name="one_reassessment_asked_by_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.competency.code} by {self.reassess_by}, asked by {self.framework.version}"


class PerformanceCriterion(FrameworkPart):
    """One thing that can be seen or heard when the competency is there."""

    path_to_framework = "competency__framework__"

    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=20)
    text = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "performance criteria"
        constraints = [models.UniqueConstraint(fields=["competency", "code"], name="one_criterion_for_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class OutcomeCriterion(FrameworkPart):
    """That an outcome of a module teaches what a criterion looks for. Outcomes are known by module and code."""

    path_to_framework = "criterion__competency__framework__"

    criterion = models.ForeignKey(PerformanceCriterion, on_delete=models.CASCADE, related_name="outcomes")
    module_code = models.CharField(max_length=50)
    outcome_code = models.CharField(max_length=20)
    outcome_text = models.TextField()

    class Meta:
        verbose_name_plural = "outcome criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["criterion", "module_code", "outcome_code"], name="one_mapping_of_an_outcome_to_a_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome_code} teaches {self.criterion.code}"
