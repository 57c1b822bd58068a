#!/usr/bin/env python3
"""A case system that asks the register whether somebody may authorise an adaptation.

It stands for a program at another organisation: standard library only, nothing of the register's own code, written
from docs/api.md alone. It gets a token, finds where to ask, sends seven questions whose answers are known, prints
what it heard, and leaves with 0 only if every answer was the expected one.

    python3 manage.py demo_facts > facts.json
    python3 examples/case_system.py --base-url http://127.0.0.1:8000 --facts facts.json

When anything is in doubt it takes the answer to be no.
"""

import argparse
import base64
import copy
import hashlib
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 10
UNKNOWN_NUMBER = "TA-0000-0"
DIRECT_ACCESS_ITEM = "RAIL-GRAB-INT"


class CannotAsk(Exception):
    """No answer was had. The message is one sentence for the person at the screen."""


@dataclass
class Verdict:
    """What the register said, or that it said nothing: then nothing is permitted."""

    permitted: bool = False
    reasons: dict = field(default_factory=dict)
    receipt: str = ""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: the token is for the register and for nobody that it might point to."""

    def redirect_request(self, *_: object) -> None:
        return None


# Ed25519 as RFC 8032, section 5.1 gives it, since Python's own library has none. A program of yours takes a library
# for it: this one is slow, and its timing tells about the key.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)


def _add(one: tuple, other: tuple) -> tuple:
    (x1, y1), (x2, y2) = one, other
    k = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + k, P - 2, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - k, P - 2, P)
    return x % P, y % P


def _times(number: int) -> bytes:
    point, step = (0, 1), BASE
    while number:
        if number & 1:
            point = _add(point, step)
        step, number = _add(step, step), number >> 1
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def _number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def sign(seed: bytes, message: bytes) -> bytes:
    hashed = hashlib.sha512(seed).digest()
    secret = int.from_bytes(hashed[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    public, nonce = _times(secret), _number(hashed[32:], message) % ORDER
    commitment = _times(nonce)
    proof = (nonce + _number(commitment, public, message) * secret) % ORDER
    return commitment + proof.to_bytes(32, "little")


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def assertion(client_id: str, key: dict, audience: str) -> str:
    """A statement that proves who asks, good for one token and one minute (RFC 7523)."""
    now = int(time.time())
    header = {"alg": "Ed25519", "kid": key["kid"], "typ": "JWT"}
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    }
    said = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
    seed = base64.urlsafe_b64decode(key["d"] + "=" * (-len(key["d"]) % 4))
    return f"{said}.{_base64(sign(seed, said.encode()))}"


class Register:
    """The register as this program sees it: a token, one address, one question at a time."""

    def __init__(self, base_url: str, token_path: str, client_id: str, key: dict, scope: str) -> None:
        if urllib.parse.urlsplit(base_url).scheme not in ("http", "https"):
            raise CannotAsk("The register's address must begin with https:// (or http:// on one's own machine).")
        self.base_url = base_url.rstrip("/")
        self.opener = urllib.request.build_opener(NoRedirect)
        self.token = self._get_token(token_path, client_id, key, scope)
        self.endpoint = self._discover()

    def _get_token(self, path: str, client_id: str, key: dict, scope: str) -> str:
        address = self.base_url + path
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion(client_id, key, address),
            "scope": scope,
        }
        request = urllib.request.Request(address, data=urllib.parse.urlencode(form).encode())
        token = self._send(request, "give a token").get("access_token")
        if not isinstance(token, str) or not token:
            raise CannotAsk("The register gave no token.")
        return token

    def _discover(self) -> str:
        address = self.base_url + "/.well-known/authzen-configuration"
        metadata = self._send(urllib.request.Request(address), "say where it answers")
        if metadata.get("policy_decision_point") != self.base_url:
            raise CannotAsk("The register names itself by another address than the one it was asked at; not trusted.")
        endpoint = metadata.get("access_evaluation_endpoint")
        if not isinstance(endpoint, str) or not endpoint.startswith(self.base_url + "/"):
            raise CannotAsk("The register sends its questions elsewhere; not trusted.")
        return endpoint

    def ask(self, question: dict) -> Verdict:
        """The register's verdict. Raises CannotAsk when there is none; a caller must then not go ahead."""
        request_id = str(uuid.uuid4())
        request = urllib.request.Request(
            self.endpoint,
            data=json.dumps(question).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-Request-ID": request_id,
            },
        )
        answer = self._send(request, "answer", request_id)
        if not isinstance(answer.get("decision"), bool):
            raise CannotAsk("The register's answer holds no decision.")
        try:
            context = answer["context"]
            return Verdict(
                permitted=answer["decision"],
                reasons={reason["code"]: reason["text"] for reason in context["reasons"]},
                receipt=context["receipt"],
            )
        except (KeyError, TypeError) as error:
            raise CannotAsk(f"The register's answer lacks {error}.") from None

    def _send(self, request: urllib.request.Request, verb: str, request_id: str = "") -> dict:
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                if request_id and response.headers.get("X-Request-ID") != request_id:
                    raise CannotAsk("The register answered another question than the one that was sent.")
                value = json.load(response)
        except urllib.error.HTTPError as error:
            raise CannotAsk(f"The register would not {verb}: {error.code}, {_sentence(error).rstrip('.')}.") from None
        except (OSError, ValueError) as error:
            raise CannotAsk(
                f"The register at {self.base_url} did not {verb}: {getattr(error, 'reason', error)}."
            ) from None
        if not isinstance(value, dict):
            raise CannotAsk(f"The register did not {verb} in the form that was agreed.")
        return value


def _sentence(error: urllib.error.HTTPError) -> str:
    """What the register said about an error, if it said anything that can be read."""
    try:
        body = json.load(error)
        return str(body.get("message") or body.get("error_description") or body.get("error"))
    except (OSError, ValueError, AttributeError):
        return str(error.reason)


@dataclass
class Check:
    """One question, and what must come back."""

    says: str
    question: dict
    permitted: bool
    code: str


def changed(question: dict, *, number: str = "", item: str = "", **properties: str) -> dict:
    other = copy.deepcopy(question)
    other["subject"]["id"] = number or other["subject"]["id"]
    other["resource"]["id"] = item or other["resource"]["id"]
    other["resource"]["properties"].update(properties)
    return other


def checks_from(facts: dict) -> list:
    """Seven questions out of the facts about the demonstration."""
    permitted, denied = facts["permitted_request"], facts["denied_request"]
    number = permitted["subject"]["id"]
    everywhere = {place for assessor in facts["assessors"] for place in assessor["localities"]}
    own = {p for assessor in facts["assessors"] if assessor["number"] == number for p in assessor["localities"]}
    elsewhere = min(everywhere - own, default="a place that is none")
    suspended = [assessor["number"] for assessor in facts["assessors"] if assessor["status"] == "suspended"]
    direct = changed(permitted, number=UNKNOWN_NUMBER, item=DIRECT_ACCESS_ITEM, tier="direct_access")
    checks = [
        Check("a shower seat that the assessor may authorise", permitted, True, "ACCREDITED"),
        Check("a stairlift, above the assessor's tier", denied, False, "TIER_NOT_HELD"),
        Check("a stairlift called simple", changed(denied, tier="simple"), False, "TIER_UNDERSTATED"),
        Check(f"a shower seat in {elsewhere}", changed(permitted, locality=elsewhere), False, "LOCALITY_NOT_HELD"),
        Check("a number nobody has", changed(permitted, number=UNKNOWN_NUMBER), False, "UNKNOWN_SUBJECT"),
        Check("a grab rail that anyone may arrange", direct, True, "DIRECT_ACCESS"),
    ]
    if suspended:
        checks.append(
            Check("a suspended assessor", changed(permitted, number=suspended[0]), False, "SUSPENDED"),
        )
    return checks


def run(checks: list, register: Register) -> bool:
    """Ask each question and print what was heard; whether every answer was the expected one."""
    all_as_expected = True
    for check in checks:
        try:
            verdict = register.ask(check.question)
        except CannotAsk as error:
            print(f"[?]   {check.says}\n      {error} Taken as no.")
            all_as_expected = False
            continue
        as_expected = verdict.permitted is check.permitted and check.code in verdict.reasons and bool(verdict.receipt)
        all_as_expected = all_as_expected and as_expected
        print(f"[{'yes' if verdict.permitted else 'no '}] {check.says}")
        for code, text in verdict.reasons.items():
            print(f"      {code}: {text}")
        if not as_expected:
            wanted = "yes" if check.permitted else "no"
            print(f"      NOT AS EXPECTED: it should be {wanted} with {check.code}, and with a receipt.")
    return all_as_expected


def main() -> int:
    parser = argparse.ArgumentParser(description="Ask the register seven questions whose answers are known.")
    parser.add_argument("--base-url", required=True, help="the register's address, such as http://127.0.0.1:8000")
    parser.add_argument("--facts", required=True, help="the file that `manage.py demo_facts` wrote")
    parser.add_argument("--client-id", help="default: the one in the facts")
    arguments = parser.parse_args()
    try:
        with open(arguments.facts, encoding="utf-8") as file:
            facts = json.load(file)
        client = facts["client"]
        checks = checks_from(facts)
    except (OSError, ValueError) as error:
        print(f"The facts cannot be read: {error}", file=sys.stderr)
        return 2
    except (KeyError, TypeError, AttributeError) as error:
        print(f"The facts lack what is needed: {error}", file=sys.stderr)
        return 2
    try:
        register = Register(
            arguments.base_url,
            facts["token_path"],
            arguments.client_id or client["id"],
            client["private_key_jwk"],
            client["scope"],
        )
    except (CannotAsk, KeyError) as error:
        print(f"{error} Nothing is permitted.", file=sys.stderr)
        return 1
    print(f"Asking the register at {register.base_url}\n")
    if run(checks, register):
        print(f"\nAll {len(checks)} answers were as expected.")
        return 0
    print("\nAt least one answer was not as expected.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
