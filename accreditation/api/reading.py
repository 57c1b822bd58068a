"""What AuthZEN's words mean to the register: an evaluation becomes a question about an assessor and an adaptation."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from accreditation.api.authzen import Evaluation
from accreditation.api.fields import list_of, number_of, text_of, word_of
from accreditation.api.machine import bad_request
from accreditation.questions import Action, Past, Question
from core import clock
from core.strict_json import Json
from people.vocabulary import Tenure, Tier

SUBJECT_TYPE = "assessor"
ADAPTATION_TYPE = "adaptation"
HOME_TYPE = "home"
# Put together once: Django does it anew each time it is asked.
ACTIONS, TENURES, TIERS = Action.values, Tenure.values, Tier.values
MOST_TOGETHER = 20
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


class Asked(NamedTuple):
    """A question with what else the request says: its hash for the receipt, the state of the register that it asks for
    at least, and the moment it asks about when that is not now.
    """

    question: Question
    request_hash: str
    at_least: int
    past: Past | None


def asked_of(evaluation: Evaluation) -> Asked:
    """The question that an evaluation asks (docs/api.md names every field). Raises `ApiError` 400."""
    _one_of(evaluation.subject.type, "subject.type", [SUBJECT_TYPE])
    action = Action(_one_of(evaluation.action.name, "action.name", ACTIONS))
    _one_of(evaluation.resource.type, "resource.type", [type_of(action)])
    return Asked(
        question=question_of(
            subject=evaluation.subject.id,
            action=action,
            code=evaluation.resource.id,
            properties=evaluation.resource.properties,
            context=evaluation.context,
        ),
        request_hash=evaluation.request_hash,
        at_least=at_least_of(evaluation.context),
        past=_past_of(evaluation.context),
    )


def type_of(action: Action) -> str:
    """What an action is done to."""
    return HOME_TYPE if action is Action.HOUSING_MOT else ADAPTATION_TYPE


def question_of(*, subject: str, action: Action, code: str, properties: Json, context: Json) -> Question:
    """A question out of the parts that only the register knows."""
    for name in ("purpose", "case_hash"):
        text_of(context, f"context.{name}", required=False)
    tier = word_of(properties, "resource.properties.tier", TIERS, required=False)
    is_home = action is Action.HOUSING_MOT
    return Question(
        subject=subject,
        action=action,
        adaptation="" if is_home else code,
        tier=Tier(tier) if tier else None,
        tenure=Tenure(word_of(properties, "resource.properties.tenure", TENURES)),
        locality=text_of(properties, "resource.properties.locality"),
        organisation=text_of(context, "context.organisation", required=False),
        together_with=() if is_home else _together_with(properties),
    )


def at_least_of(context: Json) -> int:
    """The register's number that the state which is read must have reached; 0 where none is asked for."""
    return number_of(context, "context.min_seq", otherwise=0)


def _together_with(properties: Json) -> tuple[str, ...]:
    path = "resource.properties.together_with"
    codes = list_of(properties, path)
    if len(codes) > MOST_TOGETHER:
        raise bad_request(f"{path} must hold at most {MOST_TOGETHER} codes.")
    return tuple(text_of({"code": code}, f"{path}.code") for code in codes)


def _past_of(context: Json) -> Past | None:
    if "at" not in context:
        if "known_at" in context:
            raise bad_request("context.known_at goes with context.at.")
        return None
    at = _moment(context["at"], "context.at")
    return Past(at=at, known_at=_moment(context["known_at"], "context.known_at") if "known_at" in context else at)


def _moment(value: Any, path: str) -> datetime:
    """A moment gone by, in UTC."""
    try:
        moment = datetime.fromisoformat(value)
        is_moment = moment.tzinfo is not None and moment >= EARLIEST
    except (TypeError, ValueError):
        is_moment = False
    if not is_moment:
        raise bad_request(f"{path} must be an ISO 8601 moment with its offset, such as 2027-06-04T11:00:00+01:00.")
    if moment > clock.now():
        raise bad_request(f"{path} lies in the future.")
    return moment.astimezone(UTC)


def _one_of(value: str, path: str, words: Collection[str]) -> str:
    if value not in words:
        raise bad_request(f"{path} must be one of: {', '.join(words)}.")
    return value
