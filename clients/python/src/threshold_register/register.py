"""Ask the register, and take every doubt for a no."""

import json
import ssl
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from threshold_register.answers import Answer, Question, Reason, Semantics, no_answer
from threshold_register.errors import NotTrusted, RegisterError, Unreachable
from threshold_register.fallback import Fallback, Refusals
from threshold_register.outage import OutageLog, Reported, reports_of, results_of
from threshold_register.receipts import check_receipt, proved_claims
from threshold_register.service import Service
from threshold_register.strict import Json, number_in
from threshold_register.tokens import PrivateKey, Secret

CHECK = "register:check"
# Where a sandbox's secret gets its token; a key's is told by the register's metadata.
SANDBOX_PATH = "/identity/o/api/token"

OUTAGE_REPORTS = "/register/v1/outage-reports"
# How long a yes from the offline copy may be acted on, as one of the register.
OFFLINE_USE_WITHIN = timedelta(minutes=5)
STOPPED_SINCE = "The register said no to this after the offline copy was made."

Asked = Question | Mapping[str, Any]


class Register:
    """One register, asked by one client. It may be shared between threads.

    `base_url` is the register's address (a sandbox's ends in `/sandbox`). `private_key` is the client's Ed25519 key, a
    private JWK or PEM; a sandbox takes a `secret` instead. `offline` is a copy for outages; what it allowed is kept in
    `outage_file` (without one in memory, which a restart loses) until `report_outage`. `time_limit` is how many seconds
    one call may take, asking again included. With `remembers_state` it is never answered from an older state of the
    register than it has seen. `issuer` is the name in receipts and `token_url` where tokens are given, unless the
    register's own metadata says so.
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        *,
        private_key: Mapping[str, Any] | str | bytes | None = None,
        secret: str | None = None,
        scope: str = CHECK,
        offline: Fallback | None = None,
        outage_file: Path | str | None = None,
        issuer: str = "",
        token_url: str = "",
        time_limit: float = 10.0,
        remembers_state: bool = True,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if (private_key is None) == (secret is None):
            raise ValueError("Give the client's private key, or in a sandbox its secret.")
        credential = PrivateKey(private_key) if private_key is not None else Secret(secret or "")
        if secret is not None and not token_url:
            token_url = urllib.parse.urljoin(base_url, SANDBOX_PATH)
        self._service = Service(
            base_url,
            client_id,
            credential,
            scope=scope,
            token_url=token_url,
            time_limit=time_limit,
            tls=tls,
            clock=clock,
            pause=pause,
        )
        self._client_id, self._offline, self._clock = client_id, offline, clock
        self._issuer = issuer or self._service.base_url
        self._remembers_state, self._seen = remembers_state, 0
        self._refusals = Refusals()
        self._outage = OutageLog(Path(outage_file) if outage_file else None)
        self._lock = threading.Lock()

    @property
    def min_seq(self) -> int:
        """The newest state of the register that this object has seen, 0 before the first answer."""
        return self._seen

    def check(self, question: Asked) -> Answer:
        """The answer to one question, never an error: whatever goes wrong, it permits nothing and says why."""
        return self._checked([question], self._ask_one)[0]

    def check_many(self, questions: Sequence[Asked], semantics: Semantics = "execute_all") -> list[Answer]:
        """The answers to questions asked together, in their order and on one state of the register.

        With `deny_on_first_deny` and `permit_on_first_permit` the register stops at the first no or yes; what was not
        asked then is not permitted.
        """
        if not questions:
            return []
        return self._checked(questions, lambda asked: self._ask_many(asked, semantics))

    def who_may(self, question: Asked, *, most: int = 100) -> list[str]:
        """Numbers of those who may do what the question says, whoever it names. It is a list of whom to ask, not a yes:
        check before anybody acts. Needs the scope `register:search`. Raises `RegisterError`.
        """
        asked = _as_sent(question)
        asked["subject"] = {"type": asked["subject"]["type"]}
        asked["page"] = {"limit": most}
        results = self._service.ask("search_subject_endpoint", asked).get("results")
        if not isinstance(results, list) or not all(isinstance(found, dict) for found in results):
            raise NotTrusted("The register's list of people is not what was agreed.")
        return [found["id"] for found in results if isinstance(found.get("id"), str)]

    def _checked(self, questions: Sequence[Asked], ask: Callable[[list[Json]], list[Answer]]) -> list[Answer]:
        asked: list[Json] = []
        try:
            asked = [self._prepared(question) for question in questions]
            return ask(asked)
        except Unreachable as error:
            return [self._from_copy(question, error) for question in asked]
        except RegisterError as error:
            why = str(error)
        except Exception as error:
            # Whatever it is, it is not a yes. Its text may hold what was sent, so only its kind is told.
            why = f"The question could not be asked: {type(error).__name__}."
        return [no_answer(why, question) for question in asked] or [no_answer(why) for _ in questions]

    def _prepared(self, question: Asked) -> Json:
        """The question as it is sent: never answered by an old answer (nonce) nor from an old state (min_seq)."""
        asked = _as_sent(question)
        context = dict(asked.get("context") or {})
        context["nonce"] = uuid.uuid4().hex
        if self._remembers_state and self._seen:
            context["min_seq"] = max(self._seen, context.get("min_seq", 0))
        return {**asked, "context": context}

    def _ask_one(self, asked: list[Json]) -> list[Answer]:
        return [self._read(self._service.ask("access_evaluation_endpoint", asked[0]), asked[0])]

    def _ask_many(self, asked: list[Json], semantics: Semantics) -> list[Answer]:
        body = {"evaluations": asked, "options": {"evaluations_semantic": semantics}}
        answers = self._service.ask("access_evaluations_endpoint", body).get("evaluations")
        whole = semantics == "execute_all"
        if not isinstance(answers, list) or not 0 < len(answers) <= len(asked) or (whole and len(answers) < len(asked)):
            raise NotTrusted("The register did not answer as many questions as were asked.")
        read = [self._read_or_refuse(answer, question) for answer, question in zip(answers, asked, strict=False)]
        rest = asked[len(answers) :]
        return read + [no_answer("This was not asked any more: the batch ended before it.", each) for each in rest]

    def _read_or_refuse(self, answer: object, asked: Json) -> Answer:
        try:
            return self._read(answer, asked)
        except RegisterError as error:
            return no_answer(str(error), asked)

    def _read(self, answer: object, asked: Json) -> Answer:
        """The register's answer, proved. Raises `NotTrusted`."""
        if not isinstance(answer, dict) or not isinstance(answer.get("decision"), bool):
            raise NotTrusted("The register's answer holds no decision.")
        context = answer.get("context")
        if not isinstance(context, dict):
            raise NotTrusted("The register's answer has no context, so no proof.")
        if not answer["decision"] and "receipt" not in context:
            raise NotTrusted(_error_in(context))
        reasons = _reasons_in(context)
        try:
            claims = proved_claims(context.get("receipt"), self._service.keys)
        except Unreachable:
            # The register has answered, perhaps with a no: this is no outage, and the offline copy is not for it.
            raise NotTrusted("The register's keys could not be fetched, so its answer is not proved.") from None
        use_by = check_receipt(
            claims,
            question=asked,
            decision=answer["decision"],
            context=context,
            issuer=self._issuer,
            client_id=self._client_id,
            now=self._clock(),
        )
        if answer["decision"] and (
            "as_of" in context or "as_of" in claims or context.get("is_permit", True) is not True
        ):
            raise NotTrusted("The answer is about the past and permits nothing.")
        number = number_in(context, "register_number", "The register's answer")
        if number < asked["context"].get("min_seq", 0):
            raise NotTrusted("The register answered from an older state than it has shown before.")
        proved = Answer(
            source="register",
            why=" ".join(reason.text for reason in reasons) or "The register gives no reason.",
            reasons=reasons,
            tier=str(context.get("tier") or ""),
            register_number=number,
            answer_id=str(context["answer_id"]),
            answered_at=str(context.get("answered_at", "")),
            receipt=context["receipt"],
            use_by=datetime.fromtimestamp(use_by, UTC),
            question=asked,
            context=context,
            was_permitted=answer["decision"],
            clock=self._clock,
        )
        self._refusals.note(proved)
        with self._lock:
            self._seen = max(self._seen, number)
        return proved

    def refresh_offline(self) -> None:
        """Bring the offline copy up to date; do so every few minutes. Needs the scope `register:offline`.

        Raises `RegisterError`, and what the copy raises when it does not take a file; what is held stays.
        """
        if self._offline is not None:
            self._offline.refresh(self._service.fetch)

    def report_outage(self, heed: Callable[[list[Reported]], object] | None = None) -> list[Reported]:
        """Tell the register what was allowed while it was away, and hear what has to be stopped after all.

        Call it when the register answers again: it is safe at any time and more than once. Needs the scope
        `register:offline`. Raises `RegisterError`; what was not reported stays, and is sent the next time. `heed` is
        called with each part of what was heard before it is forgotten: when it raises, the same is heard again the
        next time.
        """
        results: list[Reported] = []
        for report, told in reports_of(self._outage.entries()):
            heard = results_of(self._service.post(OUTAGE_REPORTS, report), told)
            if heed is not None:
                heed(heard)
            self._outage.forget(told)
            results += heard
        return results

    def _from_copy(self, asked: Json, error: Unreachable) -> Answer:
        """What the offline copy says, while the register cannot be reached; each yes is recorded before it is given."""
        if self._offline is None:
            return no_answer(str(error), asked)
        now = datetime.fromtimestamp(self._clock(), UTC)
        try:
            question = Question.from_authzen(asked)
            if question.together_with:
                return no_answer(f"{error} The offline copy does not decide on several items together.", asked)
            said = self._offline.decide(question)
            if said.register_number is None or said.use_by is None:
                return no_answer(f"{error} {said.why}", asked)
            stopped = self._refusals.know_better(asked, said.register_number)
            answer = Answer(
                source="offline",
                why=STOPPED_SINCE if stopped else said.why,
                warning=said.warning,
                reasons=tuple(Reason(code, "") for code in said.codes),
                tier=said.tier,
                register_number=said.register_number,
                answered_at=now.isoformat(),
                use_by=min(said.use_by, now + OFFLINE_USE_WITHIN),
                age=said.age,
                question=asked,
                was_permitted=said.permitted is True and not stopped,
                clock=self._clock,
            )
            if answer.permitted:
                self._outage.record(answer, copy_made_at=said.made_at or now)
        except Exception as failed:
            return no_answer(f"{error} The offline copy does not help: {failed or type(failed).__name__}", asked)
        return answer


def _as_sent(question: Asked) -> Json:
    """A copy of the question as JSON, so that nothing that the caller changes later changes what was asked."""
    asked = question.as_authzen() if isinstance(question, Question) else question
    copied: Json = json.loads(json.dumps(asked, allow_nan=False))
    return copied


def _reasons_in(context: Json) -> tuple[Reason, ...]:
    try:
        reasons = tuple(Reason(str(each["code"]), str(each["text"])) for each in context["reasons"])
    except (KeyError, TypeError):
        raise NotTrusted("The register's answer lacks its reasons.") from None
    if [reason.code for reason in reasons] != context.get("reason_codes"):
        raise NotTrusted("The register's reasons do not agree with each other.")
    return reasons


def _error_in(context: Json) -> str:
    """What a batch says of a question that it could not read."""
    error = context.get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return str(message or "The register's answer carries no proof.")[:200]
