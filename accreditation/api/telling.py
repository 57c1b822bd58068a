"""An answer of the register as AuthZEN gives it: the decision, and in its context why, on what, and the proof."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from accreditation.facts import Held, ScopeFact
from accreditation.models import Answer
from accreditation.questions import Decision, Reason
from accreditation.standing import conditions_on
from core.clock import day_of
from core.strict_json import Json

# Django looks a label up anew each time it is asked.
TEXTS = {reason.value: str(reason.label) for reason in Reason}


def as_json(answer: Answer) -> Json:
    """What the asker is told: of a person no more than `with_detail` allows, and of the past nothing that permits."""
    codes = answer.told_reasons
    context: dict[str, Any] = {
        "reason_codes": codes,
        "reasons": [{"code": code, "text": TEXTS[code]} for code in codes],
        "tier": answer.tier or None,
        "register_number": answer.register_number,
        "answered_at": instant(answer.asked_at),
        "answer_id": str(answer.public_id),
        "receipt": answer.receipt,
    }
    if answer.with_detail and answer.decided and answer.decided.held:
        context["detail"] = _detail(answer.decided, answer.decided.held)
    if answer.as_of and answer.known_at:
        context |= {
            "as_of": instant(answer.as_of),
            "known_at": instant(answer.known_at),
            "is_permit": False,
            "would_have_been": answer.would_have_been,
        }
    return {"decision": answer.decision, "context": context}


@lru_cache(maxsize=256)
def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _detail(decision: Decision, held: Held) -> Json:
    """The accreditation that answered, as it stood at the moment asked about."""
    standing, day = held.standing, day_of(decision.at)
    term, restriction = standing.term, standing.restriction
    return {
        "accreditation_number": held.number,
        "status": standing.status.value,
        "conditions": conditions_on(
            day, restriction.conditions, restriction.conditions_from, restriction.conditions_until
        )
        if restriction
        else "",
        "valid_until": standing.valid_until.isoformat() if standing.valid_until else None,
        "scopes": [_scope(scope) for scope in term.scopes] if term else [],
    }


def _scope(scope: ScopeFact) -> Json:
    return {
        "tier": scope.tier.value if scope.tier else "",
        "kinds": sorted(scope.kinds),
        "tenures": sorted(scope.tenures),
        "localities": sorted(scope.localities),
        "valid_from": scope.valid_from.isoformat(),
        "valid_until": scope.valid_until.isoformat() if scope.valid_until else None,
    }
