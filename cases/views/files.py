"""The photographs and papers of a case. Each is given out by a view that asks who reads, and writes it down."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import forms, services
from cases.access import case_or_404, staff
from cases.models import CaseFile
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest

# Whatever a file holds, no browser runs it, guesses at it, shows it in a page or keeps it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@staff
@require_safe
def files(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="files")
    kept = case.files.select_related("added_by", "removed_by", "line")
    return render(request, "cases/files/list.html", {"case": case, "files": kept})


@staff
def add_file(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="file-new")
    is_sent = request.method == "POST"
    form = forms.FileForm(posted(request), request.FILES if is_sent else None, case=case)
    if is_sent and form.is_valid():
        try:
            services.add_file(case=case, by=request.user, **form.details())
        except Refused as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, "The file is kept with the case.")
            return redirect("cases:files", case.reference)
    return render(request, "cases/files/add.html", {"case": case, "form": form})


def _file_or_404(request: SignedInRequest, reference: str, number: int, page: str) -> CaseFile:
    case = case_or_404(request, reference, page=page)
    file = case.files.filter(number=number, removed_at=None).first()
    if file is None:
        raise Http404("There is no such file here.")
    file.case = case
    return file


@staff
@require_safe
def file(request: SignedInRequest, reference: str, number: int) -> HttpResponseBase:
    """The bytes, to be saved. A browser shows none of it in a page."""
    kept = _file_or_404(request, reference, number, "file")
    try:
        content = kept.content()
    except FileNotFoundError:
        raise Http404("The file is not there.") from None
    response = FileResponse(content, as_attachment=True, filename=kept.given_out_as, content_type=kept.content_type)
    for name, value in HEADERS.items():
        response[name] = value
    return response


@staff
def remove_file(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    kept = _file_or_404(request, reference, number, "file-remove")
    form = forms.RemoveFileForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_file(file=kept, by=request.user, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"File {kept.number} is removed.")
            return redirect("cases:files", reference)
    return render(request, "cases/files/remove.html", {"case": kept.case, "file": kept, "form": form})
