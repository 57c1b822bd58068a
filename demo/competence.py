"""Brings the framework, the trainers and the sign-offs of the staff, through the same services as everyone.

How the first signature becomes possible: a sign-off needs a signer who holds the competency, and at the start
nobody does. So two governance members found the first two trainers. Until it lapses, after twelve months, their
decision counts as holding the competencies of the tiers of the modules named. Those two sign off a third; once
the three have done the trainer module and signed each other off, in pairs that keep every rule, all hold earned
standing, and the founding decision may lapse. Only for Module 3 does standing still rest on the founding decision.

Signatures carry the method `demonstration`, which is accepted under embedded settings only and shown as such.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from competencies.constants import EvidenceKind, Level
from competencies.models import Competency, SignOffRequest
from competencies.selectors import competencies_for_level
from competencies.services import (
    approve_framework,
    found_trainer,
    grant_standing,
    load_framework,
    offer_evidence,
    sign,
    submit_framework,
)
from core import clock
from demo.learning import complete_module
from demo.partnership import Partnership
from demo.scenarios import played_for
from modules.models import Module
from people.authentication import DEMONSTRATION, Authenticated
from people.models import User

SOURCE = Path(__file__).parent / "observations.toml"
FRAMEWORK = Path(settings.BASE_DIR) / "competencies" / "framework" / "2026-1.toml"

# Days before the day of the demonstration. Each follows the module it rests on (see `demo.learning`).
LOADED, APPROVED, FOUNDED = 415, 414, 290
THIRD_TRAINER_SIGNED, THIRD_TRAINER_LEARNED, THIRD_TRAINER_STANDS = 282, 280, 262
EXPIRING_SIGNED = 260
FOUNDERS_LEARNED, FOUNDERS_SIGNED, FOUNDERS_STAND = 258, 240, 235
ASSESSORS_SIGNED = 200
WAITING_SIGNED = 12
# Pieces of evidence and signatures of one day follow each other; eight of them fit into an hour.
MINUTES_APART = 7
OFFERED_BEFORE_SIGNING = 6
SECOND_SIGNATURE_AFTER = 2
# The places in somebody's list of competencies where a played scenario is offered, when there is one for it.
PLAYED_SCENARIOS = frozenset({1, 2})

FOUNDED_FOR = {
    "trainer_ot": ["module-1", "module-2", "module-3", "trainer"],
    "trainer_housing": ["module-1", "module-2", "trainer"],
}
EARNED_FOR = ["module-1", "module-2", "trainer"]
ASSESSORS = ["assessor", "assessor_council", "assessor_technology", "suspended"]
HOUSING_MOT = frozenset({"assessor_technology", "suspended", "trainer_care"})
TRAINERS = ["trainer_ot", "trainer_housing", "trainer_care"]
REFERRED_BACK = "assessor_council"


@dataclass(frozen=True)
class Observations:
    """The invented words: evidence by competency, of a played scenario, what was seen by criterion, a referral back."""

    evidence: dict[str, list[tuple[str, str]]]
    played: list[str]
    seen: dict[str, list[str]]
    referral: dict[str, Any]


def load(p: Partnership) -> None:
    """The framework in force, three trainers, and each of the staff at the state the partnership's file says."""
    words = Observations(**tomllib.loads(SOURCE.read_text()))
    _load_framework(p)
    _found_trainers(p)
    founders = ("trainer_ot", "trainer_housing")
    _sign_off(p, words, "trainer_care", _simple("trainer_care"), founders, THIRD_TRAINER_SIGNED)
    _earn_standing(p, words, "trainer_care", founders, THIRD_TRAINER_LEARNED, THIRD_TRAINER_STANDS)
    _sign_off(p, words, "expiring", _simple("expiring"), founders, EXPIRING_SIGNED)
    for key in founders:
        others = _others(key)
        _sign_off(p, words, key, _simple(key), others, FOUNDERS_SIGNED)
        _earn_standing(p, words, key, others, FOUNDERS_LEARNED, FOUNDERS_STAND)
    for place, key in enumerate(ASSESSORS):
        pair = _others(TRAINERS[place % len(TRAINERS)])
        if key == REFERRED_BACK:
            _refer_back(p, words, key, pair[0], ASSESSORS_SIGNED + 15)
        _sign_off(p, words, key, _simple(key), pair, ASSESSORS_SIGNED - place)
    _first_signatures(p, words, "waiting", "trainer_housing", WAITING_SIGNED)


def _load_framework(p: Partnership) -> None:
    with clock.fixed(p.moment(LOADED)):
        framework = load_framework(path=FRAMEWORK, by=p.people["editor"])
        submit_framework(framework=framework, by=p.people["editor"])
    with clock.fixed(p.moment(APPROVED)):
        approve_framework(framework=framework, by=p.people["governor"])


def _found_trainers(p: Partnership) -> None:
    with clock.fixed(p.moment(FOUNDED)):
        for key, codes in FOUNDED_FOR.items():
            for module in Module.objects.filter(code__in=codes):
                found_trainer(
                    user=p.people[key],
                    module=module,
                    first=p.people["governor"],
                    second=p.people["governor_two"],
                    valid_from=clock.today(),
                    reason="Fifteen years of practice and of supervising others, shown to the group before anybody "
                    "here could be signed off.",
                )


def _others(key: str) -> tuple[str, str]:
    """The two trainers who may sign when this one does not."""
    first, second = (trainer for trainer in TRAINERS if trainer != key)
    return first, second


def _simple(key: str) -> list[Competency]:
    """What the simple level asks of this person: of everyone, and for the Housing MOT where they do it."""
    found = list(competencies_for_level(Level.SIMPLE))
    return found + list(competencies_for_level(Level.SIMPLE, "housing-mot")) if key in HOUSING_MOT else found


def _earn_standing(
    p: Partnership, words: Observations, key: str, pair: tuple[str, str], learned: int, stands: int
) -> None:
    """The trainer module, its competencies, and the standing that follows."""
    complete_module(p, p.people[key], "trainer", learned)
    _sign_off(p, words, key, list(competencies_for_level(Level.TRAINER)), pair, stands + SECOND_SIGNATURE_AFTER + 1)
    with clock.fixed(p.moment(stands)):
        for module in Module.objects.filter(code__in=EARNED_FOR):
            grant_standing(user=p.people[key], module=module, by=p.people["governor"])


def _sign_off(
    p: Partnership, words: Observations, key: str, competencies: list[Competency], pair: tuple[str, str], signed: int
) -> None:
    """Evidence some days before, the first signature so many days ago, the second two days after it."""
    for number, competency in enumerate(competencies):
        request = _offer(p, words, p.people[key], competency, signed + OFFERED_BEFORE_SIGNING, number)
        _sign(p, words, request, p.people[pair[0]], signed, number)
        _sign(p, words, request, p.people[pair[1]], signed - SECOND_SIGNATURE_AFTER, number)


def _first_signatures(p: Partnership, words: Observations, key: str, trainer: str, signed: int) -> None:
    for number, competency in enumerate(_simple(key)):
        request = _offer(p, words, p.people[key], competency, signed + OFFERED_BEFORE_SIGNING, number)
        _sign(p, words, request, p.people[trainer], signed, number)


def _refer_back(p: Partnership, words: Observations, key: str, trainer: str, signed: int) -> None:
    """One request is referred back before it is offered again with better evidence."""
    referral = words.referral
    [competency] = [row for row in _simple(key) if row.code == referral["competency"]]
    request = _offer(p, words, p.people[key], competency, signed + OFFERED_BEFORE_SIGNING, 0)
    codes = [criterion.code for criterion in competency.criteria.all()]
    with clock.fixed(p.moment(signed, 15)):
        sign(
            request=request,
            signer=p.people[trainer],
            criteria_met=dict.fromkeys(codes, False),
            seen=dict.fromkeys(codes, referral["seen"]),
            agrees=False,
            feedback=referral["feedback"],
            authenticated=Authenticated(method=DEMONSTRATION, at=clock.now()),
            shown_at=clock.now() - timedelta(minutes=10),
        )
    kind, shows = referral["again"]
    with clock.fixed(p.moment(signed - 4, 9)):
        offer_evidence(competency=competency, kind=EvidenceKind(kind), shows=shows, by=p.people[key])


def _offer(
    p: Partnership, words: Observations, user: User, competency: Competency, days_ago: int, number: int
) -> SignOffRequest:
    kind, shows = p.random.choice(words.evidence[competency.code])
    played = played_for(user, competency.code) if number in PLAYED_SCENARIOS else None
    if played:
        kind, shows = EvidenceKind.SCENARIO, p.random.choice(words.played)
    with clock.fixed(p.moment(days_ago, 9, number * MINUTES_APART)):
        return offer_evidence(
            competency=competency, kind=EvidenceKind(kind), shows=shows, source=played, by=user
        ).request


def _sign(
    p: Partnership, words: Observations, request: SignOffRequest, signer: User, days_ago: int, number: int
) -> None:
    codes = [criterion.code for criterion in request.competency.criteria.all()]
    with clock.fixed(p.moment(days_ago, 14, number * MINUTES_APART)):
        sign(
            request=request,
            signer=signer,
            criteria_met=dict.fromkeys(codes, True),
            seen={code: p.random.choice(words.seen[code]) for code in codes},
            agrees=True,
            authenticated=Authenticated(method=DEMONSTRATION, at=clock.now()),
            shown_at=clock.now() - timedelta(minutes=10),
        )
