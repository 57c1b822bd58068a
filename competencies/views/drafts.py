"""Writing the next version of the framework, step by step: each step is kept at once, and a stale one refused."""

from collections.abc import Callable
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competencies.constants import FrameworkState
from competencies.exceptions import FrameworkNotAccepted
from competencies.framework_content import CompetencyContent, DomainContent, FrameworkContent, content_of
from competencies.framework_edits import (
    with_competency,
    with_competency_moved,
    with_domain,
    with_domain_moved,
    without_competency,
    without_domain,
)
from competencies.framework_files import gaps_in, read_framework
from competencies.framework_forms import AboutForm, CompetencyForm, DomainForm, StartForm, UploadDraftForm
from competencies.models import Framework, PerformanceCriterion
from competencies.services import delete_draft, start_draft, write_draft
from competencies.versions import may_decide, next_version
from core.exceptions import Refused
from core.forms import posted
from modules.models import Module
from people import drafts
from people.access import SignedInRequest, role_required
from people.constants import Role

editors_only = role_required(Role.GOVERNANCE, Role.EDITOR)
Edit = Callable[[FrameworkContent], FrameworkContent]


@editors_only
def start(request: SignedInRequest) -> HttpResponse:
    """A new draft, as a copy of the version in force."""
    form = StartForm(request.POST if request.method == "POST" else None, initial={"version": next_version()})
    if request.method == "POST" and form.is_valid():
        try:
            draft = start_draft(version=form.cleaned_data["version"], by=request.user)
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, f"Version {draft.version} is started as a draft.")
            return redirect("competencies:draft", draft.version)
    return render(request, "competencies/framework/start.html", {"form": form})


@require_safe
@editors_only
def draft(request: SignedInRequest, version: str) -> HttpResponse:
    """The draft with everything that can be done to it, what it still lacks, and who wrote what."""
    found = _draft(version)
    content = content_of(found)
    untaught = PerformanceCriterion.objects.filter(competency__framework=found, outcomes__isnull=True)
    context = {
        "draft": found,
        "domains": _with_modules(content),
        "gaps": gaps_in(content),
        "untaught": untaught.order_by("competency__position", "position"),
        "edits": found.edits.select_related("edited_by")[:10],
        "sent_back": found.sent_back.select_related("sent_back_by").first(),
        "is_editable": found.state == FrameworkState.DRAFT,
        "may_decide": may_decide(found, request.user),
    }
    return render(request, "competencies/framework/draft.html", context)


def _with_modules(content: FrameworkContent) -> list[tuple[DomainContent, list[tuple[CompetencyContent, str]]]]:
    """Each domain with its competencies, and beside each the module that teaches it, by its title."""
    titles = dict(Module.objects.values_list("code", "title"))
    return [
        (domain, [(one, titles.get(one.module, one.module)) for one in domain.competencies])
        for domain in content.domains
    ]


@editors_only
def about(request: SignedInRequest, version: str) -> HttpResponse:
    """Its number, title and introduction."""
    found = _draft(version)
    shown = {"version": found.version, "title": found.title, "introduction": found.introduction}
    form = AboutForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = _keep(request, found, form, lambda content: replace(content, **values), "Changed title or introduction")
        if done:
            return done
    return _form(request, found, form, "Title and introduction")


@editors_only
def domain(request: SignedInRequest, version: str, code: str = "") -> HttpResponse:
    """A domain's own words, or a new domain."""
    found = _draft(version)
    old = content_of(found).domain(code)
    if code and old is None:
        return _gone(request, found, code)
    shown = {"code": old.code, "title": old.title, "summary": old.summary} if old else {}
    form = DomainForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        new = form.domain()
        what = f"Changed domain {new.code}" if old else f"Added domain {new.code}"
        done = _keep(request, found, form, lambda content: with_domain(content, new, instead_of=code), what)
        if done:
            return done
    return _form(request, found, form, f"Domain {code}" if old else "Add a domain")


@editors_only
def competency(request: SignedInRequest, version: str, code: str = "") -> HttpResponse:
    """A competency with its criteria, or a new one."""
    found = _draft(version)
    content = content_of(found)
    old = content.competency(code)
    if code and old is None:
        return _gone(request, found, code)
    key = f"framework:{version}:{code}"
    kept = drafts.held(request.user, key)
    shown = CompetencyForm.initial_from(old[1], old[0].code) if old else {"domain": request.GET.get("domain", "")}
    criteria = len(old[1].criteria) if old else 0
    posted = request.POST if request.method == "POST" else None
    form = CompetencyForm(content, criteria, posted, initial=shown | drafts.values(kept))
    if request.method == "POST" and form.is_valid():
        new, place = form.competency(), form.cleaned_data["domain"]
        what = f"Changed {new.code}" if old else f"Added {new.code}"
        done = _keep(request, found, form, lambda now: with_competency(now, new, domain=place, instead_of=code), what)
        if done:
            drafts.forget(request.user, key)
            return done
    heading = f"{code}: {old[1].title}" if old else "Add a competency"
    context = {"draft": found, "form": form, "heading": heading, "code": code, "kept": kept, "draft_key": key}
    return render(request, "competencies/framework/competency.html", context)


@require_POST
@editors_only
def move(request: SignedInRequest, version: str, kind: str, code: str) -> HttpResponse:
    """A domain or competency one place up or down."""
    found = _draft(version)
    up = request.POST.get("to") == "up"
    change = with_domain_moved if kind == "domains" else with_competency_moved
    problem = _write(request, found, lambda content: change(content, code, up=up), f"Moved {code}")
    if problem:
        messages.error(request, str(problem))
    return redirect(f"{_address(found)}#{code}")


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def remove(request: SignedInRequest, version: str, kind: str, code: str) -> HttpResponse:
    """Take a domain or competency out, once it is clear what goes with it."""
    found = _draft(version)
    content = content_of(found)
    part = content.domain(code) if kind == "domains" else content.competency(code)
    if part is None:
        return _gone(request, found, code)
    change = without_domain if kind == "domains" else without_competency
    if request.method == "POST":
        problem = _write(request, found, lambda now: change(now, code), f"Removed {code}")
        if problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"{code} is removed from the draft.")
        return redirect("competencies:draft", found.version)
    gone = content.domain(code) if kind == "domains" else None
    context = {"draft": found, "code": code, "kind": kind, "domain": gone}
    return render(request, "competencies/framework/remove.html", context)


@editors_only
def upload(request: SignedInRequest, version: str) -> HttpResponse:
    """The whole draft from its file, in place of what it said."""
    found = _draft(version)
    form = UploadDraftForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            content = read_framework(form.cleaned_data["file"])
        except FrameworkNotAccepted as refused:
            _refuse(form, refused)
        else:
            done = _keep(request, found, form, lambda now: content, "Uploaded a file")
            if done:
                return done
    return render(request, "competencies/framework/upload.html", {"draft": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only
def delete(request: SignedInRequest, version: str) -> HttpResponse:
    """Throw the draft away, after asking."""
    found = _draft(version)
    if request.method == "POST":
        try:
            delete_draft(framework=found, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("competencies:draft", version)
        messages.success(request, f"The draft {version} is deleted.")
        return redirect("competencies:framework")
    return render(request, "competencies/framework/delete.html", {"draft": found})


def _draft(version: str) -> Framework:
    """A version that is not approved yet. One that waits for approval is shown, and its service refuses a change."""
    unapproved = Framework.objects.exclude(state=FrameworkState.APPROVED).select_related("author")
    return get_object_or_404(unapproved, version=version)


def _address(found: Framework) -> str:
    return redirect("competencies:draft", found.version).url


def _gone(request: SignedInRequest, found: Framework, code: str) -> HttpResponse:
    messages.error(request, f"{code} is not in this draft any more. Somebody may have removed or renamed it.")
    return redirect("competencies:draft", found.version)


def _write(request: SignedInRequest, found: Framework, change: Edit, what: str) -> Refused | None:
    """Make one change to the revision that this person was shown; what was refused, if it was."""
    revision = request.POST.get("revision", "")
    try:
        write_draft(
            framework=found,
            content=change(content_of(found)),
            revision=int(revision) if revision.isdecimal() else -1,
            what=what,
            by=request.user,
        )
    except Refused as refused:
        return refused
    return None


def _keep(
    request: SignedInRequest, found: Framework, form: forms.Form, change: Edit, what: str
) -> HttpResponseRedirect | None:
    """Make the change and go back to the draft; or put what is refused on the form, with everything typed."""
    if problem := _write(request, found, change, what):
        _refuse(form, problem)
        found.refresh_from_db()
        return None
    messages.success(request, f"Saved: {what[0].lower()}{what[1:]}.")
    found.refresh_from_db()
    return redirect("competencies:draft", found.version)


def _refuse(form: forms.Form, refused: Refused) -> None:
    for sentence in getattr(refused, "problems", [str(refused)]):
        form.add_error(None, sentence)


def _form(request: SignedInRequest, found: Framework, form: forms.Form, heading: str) -> HttpResponse:
    context = {"draft": found, "form": form, "heading": heading}
    return render(request, "competencies/framework/part.html", context)
