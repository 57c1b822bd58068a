"""The question banks, for editors: what is in them, how each question does, import and export (T8)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.exceptions import Refused
from core.forms import posted
from core.spreadsheets import csv_response
from modules.check_rules import rules_of
from modules.check_selectors import out_of_tries
from modules.constants import QuestionUse
from modules.exchange import WRITERS, Defaults, Format
from modules.exchange.reading import MOST_QUESTIONS
from modules.forms import ConfirmImportForm, ImportForm, MoreTriesForm
from modules.item_analysis import LEAST, Item, item_analysis
from modules.models import Module, Question
from modules.selectors import current_version
from modules.services.knowledge_checks import allow_one_more
from modules.services.question_import import import_questions, plan_import
from modules.views.learning import trail
from people.access import SignedInRequest, role_required
from people.constants import Role

editors = role_required(Role.EDITOR, Role.GOVERNANCE)


@editors
@require_safe
def banks(request: HttpRequest) -> HttpResponse:
    """Each module's bank and how much is in it."""
    in_use = Q(questions__is_active=True)
    modules = Module.objects.annotate(
        asked=Count("questions", filter=in_use & Q(questions__use=QuestionUse.CHECK)),
        practised=Count("questions", filter=in_use & Q(questions__use=QuestionUse.PRACTICE)),
        unused=Count("questions", filter=Q(questions__is_active=False)),
    )
    return render(request, "modules/banks.html", {"modules": modules, "formats": Format, "trail": trail()})


def _trail() -> list[tuple[str, str]]:
    return trail((reverse("modules:banks"), "Question banks"))


# What a table may be ordered by: its heading and its key. Questions without a figure come last.
ORDERS: dict[str, tuple[str, Callable[[Item], Any]]] = {
    "code": ("Question", lambda item: item.question.code),
    "met": ("Met by", lambda item: -item.met),
    "facility": ("Share right", lambda item: (item.facility is None, item.facility)),
    "discrimination": ("Tells apart", lambda item: (item.discrimination is None, item.discrimination)),
}


@editors
@require_safe
def analysis(request: HttpRequest, code: str) -> HttpResponse:
    """How hard each question is and how well it tells people apart."""
    module = get_object_or_404(Module, code=code)
    order = request.GET.get("order", "code")
    if order not in ORDERS:
        raise Http404
    items = sorted(item_analysis(module), key=ORDERS[order][1])
    if request.GET.get("format") == "csv":
        return _analysis_csv(module, items)
    context = {
        "module": module,
        "items": items,
        "headings": [(key, words) for key, (words, _) in ORDERS.items()],
        "order": order,
        "least": LEAST,
        "flagged": sum(bool(item.flags) for item in items),
        "trail": _trail(),
    }
    return render(request, "modules/item_analysis.html", context)


def _analysis_csv(module: Module, items: list[Item]) -> HttpResponse:
    columns = [
        "code",
        "kind",
        "criterion",
        "question",
        "met by",
        "share right",
        "tells apart",
        "most chosen wrong",
        "note",
    ]
    rows = [
        [
            item.question.code,
            item.question.get_kind_display(),
            item.question.criterion,
            item.question.stem,
            item.met if item.is_shown else f"fewer than {LEAST}",
            "" if item.facility is None else round(item.facility, 3),
            "" if item.discrimination is None else round(item.discrimination, 3),
            item.wrong,
            " ".join(item.flags),
        ]
        for item in items
    ]
    return csv_response(f"questions-{module.code}", columns, rows)


@editors
@require_http_methods(["GET", "HEAD", "POST"])
def more_tries(request: SignedInRequest, code: str) -> HttpResponse:
    """Who has used up their tries; a POST allows one of them one more."""
    version = current_version(code)
    if version is None:
        raise Http404
    waiting = out_of_tries(version)
    form = MoreTriesForm(waiting, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            allowed = allow_one_more(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{allowed.enrolment.user} can try once more.")
        return redirect("modules:more_tries", code)
    context = {"version": version, "rules": rules_of(version), "waiting": waiting, "form": form, "trail": _trail()}
    return render(request, "modules/more_tries.html", context)


TYPES = {Format.GIFT: ("text/plain", "txt"), Format.MOODLE_XML: ("application/xml", "xml")}


@editors
@require_safe
def export(request: HttpRequest, code: str, format_: str) -> HttpResponse:
    """The whole bank as a file that other learning systems read."""
    if format_ not in Format.values:
        raise Http404
    module = get_object_or_404(Module, code=code)
    questions = Question.objects.filter(module=module).prefetch_related("choices")
    text = WRITERS[Format(format_)]([question.as_text for question in questions])
    content_type, ending = TYPES[Format(format_)]
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="questions-{module.code}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


@editors
@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: SignedInRequest, code: str) -> HttpResponse:
    """A file is looked at first: what it would add and change, or what is wrong with it, line by line."""
    module = get_object_or_404(Module, code=code)
    form = ImportForm(posted(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _import_form(request, module, form)
    told = form.cleaned_data
    format_, defaults = Format(told["format"]), Defaults(criterion=told["criterion"], source=told["source"])
    try:
        plan = plan_import(module=module, text=told["file"], format_=format_, defaults=defaults)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _import_form(request, module, form)
    confirm = ConfirmImportForm(
        initial={
            "format": format_.value,
            "text": told["file"],
            "criterion": defaults.criterion,
            "source": defaults.source,
            "seen": plan.digest,
        }
    )
    context = {"module": module, "plan": plan, "form": confirm, "trail": _trail()}
    return render(request, "modules/import_plan.html", context, status=422 if plan.problems else 200)


def _import_form(request: HttpRequest, module: Module, form: ImportForm) -> HttpResponse:
    context = {"module": module, "form": form, "most": MOST_QUESTIONS, "trail": _trail()}
    return render(request, "modules/import.html", context)


@editors
@require_http_methods(["POST"])
def confirm_import(request: SignedInRequest, code: str) -> HttpResponse:
    module = get_object_or_404(Module, code=code)
    form = ConfirmImportForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The file did not arrive whole, so nothing was saved. Choose it again.")
        return redirect("modules:import", code)
    told = form.cleaned_data
    try:
        saved = import_questions(
            module=module,
            text=told["text"],
            format_=Format(told["format"]),
            defaults=Defaults(criterion=told["criterion"], source=told["source"]),
            seen=told["seen"],
            by=request.user,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("modules:import", code)
    messages.success(request, f"{len(saved)} question{'' if len(saved) == 1 else 's'} saved.")
    return redirect("modules:banks")
