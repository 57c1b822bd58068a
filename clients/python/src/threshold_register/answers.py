"""What is asked, and what comes of it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NoReturn

from threshold_register.errors import NotPermitted

Source = Literal["register", "offline", "none"]
Semantics = Literal["execute_all", "deny_on_first_deny", "permit_on_first_permit"]


@dataclass(frozen=True, kw_only=True)
class Question:
    """May this person do this, to this adaptation, for this tenure, in this locality, now?

    `number` is a register number (`TA-7K3M-3`) or the number that a professional body gave. `adaptation` is a code of
    the catalogue and stays empty for a Housing MOT. `tier` is what you hold the need to be; the register takes the
    higher of it and its catalogue's. `together_with` are the codes of the other items for the same need. `case_hash` is
    a salted hash of your case's reference, never the reference.
    """

    number: str
    tenure: str
    locality: str
    adaptation: str = ""
    action: str = "authorise"
    tier: str = ""
    organisation: str = ""
    purpose: str = ""
    case_hash: str = ""
    together_with: tuple[str, ...] = ()

    @classmethod
    def from_authzen(cls, request: Mapping[str, Any]) -> "Question":
        """The question that a request in AuthZEN's words asks about now. Raises ValueError for any other."""
        try:
            subject, action, resource = request["subject"], request["action"], request["resource"]
            properties, context = resource["properties"], request.get("context", {})
            is_home = action["name"] == "housing-mot"
            kinds = (subject["type"], resource["type"])
            question = cls(
                number=subject["id"],
                action=action["name"],
                adaptation="" if is_home else resource["id"],
                tenure=properties["tenure"],
                locality=properties["locality"],
                tier=properties.get("tier", ""),
                organisation=context.get("organisation", ""),
                purpose=context.get("purpose", ""),
                case_hash=context.get("case_hash", ""),
                together_with=tuple(properties.get("together_with", ())),
            )
            is_past = "at" in context or "known_at" in context
            texts = [*(value for value in vars(question).values() if value is not question.together_with)]
        except (KeyError, TypeError, AttributeError):
            raise ValueError("This is no question to the register.") from None
        if is_past or kinds != ("assessor", "home" if is_home else "adaptation"):
            raise ValueError("This is no question about what may be done now.")
        if not all(isinstance(text, str) for text in (*texts, *question.together_with)):
            raise ValueError("This is no question to the register.")
        return question

    def as_authzen(self) -> dict[str, Any]:
        """The question in AuthZEN's words, as docs/api.md describes it."""
        is_home = self.action == "housing-mot"
        properties: dict[str, Any] = {"tier": self.tier, "tenure": self.tenure, "locality": self.locality}
        properties["together_with"] = list(self.together_with)
        context = {"organisation": self.organisation, "purpose": self.purpose, "case_hash": self.case_hash}
        return {
            "subject": {"type": "assessor", "id": self.number},
            "action": {"name": self.action},
            "resource": {
                "type": "home" if is_home else "adaptation",
                "id": self.adaptation or ("home" if is_home else ""),
                "properties": {name: value for name, value in properties.items() if value},
            },
            "context": {name: value for name, value in context.items() if value},
        }


@dataclass(frozen=True)
class Reason:
    """A code of the register's closed list, and its sentence for the person at the screen."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What may be done now. Only `permitted` is a yes, and only for as long as the answer may be acted on.

    `source` is `register` (a proved answer), `offline` (from the signed copy, because the register cannot be reached;
    `age` says how old the copy was, `warning` when it is older than it should be) or `none` (no answer was had: never
    permitted). `why` says it in words in each case. `question` is the request exactly as it was sent: keep it with
    `receipt`, together they are the proof.
    """

    source: Source
    why: str
    reasons: tuple[Reason, ...] = ()
    tier: str = ""
    register_number: int | None = None
    answer_id: str = ""
    answered_at: str = ""
    receipt: str = ""
    use_by: datetime | None = None
    age: timedelta | None = None
    warning: str = ""
    question: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    was_permitted: bool = False
    clock: Callable[[], float] = field(default=time.time, repr=False, compare=False)

    @property
    def permitted(self) -> bool:
        """Whether it may be done now. A yes turns into a no when its `use_by` has passed: ask again."""
        return (
            self.was_permitted is True
            and self.source in ("register", "offline")
            and self.use_by is not None
            and datetime.fromtimestamp(self.clock(), UTC) < self.use_by
        )

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(reason.code for reason in self.reasons)

    def require(self) -> "Answer":
        """The answer itself when it is a yes. Raises `NotPermitted` otherwise."""
        if self.permitted:
            return self
        raise NotPermitted("The answer is too old to act on. Ask again." if self.was_permitted else self.why)

    def __bool__(self) -> NoReturn:
        raise TypeError("An answer is neither true nor false: look at its `permitted`.")


def no_answer(why: str, question: Mapping[str, Any] | None = None) -> Answer:
    """Nothing was decided, so nothing is permitted."""
    return Answer(source="none", why=why, question=question or {})
