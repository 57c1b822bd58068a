"""One case before the Complex Cases Panel, for those who sit on it (P8)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import forms, panel_pathway, services
from cases.constants.panel import ON_AGENDA
from cases.exceptions import PanelNotReady
from cases.models import PanelReferral
from cases.panel_access import on_the_panel, referral_or_404
from cases.selectors.panel import agreed, bench_for, recused_from
from cases.selectors.panel_pack import pack_of
from cases.views.panel import panel_step, pdf_response
from cases.views.steps import Filled
from core.forms import posted
from core.pdf import render_pdf
from people.access import SignedInRequest


@login_required
@require_safe
@on_the_panel
def panel_referral(request: SignedInRequest, token: str) -> HttpResponse:
    """The pack on one page, who hears it, what lies on the table, and what comes next."""
    referral = referral_or_404(request, token)
    bench = bench_for(referral) if referral.state in ON_AGENDA else None
    recused = recused_from(referral)
    proposals = list(referral.proposals.all())
    proposal = proposals[0] if proposals else None
    waiting, against = agreed(proposal, bench) if proposal and bench else ([], [])
    context = {
        "referral": referral,
        "pack": pack_of(referral),
        "bench": bench,
        "my_recusal": recused.get(request.user.pk, ""),
        "proposal": proposal,
        "waiting": waiting,
        "against": against,
        "actions": panel_pathway.for_members(
            referral,
            bench,
            user_id=request.user.pk,
            is_recused=request.user.pk in recused,
            proposal=proposal,
        ),
    }
    return render(request, "cases/panel/referral.html", context)


@login_required
@require_safe
@on_the_panel
def panel_pack(request: SignedInRequest, token: str) -> HttpResponse:
    """The pack as a PDF. The page is the accessible original."""
    referral = referral_or_404(request, token)
    return pdf_response(
        render_pdf("pdf/panel_pack.html", {"referral": referral, "pack": pack_of(referral)}),
        f"panel-{referral.case.reference}",
    )


def _step(
    request: SignedInRequest,
    referral: PanelReferral,
    form: Filled,
    act: Callable[[dict[str, Any]], object],
    **context: Any,
) -> HttpResponse:
    back = reverse("cases:panel-referral", args=[referral.token])
    return panel_step(request, form, act, back=back, about=referral.case.reference, **context)


def _confirm(request: SignedInRequest) -> forms.ConfirmForm:
    return forms.ConfirmForm(request.POST if request.method == "POST" else None)


@on_the_panel
def panel_list(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    return _step(
        request,
        referral,
        forms.ListForm(posted(request)),
        lambda details: services.list_for_meeting(referral=referral, by=request.user, **details),
        done="It is on the agenda, and the members are told.",
        heading="Put it on an agenda",
        lead="A plan has to keep the person safe until the day of the meeting.",
        button="Put it on the agenda",
    )


@on_the_panel
def panel_listen(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    return _step(
        request,
        referral,
        forms.PersonHeardForm(posted(request)),
        lambda details: services.record_person_heard(referral=referral, by=request.user, **details),
        done="What the person said is recorded.",
        heading="What the person says to the panel",
        button="Record it",
    )


@on_the_panel
def panel_recuse(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    label = "Why you step back"
    return _step(
        request,
        referral,
        forms.ReasonForm(posted(request), label=label, hint="No details about the person are needed."),
        lambda details: services.recuse(referral=referral, by=request.user, **details),
        done="You stepped back from this case.",
        heading="Step back from this case",
        lead="Step back if you had a part in the case, or know the person outside work. You cannot take it back.",
        button="Step back",
    )


@on_the_panel
def panel_hear(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    return _step(
        request,
        referral,
        _confirm(request),
        lambda _: services.hear(referral=referral, by=request.user),
        done="The case is heard. Propose a decision.",
        heading="Hear the case",
        lead="There has to be a quorum of members who need not step back, a plan for safety, and the person’s view.",
        button="Hear it now",
    )


@on_the_panel
def panel_propose(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    return _step(
        request,
        referral,
        forms.ProposalForm(posted(request), referral=referral, people=_owners(referral)),
        lambda details: services.propose_decision(referral=referral, by=request.user, **details),
        done="The decision is on the table. Each partner says whether it agrees.",
        heading="Propose a decision",
        button="Put it to the partners",
    )


def _owners(referral: PanelReferral) -> set[int]:
    """Who may own a decision: whoever owns the case, and those who hear it."""
    sitting = {one.user_id for one in bench_for(referral).sitting} if referral.meeting else set()
    return sitting | {referral.case.owner_id}


@on_the_panel
def panel_agree(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    proposals = list(referral.proposals.all())

    def say(details: dict[str, Any]) -> None:
        if not proposals:
            raise PanelNotReady("No decision has been put to the partners yet.")
        services.give_agreement(proposal=proposals[0], by=request.user, **details)

    return _step(
        request,
        referral,
        forms.AgreementForm(posted(request)),
        say,
        done="What your organisation says is recorded.",
        template="cases/panel/agree.html",
        heading="Does your organisation agree?",
        button="Record it",
        proposal=proposals[0] if proposals else None,
    )


@on_the_panel
def panel_decide(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    return _step(
        request,
        referral,
        _confirm(request),
        lambda _: services.decide_jointly(referral=referral, by=request.user),
        done="The decision is recorded. A letter to the person is drafted; the case’s organisation reads and sends it.",
        heading="Record the decision",
        lead="Each partner at the table has agreed. The decision cannot be changed afterwards.",
        button="Record the decision",
    )


@on_the_panel
def panel_adjourn(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    return _step(
        request,
        referral,
        forms.ReasonForm(posted(request), label="Why it is put off, and what has to be known by then"),
        lambda details: services.adjourn(referral=referral, by=request.user, **details),
        done="It is adjourned. Put it on the agenda of the next meeting.",
        heading="Adjourn",
        lead="This can be done once. After that the panel decides, or the statutory decision-maker does.",
        button="Adjourn it",
    )


@on_the_panel
def panel_pass_on(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    return _step(
        request,
        referral,
        forms.PassOnForm(posted(request)),
        lambda details: services.pass_on(referral=referral, by=request.user, **details),
        done="It is passed on, and they are told.",
        heading="Pass it on",
        lead="The panel could not agree after one adjournment. One person decides, by name and by law.",
        button="Pass it on",
    )


@on_the_panel
def panel_decide_alone(request: SignedInRequest, token: str) -> HttpResponse:
    referral = referral_or_404(request, token)
    people = {referral.case.owner_id, request.user.pk}
    return _step(
        request,
        referral,
        forms.ProposalForm(posted(request), referral=referral, people=people),
        lambda details: services.decide_alone(referral=referral, by=request.user, **details),
        done="The decision is recorded. A letter to the person is drafted; the case’s organisation reads and sends it.",
        heading="Decide by statute",
        lead="The decision is yours, with the reasons. It cannot be changed afterwards.",
        button="Record the decision",
    )
