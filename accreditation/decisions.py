"""The one decision function (A4). The machine interface, the case module and the audit's replay all ask it.

It is plain Python over rows. `fact_reading.read_facts` reads them by a fixed number of indexed queries however many
questions there are; `decide` is pure. The register's number and what accreditations are come from one statement,
hence from one snapshot, and what else is a fact is read after it: a permit that carries a number knows every change
up to that number.
"""

from collections.abc import Sequence
from datetime import date, datetime

from accreditation.constants import Status
from accreditation.fact_reading import read_facts
from accreditation.facts import Facts, Held, ScopeFact, Subject
from accreditation.models import Adaptation
from accreditation.questions import Action, Decision, Question, Reason
from people.vocabulary import Tenure, Tier

# What a status that does not hold says to whoever asks.
NOT_HOLDING: dict[Status, Reason] = {
    Status.APPLIED: Reason.NOT_GRANTED,
    Status.REFUSED: Reason.NOT_GRANTED,
    Status.NOT_STARTED: Reason.NOT_YET_ACCREDITED,
    Status.SUSPENDED: Reason.SUSPENDED,
    Status.EXPIRED: Reason.EXPIRED,
    Status.REVOKED: Reason.REVOKED,
    Status.RELINQUISHED: Reason.RELINQUISHED,
}
STOPPED = frozenset({Reason.SUSPENDED, Reason.REVOKED})
ORDER = {reason: position for position, reason in enumerate(Reason)}


def decide_many(questions: Sequence[Question], at: datetime, *, known_at: datetime | None = None) -> list[Decision]:
    """Answer each question as of `at`, in the order asked, all from one state of the register.

    `known_at` (default: everything known now) asks what the register believed when it had recorded no more than
    that; together they answer "what was true on that day" and "what did we believe on that day".
    """
    facts = read_facts(questions, at, known_at=known_at)
    return [decide(question, facts) for question in questions]


def decide(question: Question, facts: Facts) -> Decision:
    """The rules, on one question. A permit names its basis; a refusal names everything that stands against it."""
    adaptation = facts.adaptations.get(question.adaptation)
    own = used_tier(question, adaptation)
    tier = tier_for(question, facts) if question.together_with else own
    held = None
    if _is_direct_access(question, adaptation, own, facts):
        basis, problems = Reason.DIRECT_ACCESS, set()
    elif (subject := facts.subjects.get(question.subject)) is None:
        basis, problems = Reason.ACCREDITED, {Reason.UNKNOWN_SUBJECT}
    elif subject.authorises_by_registration and question.action is not Action.HOUSING_MOT:
        basis, problems = Reason.REGISTERED, _stopped(subject) | _inexperienced(subject, tier, facts)
    else:
        basis = Reason.ACCREDITED
        held, problems = _by_accreditation(question, adaptation, tier, subject, facts.day)
    if Reason.TIER_NOT_HELD in problems and tier is not own:
        problems.add(Reason.SEVERAL_TOGETHER)
    if basis is not Reason.DIRECT_ACCESS:
        problems |= _common_problems(question, facts)
    return Decision(
        question=question,
        permitted=not problems,
        reasons=tuple(sorted(problems, key=ORDER.__getitem__)) or (basis,),
        register_number=facts.register_number,
        at=facts.at,
        tier=tier,
        accreditation_number=held.number if held else "",
        held=held,
    )


def used_tier(question: Question, adaptation: Adaptation | None) -> Tier | None:
    """The higher of what the asker states and what the catalogue says (design: the machine interface)."""
    if adaptation is None:
        return question.tier
    own = Tier(adaptation.tier)
    return question.tier if question.tier and question.tier.rank > own.rank else own


def tier_for(question: Question, facts: Facts) -> Tier | None:
    """The tier that is used, also where the question names several items for one need: then the highest of them, and at
    least what the rule of the day says when so many need an assessment. What is on the tenure's direct-access list
    proceeds by itself and is not counted.
    """
    adaptation = facts.adaptations.get(question.adaptation)
    own = used_tier(question, adaptation)
    if not question.together_with or _is_direct_access(question, adaptation, own, facts):
        return own
    codes = question.codes
    tiers = {Tier(facts.adaptations[code].tier) for code in codes if code in facts.adaptations}
    if own:
        tiers.add(own)
    assessed = [code for code in codes if (question.tenure, code) not in facts.direct_access]
    if len(assessed) >= facts.together.items_from:
        tiers.add(facts.together.tier)
    return max(tiers, key=lambda tier: tier.rank, default=None)


def _is_direct_access(question: Question, adaptation: Adaptation | None, tier: Tier | None, facts: Facts) -> bool:
    """On the tenure's list, and nobody states that the situation asks for more than the item does."""
    if adaptation is None or question.tenure is None or question.action is Action.HOUSING_MOT:
        return False
    return (Tenure(question.tenure), adaptation.code) in facts.direct_access and tier == adaptation.tier


def _common_problems(question: Question, facts: Facts) -> set[Reason]:
    """What stands against the question whoever asks: the catalogue does not know it, or the person works elsewhere."""
    problems = set()
    if question.action is not Action.HOUSING_MOT and not facts.adaptations.keys() >= question.codes:
        problems.add(Reason.UNKNOWN_ADAPTATION)
    subject = facts.subjects.get(question.subject)
    if subject and question.organisation and question.organisation not in subject.organisations:
        problems.add(Reason.ORGANISATION_MISMATCH)
    return problems


def _stopped(subject: Subject) -> set[Reason]:
    """A suspended or revoked accreditation stops its holder by every number, a professional one too."""
    return {NOT_HOLDING[held.standing.status] for held in subject.accreditations if _is_stopped(held)}


def _inexperienced(subject: Subject, tier: Tier | None, facts: Facts) -> set[Reason]:
    """Where the partnership asks for it, registration reaches complex needs only with recorded experience (A8)."""
    lacks = facts.asks_experience and tier is Tier.COMPLEX and not subject.has_complex_experience
    return {Reason.EXPERIENCE_NOT_RECORDED} if lacks else set()


def _is_stopped(held: Held) -> bool:
    return NOT_HOLDING.get(held.standing.status) in STOPPED


def _by_accreditation(
    question: Question, adaptation: Adaptation | None, tier: Tier | None, subject: Subject, day: date
) -> tuple[Held | None, set[Reason]]:
    """The accreditation that answers, and what stands against it.

    A number names a person. The accreditation asked about answers; where it is not stopped and does not cover what
    is asked, another of the same person may, such as the Housing MOT beside simple needs.
    """
    if not subject.accreditations:
        return None, {Reason.EXPIRED if subject.registration_lapsed else Reason.NOT_GRANTED}
    asked = [held for held in subject.accreditations if held.number == subject.number] or subject.accreditations
    others = [held for held in subject.accreditations if held not in asked and not _is_stopped(held)]
    stopped = [held for held in asked if _is_stopped(held)]
    judged = [
        (held, _problems_of(question, adaptation, tier, subject, held, day)) for held in (stopped or [*asked, *others])
    ]
    covering = [entry for entry in judged if not entry[1]]
    # A refusal speaks of the accreditation asked about, or of the one that comes nearest.
    return covering[0] if covering else min(judged[: len(asked)], key=lambda entry: len(entry[1]))


def _problems_of(
    question: Question, adaptation: Adaptation | None, tier: Tier | None, subject: Subject, held: Held, day: date
) -> set[Reason]:
    """Everything that stands against one accreditation covering what is asked."""
    problems = set()
    if held.standing.status is not Status.ACCREDITED:
        problems.add(NOT_HOLDING[held.standing.status])
    if held.standing.term is not None:
        each = [_scope_problems(question, adaptation, tier, held, scope, day) for scope in held.standing.term.scopes]
        problems |= min(each, key=len)
    if Reason.TIER_NOT_HELD in problems and adaptation and question.tier:
        problems |= {Reason.TIER_UNDERSTATED} if Tier(question.tier).rank < Tier(adaptation.tier).rank else set()
    if adaptation and adaptation.registered_only and not subject.is_registered_therapist:
        problems.add(Reason.REGISTERED_ONLY)
    if held.needs_staff_check and not subject.has_staff_check:
        problems.add(Reason.STAFF_CHECK_DUE)
    is_experienced = subject.is_registered_therapist and subject.has_complex_experience
    if held.needs_experience and tier is Tier.COMPLEX and not is_experienced:
        problems.add(Reason.EXPERIENCE_NOT_RECORDED)
    return problems


def _scope_problems(
    question: Question, adaptation: Adaptation | None, tier: Tier | None, held: Held, scope: ScopeFact, day: date
) -> set[Reason]:
    problems = set()
    if day < scope.valid_from:
        problems.add(Reason.NOT_YET_ACCREDITED)
    if scope.valid_until and scope.valid_until <= day:
        problems.add(Reason.EXPIRED)
    if question.action is Action.HOUSING_MOT:
        problems |= set() if question.action in held.actions else {Reason.KIND_NOT_HELD}
    elif question.action not in held.actions or _is_above(tier, scope.tier):
        problems.add(Reason.TIER_NOT_HELD)
    elif adaptation and scope.kinds and adaptation.category not in scope.kinds:
        problems.add(Reason.KIND_NOT_HELD)
    if question.tenure not in scope.tenures:
        problems.add(Reason.TENURE_NOT_HELD)
    if question.locality not in scope.localities:
        problems.add(Reason.LOCALITY_NOT_HELD)
    return problems


def _is_above(asked: Tier | None, held: Tier | None) -> bool:
    """Whether a tier is above the one held; the tier held covers those below it."""
    return asked is not None and (held is None or asked.rank > held.rank)
