"""A register on the loopback that does what it is told, even what no register may do. It knows docs/api.md alone."""

import base64
import hashlib
import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

CLIENT = "millburn"
# 4 June 2027, 11:00 UTC: what both clocks say unless a test turns one.
NOW = 1_812_106_800.0
ONE, MANY = "/access/v1/evaluation", "/access/v1/evaluations"
SEARCH = "/access/v1/search/subject"
TOKEN, JWKS = "/register/v1/token", "/register/v1/jwks.json"
AUTHZEN, OAUTH = "/.well-known/authzen-configuration", "/.well-known/oauth-authorization-server"

Json = dict[str, Any]
Change = Callable[[Json], Any]


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Sent:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Json:
        value: Json = json.loads(self.body)
        return value


@dataclass
class Reply:
    """What goes back. With `drip` it is sent byte by byte and never comes to an end."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    drip: bool = False

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def same(value: Json) -> Json:
    return value


class FakeRegister:
    """Answers as a register does; the `change_…` hooks and `instead` make it misbehave."""

    def __init__(self) -> None:
        self.key, self.kid = Ed25519PrivateKey.generate(), "key-1"
        self.client_key = Ed25519PrivateKey.generate()
        self.now, self.number = NOW, 100
        self.codes: dict[str, list[str]] = {}
        self.sent: list[Sent] = []
        self.statements: set[str] = set()
        self.tokens: set[str] = set()
        self.instead: dict[str, list[Reply | None]] = {}
        self.change_answer: Change = same
        self.change_claims: Change = same
        self.change_header: Change = same
        self.change_batch: Callable[[list[Json]], list[Any]] = lambda answers: answers
        self.change_request_id: Callable[[str], str] = lambda value: value
        self.signs_with: Ed25519PrivateKey | None = None
        self.released = threading.Event()
        self.url = ""

    @property
    def private_jwk(self) -> Json:
        return {
            "kty": "OKP", "crv": "Ed25519", "kid": "client-key",
            "d": b64(self.client_key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())),
            "x": b64(self.client_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
        }  # fmt: skip

    def asked(self, path: str) -> list[Sent]:
        return [sent for sent in self.sent if sent.path == path]

    def reply(self, sent: Sent) -> Reply:
        self.sent.append(sent)
        waiting = self.instead.get(sent.path, [])
        instead = waiting.pop(0) if waiting else None
        if instead is not None:
            return instead
        handlers: dict[str, Callable[[Sent], Reply]] = {
            AUTHZEN: self.metadata, OAUTH: self.oauth, TOKEN: self.token, JWKS: self.jwks,
            ONE: self.one, MANY: self.many, SEARCH: self.search,
        }  # fmt: skip
        return handlers.get(sent.path, lambda _: Reply(404, {"error": "not_found", "message": "No such address."}))(
            sent
        )

    def metadata(self, _: Sent) -> Reply:
        return Reply(
            body={
                "policy_decision_point": self.url,
                "access_evaluation_endpoint": self.url + ONE,
                "access_evaluations_endpoint": self.url + MANY,
                "search_subject_endpoint": self.url + SEARCH,
            }
        )

    def oauth(self, _: Sent) -> Reply:
        return Reply(body={"issuer": self.url, "token_endpoint": self.url + TOKEN})

    def token(self, sent: Sent) -> Reply:
        form = dict(urllib.parse.parse_qsl(sent.body.decode()))
        head, payload, signature = form["client_assertion"].split(".")
        self.client_key.public_key().verify(unb64(signature), f"{head}.{payload}".encode())
        claims = json.loads(unb64(payload))
        assert claims["jti"] not in self.statements
        self.statements.add(claims["jti"])
        assert claims["iss"] == claims["sub"] == CLIENT
        assert claims["aud"] == self.url
        assert 0 < claims["exp"] - claims["iat"] <= 300
        token = f"token-{len(self.statements)}"
        self.tokens = {token}
        return Reply(body={"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def jwks(self, _: Sent) -> Reply:
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return Reply(
            body={"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": self.kid, "x": b64(raw), "alg": "Ed25519"}]}
        )

    def one(self, sent: Sent) -> Reply:
        return self.refusal(sent) or Reply(body=self.answer_to(sent.json()))

    def many(self, sent: Sent) -> Reply:
        answers = [self.answer_to(question) for question in sent.json()["evaluations"]]
        return self.refusal(sent) or Reply(body={"evaluations": self.change_batch(answers)})

    def search(self, sent: Sent) -> Reply:
        return self.refusal(sent) or Reply(body={"results": [{"type": "assessor", "id": "TA-7K3M-3"}]})

    def refusal(self, sent: Sent) -> Reply | None:
        if sent.headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens:
            return None
        return Reply(401, {"error": "invalid_token", "message": "The token is not known."})

    def answer_to(self, question: Json) -> Any:
        codes = self.codes.get(question["subject"]["id"], ["ACCREDITED"])
        decision = codes == ["ACCREDITED"]
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": int(self.now),
            "use_by": int(self.now) + 300,
            "answer_id": "0b7c1f6e-3f57-4b86-9f0c-0a2d4f1f7f11",
            "request_hash": hashlib.sha256(rfc8785.dumps(question)).hexdigest(),
            "decision": decision,
            "reasons": codes,
            "register_number": self.number,
        }
        context = {
            "reason_codes": codes,
            "reasons": [{"code": code, "text": f"It is {code.lower()}."} for code in codes],
            "tier": "simple",
            "register_number": self.number,
            "answered_at": "2027-06-04T11:00:00.000Z",
            "answer_id": claims["answer_id"],
            "receipt": self.signed(self.change_claims(claims)),
        }
        return self.change_answer({"decision": decision, "context": context})

    def signed(self, claims: Any) -> str:
        header = self.change_header({"alg": "Ed25519", "kid": self.kid, "typ": "JWT"})
        content = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{content}.{b64((self.signs_with or self.key).sign(content.encode()))}"


@contextmanager
def served(fake: FakeRegister) -> Iterator[FakeRegister]:
    """The fake at a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = Sent(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
            reply = fake.reply(sent)
            content = reply.content()
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", "Content-Length": str(len(content))}
            if request_id := fake.change_request_id(self.headers.get("X-Request-ID", "")):
                headers["X-Request-ID"] = request_id
            for name, value in (headers | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            if not reply.drip:
                self.wfile.write(content)
                return
            self.wfile.write(content[:1])
            self.wfile.flush()
            # The rest never comes: the client has to go by itself.
            fake.released.wait(30)

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.released.set()
        server.shutdown()
        server.server_close()
