"""The register as it is reached over HTTP: where it answers, with which token, within which time, once again or not."""

import json
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from threshold_register.errors import NotTrusted, Refused, Unreachable
from threshold_register.receipts import Keys
from threshold_register.strict import Json
from threshold_register.tokens import Credential, Tokens
from threshold_register.transport import Reply, Transport

# How long to wait before asking once more when the register does not say.
SHORT_PAUSE = 0.2
TOO_MANY_REQUESTS = 429
# A whole copy of the register may be large, and is not waited for by anybody at a screen.
FILE_SECONDS = 120.0
LONGEST_FILE = 512 * 1024 * 1024

Given = TypeVar("Given")


class TimeLimit:
    """The time that one question may take altogether, every request and pause in it counted."""

    def __init__(self, seconds: float) -> None:
        self._whole, self._ends_at = seconds, time.monotonic() + seconds

    def left(self) -> float:
        return self._ends_at - time.monotonic()

    def for_one_request(self) -> float:
        """Half of the whole at most, so that there is time to ask once more."""
        return min(self.left(), self._whole / 2)


class Service:
    """Sends what needs a token, and what needs none, to the addresses that the register's own metadata names."""

    def __init__(
        self,
        base_url: str,
        client_id: str,
        credential: Credential,
        *,
        scope: str,
        token_url: str,
        time_limit: float,
        tls: ssl.SSLContext | None,
        clock: Callable[[], float],
        pause: Callable[[float], None],
    ) -> None:
        self._transport = Transport(base_url, tls)
        self.base_url = self._transport.origin + self._transport.path
        self.time_limit, self._pause = time_limit, pause
        self._tokens = Tokens(client_id, credential, scope, clock)
        self._metadata: Json = {}
        self._authorisation: Json = {"issuer": token_url, "token_endpoint": token_url} if token_url else {}
        self._lock = threading.Lock()
        self.keys = Keys(self._fetch_keys, clock)

    def ask(self, endpoint: str, body: Mapping[str, Any]) -> Json:
        """What the register answers at an endpoint of its AuthZEN metadata.

        Raises `Unreachable`, `Refused`, `NotTrusted`.
        """
        return self._again(lambda limit: self._post_json(self._endpoint(endpoint, limit), body, limit))

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        """What the register answers to a body at a path below its address. Raises as `ask` does."""
        return self._again(lambda limit: self._post_json(self.base_url + path, body, limit))

    def fetch(self, path: str) -> tuple[int, bytes]:
        """The status and the content of a file below the register's address, however long. Raises as `ask` does."""

        def send(limit: TimeLimit, authorisation: dict[str, str]) -> Reply:
            return self._transport.send(
                "GET", self.base_url + path, headers=authorisation, within=FILE_SECONDS, longest=LONGEST_FILE
            )

        try:
            reply = self._again(lambda limit: self._with_token(limit, send))
        except Refused as error:
            if error.status in (401, 403):
                raise
            return error.status, b""
        return reply.status, reply.body

    def _again(self, send: Callable[[TimeLimit], Given]) -> Given:
        """Once more after a failed connection, 503 or 429, if the register's wish and the time limit allow it."""
        limit = TimeLimit(self.time_limit)
        try:
            return send(limit)
        except (Unreachable, Refused) as error:
            if isinstance(error, Refused) and error.status != TOO_MANY_REQUESTS:
                raise
            wait = SHORT_PAUSE if error.retry_after is None else error.retry_after
            if wait >= limit.left():
                raise
            self._pause(wait)
            return send(limit)

    def _post_json(self, url: str, body: Mapping[str, Any], limit: TimeLimit) -> Json:
        content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()

        def send(limit: TimeLimit, authorisation: dict[str, str]) -> Json:
            request_id = str(uuid.uuid4())
            headers = {**authorisation, "Content-Type": "application/json", "X-Request-ID": request_id}
            reply = self._transport.send("POST", url, body=content, headers=headers, within=limit.for_one_request())
            if reply.headers.get("X-Request-ID") != request_id:
                raise NotTrusted("The register answered another question than the one that was sent.")
            return reply.json("The register's answer")

        return self._with_token(limit, send)

    def _with_token(self, limit: TimeLimit, send: Callable[[TimeLimit, dict[str, str]], Given]) -> Given:
        """Send with the token; when the register does not know it any more, get one new token and send again."""
        token = self._token(limit)
        try:
            return send(limit, {"Authorization": f"Bearer {token}"})
        except Refused as error:
            if error.status != 401:
                raise
        self._tokens.forget(token)
        return send(limit, {"Authorization": f"Bearer {self._token(limit)}"})

    def _token(self, limit: TimeLimit) -> str:
        def post(form: bytes, headers: dict[str, str]) -> Json:
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
            reply = self._transport.send("POST", endpoint, body=form, headers=headers, within=limit.for_one_request())
            return reply.json("The register's reply")

        metadata = self._authorisation_metadata(limit)
        endpoint = metadata["token_endpoint"]
        return self._tokens.get(metadata["issuer"], post)

    def _authorisation_metadata(self, limit: TimeLimit) -> Json:
        """RFC 8414: where tokens are given, a sandbox's too. It names itself by its own address, or is not trusted."""
        with self._lock:
            if not self._authorisation:
                found = self._well_known("oauth-authorization-server", "", limit)
                if found.get("issuer") != self._transport.origin:
                    raise NotTrusted("The register gives tokens under another name; not trusted.")
                self._authorisation = self._own(found, "token_endpoint")
            return self._authorisation

    def _endpoint(self, name: str, limit: TimeLimit) -> str:
        with self._lock:
            if not self._metadata:
                found = self._well_known("authzen-configuration", self._transport.path, limit)
                if found.get("policy_decision_point") != self.base_url:
                    raise NotTrusted("The register names itself by another address than it was asked at; not trusted.")
                self._metadata = found
            return str(self._own(self._metadata, name)[name])

    def _own(self, metadata: Json, name: str) -> Json:
        """The metadata, if the address under that name is the register's own."""
        endpoint = metadata.get(name)
        if endpoint is None:
            raise Refused(f"The register does not offer {name}.", 404)
        if not isinstance(endpoint, str) or not endpoint.startswith(self._transport.origin + "/"):
            raise NotTrusted("The register sends its questions elsewhere; not trusted.")
        return metadata

    def _well_known(self, name: str, path: str, limit: TimeLimit) -> Json:
        url = f"{self._transport.origin}/.well-known/{name}{path}"
        return self._transport.send("GET", url, within=limit.for_one_request()).json("The register's metadata")

    def _fetch_keys(self) -> Json:
        url = f"{self.base_url}/register/v1/jwks.json"
        return self._transport.send("GET", url, within=self.time_limit / 2).json("The register's list of keys")
