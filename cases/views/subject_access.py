"""A copy of what is held about a person, for managers to make, look through and give (R2)."""

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import forms, services
from cases.access import case_or_404
from cases.models import Case, SubjectAccess
from cases.models.file import case_files
from cases.views.files import HEADERS
from cases.views.steps import step
from core.forms import posted
from people.access import SignedInRequest, role_required
from people.constants import Role

manager = role_required(Role.MANAGER)


@manager
def copies(request: SignedInRequest, reference: str) -> HttpResponse:
    """What was asked for, and asking for another copy."""
    case = case_or_404(request, reference, page="copies")
    if request.method == "POST":
        return step(
            request,
            case,
            forms.CopyForm(posted(request)),
            lambda details: services.ask_for_copy(case=case, by=request.user, **details),
            done="The copy is being made. It stands on this case’s page of copies in a few minutes.",
            heading="A copy of the record",
            button="Make a copy",
        )
    asked = case.subject_access.select_related("asked_by", "checked_by")
    return render(request, "cases/subject_access/list.html", {"case": case, "asked": asked, "form": forms.CopyForm()})


def _copy_or_404(case: Case, pk: int) -> SubjectAccess:
    asked = case.subject_access.filter(pk=pk).first()
    if asked is None:
        raise Http404("There is no such copy here.")
    return asked


@manager
@require_safe
def copy(request: SignedInRequest, reference: str, pk: int) -> HttpResponseBase:
    """The file, to be looked through or given. Each time is written down."""
    case = case_or_404(request, reference, page="copy")
    asked = _copy_or_404(case, pk)
    if not asked.has_file:
        raise Http404("The file is not made yet, or it was deleted.")
    name = f"{case.reference}-copy-of-record.zip"
    content = case_files().open(asked.stored_as)
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
    for header, value in HEADERS.items():
        response[header] = value
    return response


@manager
def check_copy(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="copy-check")
    asked = _copy_or_404(case, pk)
    return step(
        request,
        case,
        forms.CheckedForm(posted(request)),
        lambda details: services.check_copy(asked=asked, by=request.user),
        done="It is written down that the copy was looked through. Give it to the person by a safe way.",
        heading="Look through the copy",
        lead="Free words may name or describe somebody else. What was told in confidence about others is kept back.",
        button="It may be given",
    )
