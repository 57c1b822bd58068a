"""Keeping photographs and papers with a case, and removing them."""

import hashlib
from typing import cast

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from audit.services import record
from cases.constants.files import ENDINGS, JPEG, MOST_FILES, PDF, FileKind, RemovedWhy
from cases.exceptions import FileRefused
from cases.models import Case, CaseFile, SolutionLine
from cases.models.file import case_files
from cases.services.guards import open_case, require_colleague
from core import chance, clock
from core.transitions import lock
from core.uploads import UnfitFile, Upload, cleaned_picture, kind_of, pdf_bytes
from people.models import User

NAME_BYTES = 16


def new_name(ending: str) -> str:
    """Under which bytes lie: it says nothing of whose they are, and nobody can guess it."""
    return f"{bytes(chance.below(256) for _ in range(NAME_BYTES)).hex()}.{ending}"


def cleaned(upload: Upload) -> tuple[bytes, str]:
    """What is kept of an upload, and its media type. Raises `FileRefused` with the reason in words."""
    try:
        if kind_of(upload) == PDF:
            return pdf_bytes(upload), PDF
        return cleaned_picture(upload), JPEG
    except UnfitFile as reason:
        raise FileRefused(str(reason)) from reason


@transaction.atomic
def add_file(
    *, case: Case, upload: UploadedFile, kind: FileKind, caption: str, by: User, line: SolutionLine | None = None
) -> CaseFile:
    """Keep a photograph or a PDF. Its own name and all that hides in a photograph are left behind."""
    case = open_case(case, by)
    if not caption.strip():
        raise FileRefused("Say what it shows, for somebody who cannot see it.")
    if line is not None and line.case_id != case.pk:
        raise FileRefused("That solution belongs to another case.")
    if case.files.filter(removed_at=None).count() >= MOST_FILES:
        raise FileRefused(f"A case keeps up to {MOST_FILES} files. Remove one that is not needed first.")
    content, content_type = cleaned(cast(Upload, upload))
    stored_as = case_files().save(new_name(ENDINGS[content_type]), ContentFile(content))
    try:
        kept = CaseFile.objects.create(
            case=case,
            line=line,
            number=(case.files.aggregate(last=Max("number"))["last"] or 0) + 1,
            kind=kind,
            caption=caption.strip(),
            stored_as=stored_as,
            content_type=content_type,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            added_at=clock.now(),
            added_by=by,
        )
        record("cases.file_added", case, by=by, detail={"file": kept.number, "kind": str(kind)})
    except Exception:
        case_files().delete(stored_as)
        raise
    return kept


@transaction.atomic
def remove_file(*, file: CaseFile, why: RemovedWhy, by: User) -> CaseFile:
    """Remove the bytes for good and keep the row, with the reason. It works in a closed case too."""
    file = lock(CaseFile.objects, file.pk)
    require_colleague(file.case, by)
    if file.removed_at is not None:
        raise FileRefused("Somebody else removed this file already.")
    file.removed_at, file.removed_by, file.removed_why = clock.now(), by, why
    file.save(update_fields=["removed_at", "removed_by", "removed_why"])
    record("cases.file_removed", file.case, by=by, detail={"file": file.number, "why": str(why)})
    transaction.on_commit(lambda: case_files().delete(file.stored_as))
    return file
