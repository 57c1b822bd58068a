"""The whole partnership in counts, and the rules behind them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.spreadsheets import csv_response
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.selectors import roles_of
from targeting.access import CHANGE_RULES, SEE_RULES, organisations_with_names
from targeting.constants import NeedState
from targeting.forms import NarrowingForm, ReachForm
from targeting.selectors import (
    COUNTED,
    RulesInForce,
    all_of,
    by_locality,
    by_organisation,
    people_touched,
    reach_by,
    reach_named,
    reach_of,
)

COLUMNS = ["Needed", *(NeedState(state).label for state in COUNTED), "Share done, %"]


@role_required(Role.GOVERNANCE)
@require_safe
def partnership(request: SignedInRequest) -> HttpResponse:
    """Counts and shares by organisation and locality. Names are for those who answer for the people."""
    rules = RulesInForce()
    form = NarrowingForm(request.GET, rules=rules, without=("state",))
    narrowing = form.narrowing()
    organisations = by_organisation(rules, narrowing)
    context = {
        "narrowing_form": form,
        "columns": COLUMNS,
        "tables": [
            ("by-organisation", "By organisation", "Organisation", organisations),
            ("by-locality", "By locality", "Locality", by_locality(rules, narrowing)),
        ],
        "total": all_of(organisations),
        "with_names": set(organisations_with_names(request.user).values_list("code", flat=True)),
        "today": rules.today,
    }
    return render(request, "targeting/partnership.html", context)


@role_required(Role.GOVERNANCE)
@require_safe
def partnership_csv(request: SignedInRequest) -> HttpResponse:
    rules = RulesInForce()
    narrowing = NarrowingForm(request.GET, rules=rules, without=("state",)).narrowing()
    table = [
        [kind, row.name, *row.columns, row.share_done]
        for kind, rows in [
            ("Organisation", by_organisation(rules, narrowing)),
            ("Locality", by_locality(rules, narrowing)),
        ]
        for row in rows
    ]
    return csv_response("training-needs", ["By", "Name", *COLUMNS], table)


@role_required(*SEE_RULES)
@require_safe
def rules(request: SignedInRequest) -> HttpResponse:
    """The rules in force, in words, with how many people each fits today."""
    in_force = [rule for some in RulesInForce().by_module.values() for rule in some]
    reach = reach_of(in_force)
    context = {
        "rules": [(rule, reach[rule.pk]) for rule in in_force],
        "may_change": not roles_of(request.user).isdisjoint(CHANGE_RULES),
    }
    return render(request, "targeting/rules.html", context)


@role_required(*CHANGE_RULES)
@require_safe
def reach(request: SignedInRequest) -> HttpResponse:
    """Whom a rule would touch, before it is saved: how many, where, as what; names as everywhere else."""
    form = ReachForm(request.GET)
    proposed = form.rules()
    context = {
        "reach_form": form,
        "people": people_touched(*proposed),
        "tables": [
            ("by-organisation", "By organisation", "Organisation", reach_by("organisation__name", proposed)),
            ("by-staff-group", "By staff group", "Staff group", reach_by("profession__name", proposed)),
        ],
        "named": reach_named(proposed, organisations_with_names(request.user)),
    }
    return render(request, "targeting/reach.html", context)
