from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from cases.constants.files import ENDINGS, STORAGE, FileKind, RemovedWhy
from cases.models.case import Case
from cases.models.line import SolutionLine
from core.constraints import paired
from people.models import User


def case_files() -> Storage:
    """Where the bytes lie: under no public path, reached only through a view that asks and writes down who read."""
    return storages[STORAGE]


class CaseFile(models.Model):
    """A photograph or paper of a case (design 3.12). Never a Wagtail image or document.

    A photograph is drawn anew, so that it does not say where it was taken. When one is removed its bytes go, and this
    row stays to say that there was one, who removed it and why.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    line = models.ForeignKey(SolutionLine, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=FileKind)
    caption = models.CharField(max_length=200, help_text="What it shows, for somebody who cannot see it.")
    stored_as = models.CharField(max_length=80, unique=True)
    content_type = models.CharField(max_length=30)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_why = models.CharField(max_length=12, choices=RemovedWhy, blank=True)

    class Meta:
        verbose_name = "file"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_file_for_a_number"),
            models.CheckConstraint(name="case_file_says_what_it_shows", condition=~Q(caption="")),
            models.CheckConstraint(name="case_file_is_a_picture_or_pdf", condition=Q(content_type__in=list(ENDINGS))),
            paired("case_file_removed_at_with_by", "removed_at", "removed_by"),
            models.CheckConstraint(
                name="case_file_removed_says_why",
                condition=Q(removed_at=None, removed_why="") | (Q(removed_at__isnull=False) & ~Q(removed_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.number} of case {self.case_id}"

    @property
    def given_out_as(self) -> str:
        """Its name on the reader's own machine: the case and a number, and nothing of whoever sent it."""
        return f"{self.case.reference}-file-{self.number}.{ENDINGS[self.content_type]}"

    def content(self) -> Any:
        """The bytes, as an open file."""
        return case_files().open(self.stored_as)
