"""A copy of everything held about a person: asked for, made in a task, looked through, deleted after a while (R2)."""

import io
import json
import zipfile
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string

from audit.services import record
from cases.constants.subject_access import DUE_MONTHS, KEPT_DAYS, CopyState, IdentityKnown
from cases.exceptions import CopyRefused
from cases.models import Case, CaseFile, SubjectAccess
from cases.models.file import case_files
from cases.services.files import new_name
from cases.services.guards import require_colleague
from core import clock, outbox
from core.periods import months_later
from core.transitions import lock
from people.constants import Role
from people.models import User
from people.selectors import has_role

MAKE = "cases.subject_access"


def _require_manager(by: User) -> None:
    if not has_role(by, Role.MANAGER):
        raise CopyRefused("A manager takes a request for a copy, and looks through it.")


@transaction.atomic
def ask_for_copy(*, case: Case, identity: IdentityKnown, by: User) -> SubjectAccess:
    """Take somebody's request for what is held about them. The copy is made after this, in a task."""
    case = lock(Case.objects, case.pk)
    require_colleague(case, by)
    _require_manager(by)
    if case.subject_access.filter(made_at=None).exists():
        raise CopyRefused("A copy is being made already.")
    asked = SubjectAccess.objects.create(
        case=case,
        asked_at=clock.now(),
        asked_by=by,
        identity=identity,
        due_on=months_later(clock.today(), DUE_MONTHS),
    )
    record("cases.copy_asked_for", case, by=by)
    outbox.enqueue(kind=MAKE, key=f"{MAKE} {asked.pk}", payload={"id": asked.pk})
    return asked


def make_copy(payload: outbox.Payload) -> None:
    """The outbox's handler. Made twice, the first file is replaced."""
    with transaction.atomic():
        asked = lock(SubjectAccess.objects.select_related("case__person", "case__organisation"), payload["id"])
        if asked.made_at is not None:
            return
        asked.stored_as = case_files().save(new_name("zip"), ContentFile(_archive(asked)))
        asked.made_at = clock.now()
        asked.kept_until = clock.today() + timedelta(days=KEPT_DAYS)
        asked.save(update_fields=["stored_as", "made_at", "kept_until"])
        record("cases.copy_made", asked.case, by=None)


def _archive(asked: SubjectAccess) -> bytes:
    from cases.subject_access import gather

    person = asked.case.person
    parts = list(gather(person))
    page = render_to_string("cases/subject_access/copy.html", {"parts": parts, "asked": asked, "person": person})
    data = [{"title": part.title, "rows": [dict(row) for row in part.rows]} for part in parts]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("your-record.html", page)
        archive.writestr("your-record.css", render_to_string("cases/subject_access/copy.css"))
        archive.writestr("your-record.json", json.dumps(data, ensure_ascii=False, indent=2))
        for kept in CaseFile.objects.filter(case__person=person, removed_at=None).select_related("case"):
            with kept.content() as content:
                archive.writestr(f"files/{kept.given_out_as}", content.read())
    return made.getvalue()


@transaction.atomic
def check_copy(*, asked: SubjectAccess, by: User) -> SubjectAccess:
    """Say that the copy was looked through for words about others, so that it may be given to the person."""
    asked = lock(SubjectAccess.objects.select_related("case"), asked.pk)
    require_colleague(asked.case, by)
    _require_manager(by)
    if asked.state != CopyState.MADE:
        raise CopyRefused("The copy is not made yet." if asked.made_at is None else "It was looked through already.")
    asked.checked_at, asked.checked_by = clock.now(), by
    asked.save(update_fields=["checked_at", "checked_by"])
    record("cases.copy_checked", asked.case, by=by)
    return asked


def delete_old_copies() -> None:
    """The daily job: files past their day go; that there was a copy stays written down."""
    old = SubjectAccess.objects.filter(kept_until__lte=clock.today()).exclude(stored_as="")
    for asked in old.select_for_update():
        name = asked.stored_as
        transaction.on_commit(lambda name=name: case_files().delete(name))  # type: ignore[misc]
        asked.stored_as = ""
        asked.save(update_fields=["stored_as"])
