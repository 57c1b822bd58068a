"""The pages of one line about money: who pays, passing on, own share, committing, waiting, releasing, the letter."""

from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import forms, selectors, services
from cases.access import line_or_404, staff
from cases.constants.funding import HandOff, Stream
from cases.constants.lines import ALLOWED_FROM
from cases.constants.people import ContactRoute
from cases.contact import why_not
from cases.models import SolutionLine
from cases.selectors.funding import Paying, paying_for, rules_on
from cases.services.commitments import is_preventive
from cases.views.steps import out_of_turn, say, step
from core import clock
from core.forms import posted
from people.access import SignedInRequest

NOTHING_PAID = "Nothing is paid for this kind of solution, so there is nothing to record about money."


def _paying(line: SolutionLine) -> Paying | None:
    return paying_for(line)


@staff
def money(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Record what decides who pays. The page says who pays as it stands, and what is missing."""
    line = line_or_404(request, reference, number, page="money")
    rules = rules_on(clock.today())
    paying = paying_for(line, rules)
    if paying is None:
        return say(request, line, NOTHING_PAID, heading="Who pays")
    return step(
        request,
        line.case,
        forms.MoneyForm(posted(request), line=line, paying=paying, rules=rules),
        lambda details: services.record_money(line=line, by=request.user, **details),
        done=f"What you recorded about money for “{line.title}” is kept.",
        template="cases/funding/money.html",
        line=line,
        verb="record money for",
        back="line",
        paying=paying,
    )


@staff
def hand_off(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Record that the person was passed on to whoever pays."""
    line = line_or_404(request, reference, number, page="hand-off")
    paying = _paying(line)
    if paying is None or paying.found is None or not paying.found.rule.hand_off:
        why = paying.answer.sentence if paying and not paying.found else "Whoever pays for this asks for nothing."
        return say(request, line, why, heading="Pass on")
    kind = HandOff(paying.found.rule.hand_off)
    return step(
        request,
        line.case,
        forms.HandOffForm(posted(request), found=paying.found),
        lambda details: services.hand_off(line=line, by=request.user, **details),
        done=f"It is recorded for “{line.title}”: {kind.label.lower()}.",
        line=line,
        verb="record money for",
        back="line",
        heading=kind.label,
        lead=paying.sentence,
        button="Record it",
    )


@staff
def agree_own_share(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="own-share")
    paying = _paying(line)
    if paying is None:
        return say(request, line, NOTHING_PAID, heading="The person’s own share")
    lead = paying.sentence
    if paying.own_share:
        lead += f" The person’s own share is likely to be £{paying.own_share:,}."
    return step(
        request,
        line.case,
        forms.OwnShareForm(posted(request)),
        lambda details: services.agree_own_share(line=line, by=request.user, **details),
        done=f"It is recorded that the person pays their share of “{line.title}”.",
        line=line,
        verb="record money for",
        back="line",
        heading="The person’s own share",
        lead=lead,
        button="Record their agreement",
    )


@staff
def commit_funds(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Commit money from a budget that the reader holds. Who holds it is named to whoever does not."""
    line = line_or_404(request, reference, number, page="funds")
    if page := out_of_turn(request, line, "commit money to"):
        return page
    paying = _paying(line)
    budgets = holders = None
    if paying and paying.found:
        budgets = selectors.budgets_for(line, paying.found, request.user)
        holders = selectors.holders_for(line, paying.found)
    if budgets is None or not budgets:
        context = {"case": line.case, "line": line, "paying": paying, "holders": holders}
        return render(request, "cases/funding/no_budget.html", context)
    form = forms.CommitmentForm(
        posted(request), budgets=budgets, amount=_to_commit(line, paying), is_prevention=is_preventive(line)
    )
    return step(
        request,
        line.case,
        form,
        lambda details: services.commit_funds(line=line, by=request.user, **details),
        done=_funded,
        template="cases/funds.html",
        line=line,
        verb="commit money to",
        paying=paying,
    )


def _to_commit(line: SolutionLine, paying: Paying | None) -> Decimal | None:
    """What was asked for when it began to wait, else what the stream pays of the recorded cost."""
    wait = line.waits.filter(round=line.round).order_by("-id").first()
    if wait and wait.amount:
        return wait.amount
    return paying.split.stream if paying and paying.split else None


def _funded(funded: services.Funded) -> str:
    if funded.waits:
        return f"There is not enough money: {funded.wait.reason} It is approved and waits." if funded.wait else ""
    return "The money is committed. It can be ordered."


@staff
def commit_more(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="more-funds")
    return step(
        request,
        line.case,
        forms.MoreForm(posted(request)),
        lambda details: services.commit_more(line=line, by=request.user, **details),
        done=f"More money is committed to “{line.title}”.",
        line=line,
        verb="commit more money to",
        heading="Commit more money",
        lead="Only whoever holds the budget commits from it, and never the person who authorised the solution.",
        button="Commit more",
    )


@staff
def await_funds(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="wait")
    return step(
        request,
        line.case,
        forms.WaitForm(posted(request)),
        lambda details: services.await_funds(line=line, by=request.user, **details),
        done=f"“{line.title}” is approved and waits for money.",
        line=line,
        verb="wait for funds for",
        heading="Approved, awaiting funds",
        lead="The authorisation stands. The case stays open until the money is there.",
        button="Say that it waits for money",
    )


@staff
def release(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="release")
    return step(
        request,
        line.case,
        forms.ReleaseForm(posted(request)),
        lambda details: services.release(line=line, by=request.user, **details),
        done=f"The money of “{line.title}” that was not paid is back in the budget.",
        line=line,
        verb="release the money of",
        heading="Release the money",
        lead="What is committed and not paid goes back into the budget. A solution that is not ordered yet stays "
        "approved and waits for money.",
        button="Release it",
    )


@staff
@require_safe
def money_letter(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """A letter to the person in plain words: who pays, what they pay, what happens next, what they can do."""
    line = line_or_404(request, reference, number, page="money-letter")
    paying = _paying(line)
    if paying is None or not paying.is_decided or paying.decision is None:
        why = NOTHING_PAID if paying is None else "Decide first who pays. Then there is something to write."
        return say(request, line, why, heading="Letter")
    if reason := why_not(line.case.person, by=ContactRoute.LETTER):
        return say(request, line, f"Do not write to this person. {reason}", heading="Letter")
    if line.state not in ALLOWED_FROM["record money for"]:
        raise Http404("This solution is finished.")
    context = {
        "case": line.case,
        "line": line,
        "paying": paying,
        "today": clock.today(),
        "is_own_money": paying.decision.stream == Stream.SELF_FUNDED,
        "may_apply": bool(paying.facts and paying.facts.right_told),
    }
    return render(request, "cases/funding/letter.html", context)
