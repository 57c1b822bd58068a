"""Competence as tests need it: a small approved framework, trainers who may sign, requests and sign-offs."""

from datetime import date, timedelta

from competencies.constants import EvidenceKind, FrameworkState, Level, StandingBasis
from competencies.models import (
    Competency,
    Domain,
    Framework,
    PerformanceCriterion,
    Signature,
    SignOff,
    SignOffRequest,
    TrainerStanding,
)
from competencies.services import offer_evidence, sign
from core import clock
from modules.models import Attempt, Completion, Enrolment, Module, ModuleVersion
from people.authentication import DEMONSTRATION, Authenticated
from people.constants import RegistrationBody, Role
from people.models import ProfessionalRegistration, User
from tests.factories.people import OrganisationFactory, UserFactory, employed

LONG_AGO = date(2020, 1, 1)
CODES = {
    "HC-1": (Level.FOUNDATION, "module-1", ""),
    "SN-1": (Level.SIMPLE, "module-2", ""),
    "SN-2": (Level.SIMPLE, "module-2", ""),
    "MOT-1": (Level.SIMPLE, "module-2", "housing-mot"),
    "MN-1": (Level.MODERATE, "module-3", ""),
    "TR-1": (Level.TRAINER, "trainer", ""),
}


MODULE_OF = {Level.SIMPLE: "module-2", Level.MODERATE: "module-3", Level.TRAINER: "trainer"}
LEVEL_OF = {"module-1": Level.FOUNDATION} | {code: level for level, code in MODULE_OF.items()}


def module(code: str) -> Module:
    defaults = {"title": code.capitalize(), "level": LEVEL_OF.get(code, Level.SIMPLE)}
    return Module.objects.get_or_create(code=code, defaults=defaults)[0]


def framework(version: str = "2027.1", *, state: FrameworkState = FrameworkState.APPROVED) -> Framework:
    """A framework of six competencies, each with two criteria (`SN-1.1`, `SN-1.2`)."""
    now = clock.now()
    made = Framework.objects.create(
        version=version, title="Framework", content_hash="0" * 64, author=UserFactory(), loaded_at=now
    )
    domain = Domain.objects.create(framework=made, code="D", title="Practice", position=0)
    for place, (code, (level, module_code, scope)) in enumerate(CODES.items()):
        competency = Competency.objects.create(
            framework=made,
            domain=domain,
            code=code,
            title=f"Does {code} well",
            level=level,
            module=module(module_code),
            scope=scope,
            source="protocol",
            valid_months=36,
            position=place,
        )
        for number in (1, 2):
            PerformanceCriterion.objects.create(
                competency=competency, code=f"{code}.{number}", text=f"Shows {code}.{number}.", position=number
            )
    if state == FrameworkState.APPROVED:
        made.state, made.approved_at, made.approved_by = state, now, UserFactory()
        made.save()
    return made


def competency(code: str = "SN-1") -> Competency:
    """That competency of the newest approved framework, which is made when there is none."""
    if not Competency.objects.approved().filter(code=code).exists():
        framework()
    return Competency.objects.approved().filter(code=code).order_by("-pk")[0]


def completed(user: User, code: str) -> Completion:
    """That somebody completed a module."""
    taught = module(code)
    now = clock.now()
    version, _ = ModuleVersion.objects.get_or_create(
        module=taught,
        number=1,
        defaults={
            "label": "2027.1",
            "title": taught.title,
            "content": {},
            "pass_mark": 70,
            "questions_drawn": 1,
            "minutes": 30,
            "review_state": "draft",
            "revision_id": taught.pk,
            "published_at": now,
            "published_by": user,
        },
    )
    enrolment, _ = Enrolment.objects.get_or_create(user=user, module=taught, defaults={"enrolled_at": now})
    attempt = Attempt.objects.create(
        enrolment=enrolment, module_version=version, started_at=now, submitted_at=now, score=1, out_of=1, passed=True
    )
    return Completion.objects.create(
        user=user, module_version=version, enrolment=enrolment, attempt=attempt, completed_at=now
    )


def standing(user: User, level: str = Level.SIMPLE, **fields: object) -> TrainerStanding:
    """A founding row for the module of that tier. It holds on every day of the tests unless `fields` say otherwise."""
    values = {
        "module": fields.get("module") or module(MODULE_OF[Level(level)]),
        "basis": StandingBasis.FOUNDING,
        "first_decided_by": UserFactory(),
        "second_decided_by": UserFactory(),
        "reason": "Long practice.",
        "recorded_at": clock.now(),
        "valid_from": LONG_AGO,
        "valid_until": date(2099, 1, 1),
    }
    return TrainerStanding.objects.create(user=user, level=level, **(values | fields))


def trainer(
    employer: str,
    profession: str,
    setting: str = "office",
    *levels: str,
    seconded_from: str = "",
    **fields: object,
) -> User:
    """A trainer at work, perhaps lent by another employer. `fields` go to the standing."""
    user = employed(
        roles=(Role.TRAINER,),
        seconded_from=OrganisationFactory(code=seconded_from) if seconded_from else None,
        organisation__code=employer,
        profession__code=profession,
        service_setting__code=setting,
    )
    for level in levels or (Level.SIMPLE,):
        standing(user, level, **fields)
    return user


def trainer_pair(*levels: str) -> tuple[User, User]:
    """Two trainers who may sign together."""
    return trainer("harbour", "nurse", "ward", *levels), trainer("glen", "surveyor", "visits", *levels)


def registered(user: User, profession: str = "occupational-therapist") -> ProfessionalRegistration:
    from tests.factories.people import ProfessionFactory

    return ProfessionalRegistration.objects.create(
        user=user,
        body=RegistrationBody.HCPC,
        number=f"OT{user.pk}",
        profession=ProfessionFactory(code=profession),
        valid_from=LONG_AGO,
        valid_until=date(2099, 1, 1),
        checked_on=LONG_AGO,
        checked_by=UserFactory(),
    )


def request_of(user: User, asked: Competency | None = None) -> SignOffRequest:
    """Somebody's request, opened by one piece of evidence about a completed module."""
    asked = asked or competency()
    if not Completion.objects.filter(user=user, module_version__module=asked.module).exists():
        completed(user, asked.module.code)
    return offer_evidence(
        competency=asked, kind=EvidenceKind.OBSERVED_PRACTICE, shows="A visit, and what came of it.", by=user
    ).request


def signed(request: SignOffRequest, signer: User, *, agrees: bool = True, **changes: object) -> Signature:
    """A signature with every criterion answered; keywords replace what `sign` is given."""
    codes = [criterion.code for criterion in request.competency.criteria.all()]
    values = {
        "request": request,
        "signer": signer,
        "criteria_met": dict.fromkeys(codes, agrees),
        "seen": dict.fromkeys(codes, "I saw it done."),
        "agrees": agrees,
        "feedback": "" if agrees else "Show one more visit.",
        "authenticated": Authenticated(method=DEMONSTRATION, at=clock.now()),
        "shown_at": clock.now(),
    }
    return sign(**(values | changes))


def signed_off(user: User, asked: Competency | None = None, pair: tuple[User, User] | None = None) -> SignOff:
    """A sign-off of this person by a pair that keeps every rule."""
    request = request_of(user, asked)
    for signer in pair or trainer_pair(request.competency.level):
        signed(request, signer)
    return SignOff.objects.get(request=request)


def disagreed(request: SignOffRequest, pair: tuple[User, User] | None = None) -> SignOffRequest:
    """The request in moderation: the first trainer of the pair signed, the second did not agree."""
    first, second = pair or trainer_pair()
    signed(request, first)
    signed(request, second, agrees=False)
    return SignOffRequest.objects.get(pk=request.pk)


def moderator() -> User:
    """Somebody who may moderate what `trainer_pair` signed."""
    return trainer("moor", "support-worker", "home")


def bare_signature(request: SignOffRequest, signer: User, position: int = 1, **fields: object) -> Signature:
    """A signature row written past the service, to see what the database itself refuses."""
    job = signer.employments.select_related("organisation", "profession", "service_setting").get()
    row = signer.trainer_standings.first() or standing(signer)
    values = {
        "request": request,
        "round": request.round,
        "position": position,
        "person": request.user,
        "signer": signer,
        "employer": job.organisation,
        "seconded_from": job.seconded_from,
        "level": request.competency.level,
        "standing_level": row.level,
        "standing_from": row.valid_from,
        "standing_until": row.valid_until,
        "acted_on": clock.today(),
        "profession": job.profession,
        "service_setting": job.service_setting,
        "standing": row,
        "holding": "founding",
        "agrees": True,
        "method": "password",
        "authenticated_at": clock.now() + timedelta(seconds=request.pk * 60 + position),
        "shown_at": clock.now(),
        "shown_hash": "0" * 64,
        "signed_at": clock.now(),
    }
    return Signature.objects.create(**(values | fields))


def bare_sign_off(request: SignOffRequest, first: Signature, second: Signature, **fields: object) -> SignOff:
    """A sign-off row written past the service."""
    values = {
        "request": request,
        "user": request.user,
        "competency": request.competency,
        "first_signature": first,
        "first_signer": first.signer,
        "first_employer": first.employer,
        "first_seconded_from": first.seconded_from,
        "first_profession": first.profession,
        "first_setting": first.service_setting,
        "second_signature": second,
        "second_signer": second.signer,
        "second_employer": second.employer,
        "second_seconded_from": second.seconded_from,
        "second_profession": second.profession,
        "second_setting": second.service_setting,
        "holder": first.signer,
        "holding": "founding",
        "made_at": clock.now(),
        "valid_from": clock.today(),
        "valid_until": date(2099, 1, 1),
    }
    return SignOff.objects.create(**(values | fields))


def draft(version: str = "2027.2", author: User | None = None) -> Framework:
    """A draft that begins as a copy of the version in force, which is made when there is none."""
    from competencies.selectors import framework_in_force
    from competencies.services import start_draft

    if framework_in_force() is None:
        framework()
    return start_draft(version=version, by=author or employed(roles=(Role.EDITOR,)))


def rewritten(started: Framework, code: str = "SN-1", **changes: object) -> Framework:
    """The draft with one competency written anew: other words for its first criterion unless `changes` say more."""
    from dataclasses import replace

    from competencies.framework_content import content_of
    from competencies.framework_edits import with_competency
    from competencies.services import write_draft

    content = content_of(started)
    found = content.competency(code)
    assert found is not None
    domain, old = found
    criteria = (replace(old.criteria[0], text="Shows it another way."), *old.criteria[1:])
    new = replace(old, **({"criteria": criteria} | changes))
    return write_draft(
        framework=started,
        content=with_competency(content, new, domain=domain.code, instead_of=code),
        revision=started.revision,
        what=f"Changed {code}",
        by=started.author,
    )


def approved(started: Framework, **decisions: date | None) -> Framework:
    """The draft handed in and approved; `decisions` by code with `_` for the hyphen (`SN_1=day`)."""
    from competencies.services import approve_framework, submit_framework

    submit_framework(framework=started, by=started.author)
    decided = {code.replace("_", "-"): day for code, day in decisions.items()}
    return approve_framework(framework=started, by=employed(roles=(Role.GOVERNANCE,)), decisions=decided)
