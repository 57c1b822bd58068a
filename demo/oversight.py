"""What surrounds the sign-offs: second signatures due and overdue, a visiting signer, samples that were moderated.

The three trainers sign each other off, since there are no others at first; the page of pairs shows it.
"""

from datetime import timedelta

from competencies.constants import EvidenceKind, Level, RequestState, SampleOutcome
from competencies.models import Countersigning, SampledSignOff, SignOffRequest, TrainerStanding
from competencies.sampling import sample_rows, samples_waiting
from competencies.selectors import competencies_for_level
from competencies.services import (
    ask_to_countersign,
    confirm_visit,
    invite_visitor,
    moderate_sample,
    offer_evidence,
    sign,
)
from competencies.services.visiting import Visitor
from core import clock
from demo.partnership import Partnership
from modules.models import Module
from people.authentication import DEMONSTRATION, Authenticated
from people.constants import OrganisationKind
from people.models import Profession, ServiceSetting, User

OVERDUE_OFFERED, OVERDUE_SIGNED, ASKED = 30, 24, 10
INVITED, CONFIRMED, VISITS_FOR_DAYS = 4, 3, 30
MODERATED_AFTER, LEFT_WAITING = 12, 2
WORDS = [
    (SampleOutcome.SOUND, "Both records say what was done and said, and the evidence bears them out."),
    (SampleOutcome.SOUND, "Each saw something of their own, on different days. I would have come to the same view."),
    (
        SampleOutcome.ADVICE,
        "The view is right. The second record repeats the first criterion’s words for the second; say what you saw.",
    ),
]


def load(p: Partnership) -> None:
    _ask_for_a_second_signature(p)
    request = _let_one_become_overdue(p)
    _invite_a_visitor(p, request)
    _moderate_samples(p)


def _ask_for_a_second_signature(p: Partnership) -> None:
    row = Countersigning.objects.waiting().filter(request__user=p.people["waiting"]).order_by("pk")[0]
    with clock.fixed(p.moment(ASKED)):
        ask_to_countersign(countersigning=row, trainer=p.people["trainer_care"], by=p.people["trainer_housing"])


def _let_one_become_overdue(p: Partnership) -> SignOffRequest:
    """A request for the Housing MOT that one trainer signed more than ten working days ago."""
    user, signer = p.people["assessor_council"], p.people["trainer_housing"]
    competency = competencies_for_level(Level.SIMPLE, "housing-mot")[0]
    with clock.fixed(p.moment(OVERDUE_OFFERED)):
        request = offer_evidence(
            competency=competency,
            kind=EvidenceKind.OBSERVED_PRACTICE,
            shows="I went through a flat room by room with the tenant before she came home from hospital, wrote down "
            "what would trip or tire her, and agreed with her what to change first.",
            by=user,
        ).request
    codes = [criterion.code for criterion in competency.criteria.all()]
    with clock.fixed(p.moment(OVERDUE_SIGNED, 14)):
        sign(
            request=request,
            signer=signer,
            criteria_met=dict.fromkeys(codes, True),
            seen=dict.fromkeys(codes, "I stood beside her in the flat. She looked, asked, and wrote it down at once."),
            agrees=True,
            authenticated=Authenticated(method=DEMONSTRATION, at=clock.now()),
            shown_at=clock.now() - timedelta(minutes=10),
        )
    request.refresh_from_db()
    assert request.state == RequestState.WAITING  # noqa: S101 - else the visitor has nothing to sign
    return request


def _invite_a_visitor(p: Partnership, request: SignOffRequest) -> None:
    visitor = Visitor(
        first_name="Sorcha",
        last_name="Lindqvist",
        email="sorcha.lindqvist@brae-homes.example",
        employer="Brae Homes",
        employer_kind=OrganisationKind.HOUSING_ASSOCIATION,
        partnership="Brae and Firth Partnership",
        profession=Profession.objects.get(code="surveyor"),
        service_setting=ServiceSetting.objects.get(code="home-visits"),
        checked="The chair of their governance group confirmed by telephone and e-mail that she has earned standing "
        "for Module 2 there until next spring, and that nothing is held against her.",
    )
    with clock.fixed(p.moment(INVITED)):
        invitation = invite_visitor(
            visitor=visitor,
            module=Module.objects.get(code="module-2"),
            valid_from=clock.today(),
            valid_until=clock.today() + timedelta(days=VISITS_FOR_DAYS),
            requests=[request],
            by=p.people["governor"],
        )
    with clock.fixed(p.moment(CONFIRMED)):
        standing = confirm_visit(invitation=invitation, by=p.people["governor_two"])
    # She would choose her own by the ordinary way; here she has everybody's, so that she can be tried.
    first = User.objects.get(pk=p.people["officer"].pk)
    User.objects.filter(pk=standing.user_id).update(password=first.password)


def _moderate_samples(p: Partnership) -> None:
    """All but the last that anybody could moderate, each some days after it was drawn."""
    trainers = list(User.objects.filter(pk__in=TrainerStanding.objects.values("user")).order_by("pk"))
    found: list[tuple[SampledSignOff, User]] = []
    for sample in samples_waiting():
        with clock.fixed(sample.chosen_at + timedelta(days=MODERATED_AFTER)):
            able = [trainer for trainer in trainers if sample_rows([sample], trainer)[0].may_moderate]
        if able and sample.chosen_at + timedelta(days=MODERATED_AFTER) < p.moment(0):
            found.append((sample, able[0]))
    for number, (sample, moderator) in enumerate(found[:-LEFT_WAITING]):
        outcome, reasons = WORDS[number % len(WORDS)]
        with clock.fixed(sample.chosen_at + timedelta(days=MODERATED_AFTER)):
            moderate_sample(sample=sample, outcome=outcome, reasons=reasons, by=moderator)
