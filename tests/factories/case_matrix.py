"""The table of who may do what with each address of a case, and the records that its addresses are of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accreditation.services import suspend
from cases.constants.clocks import Measured
from cases.constants.help_page import GivenHow
from cases.constants.lines import LineState
from cases.constants.mot import MotArea
from cases.constants.panel import PanelState
from cases.constants.reading import StatedWhy
from cases.constants.reopening import FollowUpWhy
from cases.constants.subject_access import IdentityKnown
from cases.models import (
    Case,
    Contact,
    DirectAccessReader,
    Goal,
    HomeVisit,
    HousingMot,
    ServiceClock,
    SolutionLine,
    UrgentNotice,
)
from cases.services import ask_for_copy, authorise, give_help_link, save_mot_area, set_follow_up, state_reason
from cases.services.subject_access import make_copy
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.accreditation import accredited, an_officer
from tests.factories.cases import Team, a_case, a_team, brought_to, talked
from tests.factories.cases_clocks import a_home_visit, clock_of, default_standards, rang
from tests.factories.cases_complaint import a_complaint
from tests.factories.cases_concern import a_concern, an_incident
from tests.factories.cases_directory import a_service, a_suggestion
from tests.factories.cases_files import a_file
from tests.factories.cases_hold import a_hold
from tests.factories.cases_intake import (
    a_carer,
    a_flag,
    a_plea,
    a_power,
    a_question,
    a_resident,
    a_sent_referral,
    a_sharing,
)
from tests.factories.cases_money import a_budget, a_request
from tests.factories.cases_mot import a_hazard, a_mot, a_mot_assessor, eight_areas, finished
from tests.factories.cases_panel import a_meeting, a_panel, at_panel
from tests.factories.cases_provision import a_stock_item, a_visit, an_approved_invoice, an_invoice, an_order
from tests.factories.cases_satisfaction import asked_about
from tests.factories.people import UserFactory, employed

TABLE = Path(__file__).resolve().parent.parent / "integration" / "case_matrix.txt"
STAFF = frozenset({Role.CASEWORKER, Role.MANAGER})
ADMINISTRATOR = "administrator"
STRANGER = "stranger"
EDITOR = "cms/"
SIGNED_IN = frozenset({*Role, ADMINISTRATOR})
GROUPS = {"staff": STAFF, "signed-in": SIGNED_IN, "public": SIGNED_IN | {STRANGER}, "-": frozenset[str]()}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One route: what it is of, and who may send which method."""

    route: str
    record: str
    get: frozenset[str]
    post: frozenset[str]
    remarks: dict[str, str]

    @property
    def name(self) -> str:
        return self.route if ":" in self.route else f"cases:{self.route}"

    @property
    def is_logged(self) -> bool:
        """Whether a GET of it is a read of somebody's record."""
        return bool(self.get) and "unlogged" not in self.remarks

    @property
    def is_public(self) -> bool:
        return STRANGER in self.get | self.post

    def may(self, method: str) -> frozenset[str]:
        return self.get if method == "get" else self.post

    def address(self, world: "World") -> str:
        return reverse(self.name, kwargs=world.of(self.record))


def rows() -> list[Row]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [_row(line) for line in lines if line.strip() and not line.startswith("#")]


def _row(line: str) -> Row:
    route, record, get, post, remarks = (cell.strip() for cell in line.split("|"))
    return Row(
        route=route,
        record=record,
        get=_people(get),
        post=_people(post),
        remarks={name: test for name, _, test in (remark.partition("=") for remark in remarks.split())},
    )


def _people(cell: str) -> frozenset[str]:
    return frozenset[str]().union(*(GROUPS[word] if word in GROUPS else {Role(word)} for word in cell.split()))


def routes_of_cases() -> set[str]:
    """Every address that a view of the case module answers, wherever it is mounted, by name as the table has it.

    Wagtail's editor has a door of its own, and holds what the partnership configures and nobody's case.
    """
    return {name.removeprefix("cases:") for name in _routes(get_resolver(), "")}


def _routes(resolver: URLResolver, namespace: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace is None and str(pattern.pattern) == EDITOR:
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern, inner)
        elif namespace.startswith("wagtailsnippets"):
            continue  # The editor opens by a role of its own: tests/integration/test_cases_rules_editor.py.
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.split(".")[0] == "cases":
            yield f"{namespace}{pattern.name}"


@dataclass
class World:
    """One organisation with a case, a line in it, and whatever else the table's addresses are of."""

    team: Team
    case: Case
    line: SolutionLine
    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, record: str) -> dict[str, Any]:
        """What the address of a record is made of, by name. Each record is made once."""
        if record not in self.made:
            self.made[record] = RECORDS[record](self)
        return self.made[record]

    @property
    def organisation(self) -> str:
        return self.case.organisation.code

    def somebody(self, who: str) -> User | None:
        """A member of the organisation with this role; nobody for a stranger."""
        if who == STRANGER:
            return None
        if who == ADMINISTRATOR:
            return UserFactory(is_superuser=True, is_staff=True)
        return self.colleague(Role(who))

    def colleague(self, *roles: Role) -> User:
        """Somebody of the organisation who has said why they open its cases, so that their pages open to them."""
        user = employed(organisation__code=self.organisation, roles=roles)
        for case in Case.objects.filter(organisation=self.case.organisation):
            state_reason(case=case, why=StatedWhy.COVER, by=user)
        return user


def a_world(organisation: str = "lantern", person: str = "Jean Muir") -> World:
    team = a_team(organisation)
    case = a_case(team.caseworker, name=person)
    talked(case, team.caseworker)
    return World(team=team, case=case, line=brought_to(LineState.PROPOSED, team, case))


def of_line(line: SolutionLine) -> dict[str, Any]:
    """What the address of a line is made of."""
    return {"reference": line.case.reference, "number": line.number}


def _refused_line(world: World) -> dict[str, Any]:
    line = brought_to(LineState.RECOMMENDED, world.team, world.case)
    authorise(line=line, by=world.team.caseworker)
    return of_line(line)


def _line_under_review(world: World) -> dict[str, Any]:
    line = brought_to(LineState.RECOMMENDED, world.team, world.case)
    assessor = employed(organisation__code=world.organisation, roles=(Role.CASEWORKER,))
    accreditation = accredited(user=assessor)
    authorise(line=line, by=assessor)
    suspend(accreditation=accreditation, reason="A concern is looked into.", by=an_officer())
    return of_line(line)


def _reader(world: World) -> dict[str, Any]:
    user = employed(organisation__code=world.organisation, roles=(Role.CASEWORKER,))
    reader = DirectAccessReader.objects.create(
        organisation=world.case.organisation, user=user, valid_from=clock.today(), valid_until=None
    )
    return {"pk": reader.pk}


def _at_panel(world: World, state: PanelState) -> dict[str, Any]:
    line = brought_to(LineState.RECOMMENDED, world.team, world.case)
    referral = at_panel(state, world.team, a_panel(), line)
    return {"reference": referral.case.reference, "token": referral.token}


def _handover(world: World) -> dict[str, Any]:
    """Of a case whose owner was suspended."""
    owner = employed(organisation__code=world.organisation, roles=(Role.CASEWORKER,))
    accreditation = accredited(user=owner)
    case = a_case(owner)
    suspend(accreditation=accreditation, reason="A concern is looked into.", by=an_officer())
    return {"reference": case.reference}


def _order_step(world: World) -> dict[str, Any]:
    return {"number": an_order(world.team, world.case).number, "name": "accept"}


def _ordered_line_step(world: World) -> dict[str, Any]:
    return of_line(an_order(world.team, world.case).line) | {"name": "accept"}


def _visit(world: World) -> dict[str, Any]:
    return {"uid": a_visit(an_order(world.team, world.case), world.team.caseworker).uid}


def _invoice(world: World) -> dict[str, Any]:
    return {"uid": an_invoice(an_order(world.team, world.case), world.team).uid}


def _approved_invoice(world: World) -> dict[str, Any]:
    invoice = an_approved_invoice(an_order(world.team, world.case), world.team)
    return {"number": invoice.provision.number, "uid": invoice.uid}


def of_case(world: World, record: Any) -> dict[str, Any]:
    """What the address of a row of a case is made of."""
    return {"reference": world.case.reference, "pk": record.pk}


def _of_record(record: Contact | HomeVisit | ServiceClock | UrgentNotice) -> dict[str, Any]:
    return {"reference": record.case.reference, "pk": record.pk}


def _clock(world: World) -> dict[str, Any]:
    default_standards()
    return _of_record(clock_of(a_case(world.team.caseworker), Measured.VISIT))


def _mot(world: World) -> HousingMot:
    assessor = a_mot_assessor(employed(organisation__code=world.organisation, roles=(Role.CASEWORKER,)))
    return a_mot(a_case(world.team.caseworker), assessor)


def _of_mot(mot: HousingMot) -> dict[str, Any]:
    return {"reference": mot.case.reference, "number": mot.number}


def _refused_mot(world: World) -> dict[str, Any]:
    case = a_case(world.team.caseworker)
    eight_areas(case, world.team.caseworker)
    finished(case, world.team.caseworker)
    return {"reference": case.reference}


def _danger(world: World) -> dict[str, Any]:
    case = a_case(world.team.caseworker)
    save_mot_area(
        case=case, area=MotArea.HEATING, found="Gas.", hazards=[a_hazard(is_danger=True)], by=world.team.caseworker
    )
    return _of_record(case.urgent_notices.get())


def _file(world: World) -> dict[str, Any]:
    kept = a_file(world.case, world.team.caseworker)
    return {"reference": world.case.reference, "number": kept.number}


def _help_link(world: World) -> dict[str, Any]:
    _, token = give_help_link(case=world.case, how=GivenHow.PRINT, by=world.team.caseworker)
    return {"token": token}


def _follow_up(world: World) -> dict[str, Any]:
    waiting = set_follow_up(case=world.case, why=FollowUpWhy.AGREED, due_on=clock.today(), by=world.team.caseworker)
    return {"reference": world.case.reference, "pk": waiting.pk}


def _copy(world: World) -> dict[str, Any]:
    asked = ask_for_copy(case=world.case, identity=IdentityKnown.KNOWN, by=world.team.payer)
    make_copy({"id": asked.pk})
    return {"reference": world.case.reference, "pk": asked.pk}


def _shared_case(world: World) -> dict[str, Any]:
    """Another organisation's, of which this one may be told."""
    case = a_case(employed(organisation__code="tollcross", roles=(Role.CASEWORKER,)), name="Isobel Rae")
    a_sharing(case, organisation=world.case.organisation)
    return {"reference": case.reference}


# A new kind of record is a line here, with its builder beside it or in the factories of its noun.
RECORDS: dict[str, Callable[[World], dict[str, Any]]] = {
    "nothing": lambda world: {},
    "case": lambda world: {"reference": world.case.reference},
    "line": lambda world: of_line(world.line),
    "reader": _reader,
    "refused line": _refused_line,
    "file": _file,
    "help link": _help_link,
    "follow-up": _follow_up,
    "copy": _copy,
    "line under review": _line_under_review,
    "consent": lambda world: of_line(world.line) | {"consent": a_request(world.line, world.team.caseworker).number},
    "budget": lambda world: {"budget": a_budget(world.team.payer).reference},
    "line asked about": lambda world: of_line(asked_about(world.team, world.case).line),
    "questionnaire link": lambda world: {"token": asked_about(world.team, world.case).token},
    "complaint": lambda world: {"token": a_complaint(world.case, world.team.caseworker).token},
    "complaint step": lambda world: world.of("complaint") | {"step": "answer"},
    "hold": lambda world: {
        "reference": world.case.reference,
        "pk": a_hold(world.case, world.team.caseworker, pauses=[]).pk,
    },
    "concern": lambda world: {"token": a_concern(world.case, world.team.caseworker).token},
    "concern step": lambda world: world.of("concern") | {"step": "tell"},
    "incident": lambda world: {"token": an_incident(world.case, world.team.caseworker).token},
    "incident step": lambda world: world.of("incident") | {"step": "tell"},
    "panel referral": lambda world: _at_panel(world, PanelState.REFERRED),
    "panel decision": lambda world: _at_panel(world, PanelState.DECIDED),
    "panel token": lambda world: {"token": _at_panel(world, PanelState.HEARD)["token"]},
    "panel meeting": lambda world: {"token": a_meeting(a_panel()).token},
    "handover": _handover,
    "order": lambda world: {"number": an_order(world.team, world.case).number},
    "order’s step": _order_step,
    "ordered line": lambda world: of_line(an_order(world.team, world.case).line),
    "ordered line’s step": _ordered_line_step,
    "visit": _visit,
    "stock item": lambda world: {"uid": a_stock_item(world.team, world.case).uid},
    "stock item’s step": lambda world: {"uid": a_stock_item(world.team, world.case).uid, "name": "fault"},
    "invoice": _invoice,
    "invoice’s step": lambda world: _invoice(world) | {"name": "approve"},
    "approved invoice": _approved_invoice,
    "referral": lambda world: {"reference": a_sent_referral(world.case.organisation).reference},
    "plea": lambda world: {"reference": a_plea(world.case.organisation).reference},
    "question": lambda world: {"pk": a_question(world.case).pk},
    "goal": lambda world: of_case(world, Goal.objects.filter(conversation__case=world.case).earliest("pk")),
    "power": lambda world: of_case(world, a_power(world.case)),
    "sharing": lambda world: of_case(world, a_sharing(world.case)),
    "residence": lambda world: of_case(world, a_resident(world.case)),
    "caring": lambda world: of_case(world, a_carer(world.case)),
    "flag": lambda world: of_case(world, a_flag(world.case)),
    "shared case": _shared_case,
    "service": lambda world: {"uid": a_service().uid},
    "service’s step": lambda world: {"uid": a_service().uid, "name": "confirm"},
    "service for a case": lambda world: {"reference": world.case.reference, "uid": a_service().uid},
    "suggestion": lambda world: of_case(world, a_suggestion(world.case, world.team.caseworker)),
    "contact": lambda world: _of_record(rang(world.case, world.team.caseworker)),
    "home visit": lambda world: _of_record(
        a_home_visit(world.case, world.team.caseworker, clock.now() + timedelta(days=3))
    ),
    "clock": _clock,
    "mot area": lambda world: {"reference": world.case.reference, "letter": "a"},
    "mot": lambda world: _of_mot(_mot(world)),
    "mot action": lambda world: _of_mot(mot := _mot(world)) | {"pk": mot.hazards.get().action.pk},
    "refused mot": _refused_mot,
    "danger": _danger,
}
