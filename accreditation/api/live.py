"""The register itself as a tenant: real people, real answers, each of them logged and signed."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accreditation import admission, receipts
from accreditation.answers import Asking, Steps, one_by_one
from accreditation.api.authenticator import Admitted, admit, require_quota
from accreditation.api.authzen import Evaluation, Search
from accreditation.api.machine import ApiError, bad_request, register_behind
from accreditation.api.reading import Asked, asked_of
from accreditation.api.searching import search_register
from accreditation.api.telling import as_json
from accreditation.api.tenants import Found, Tenant
from accreditation.case_systems import REGISTER_CHECK, REGISTER_DETAIL
from accreditation.exceptions import NoLongerAdmitted, RegisterBehind
from core import clock
from core.strict_json import Json


class Register(Tenant[Admitted, Asked]):
    """Answers partners' case systems by the decision function, and keeps every answer before it leaves."""

    def admit(self, request: HttpRequest, *, scope: str) -> Admitted:
        # An evaluation looks at the token again in the transaction that answers it.
        return admit(
            request, scope=scope, look_up=admission.token_lately if scope == REGISTER_CHECK else admission.token_of
        )

    def read(self, client: Admitted, evaluation: Evaluation) -> Asked:
        asked = asked_of(evaluation)
        if asked.past and REGISTER_DETAIL not in client.scopes:
            message = f"Only a token with the scope {REGISTER_DETAIL} may ask about the past (context.at)."
            raise ApiError(403, "insufficient_scope", message)
        return asked

    def decide(self, client: Admitted, questions: Sequence[Asked], *, stop_at: bool | None) -> list[Json]:
        return one_by_one(self.deciding(client, questions, stop_at=stop_at))

    def deciding(self, client: Admitted, questions: Sequence[Asked], *, stop_at: bool | None) -> Steps[list[Json]]:
        """`decide`, in steps: gives what is to be asked of the register, and goes on with the answers."""
        if len({asked.past for asked in questions}) > 1:
            raise bad_request("All questions of one request must be about the same moment (context.at).")
        past = questions[0].past
        if past and stop_at is not None:
            # No answer about the past is a permit, so each of them would stop it, or none would.
            raise bad_request("Questions about the past (context.at) are asked with execute_all only.")
        if len(questions) > 1:
            # The first was counted when the request was admitted.
            require_quota(client.case_system, questions=len(questions) - 1)
        try:
            try:
                answers = yield self._asking(client, questions, stop_at=stop_at)
            except NoLongerAdmitted:
                # Whoever is not let in any more is told so here; whoever is, with less, is answered with that.
                client = admit(client.request, scope=REGISTER_CHECK)
                answers = yield self._asking(client, questions, stop_at=stop_at)
        except RegisterBehind as error:
            raise register_behind(error) from None
        return [as_json(answer) for answer in answers]

    def _asking(self, client: Admitted, questions: Sequence[Asked], *, stop_at: bool | None) -> Asking:
        scopes = client.scopes & {REGISTER_CHECK, REGISTER_DETAIL}
        return Asking(
            questions=[asked.question for asked in questions],
            request_hashes=[asked.request_hash for asked in questions],
            asker=str(client.case_system),
            case_system=client.case_system,
            with_detail=REGISTER_DETAIL in scopes,
            stop_at=stop_at,
            at_least=max(asked.at_least for asked in questions),
            past=questions[0].past,
            token=client.token,
            scopes=scopes,
        )

    def search(self, client: Admitted, search: Search) -> Found:
        try:
            return search_register(search, case_system=client.case_system)
        except RegisterBehind as error:
            raise register_behind(error) from None

    def sign_metadata(self, metadata: dict[str, Any]) -> str:
        issued_at = int(clock.now().timestamp())
        return receipts.sign({"iss": settings.REGISTER_ISSUER, "iat": issued_at, **metadata})
