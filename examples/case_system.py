#!/usr/bin/env python3
"""A case system that asks the register whether somebody may authorise an adaptation.

It stands for a program at another organisation: it knows docs/api.md and the client in clients/python, and nothing of
the register's own code. It asks questions whose answers are known, one by one and together, looks up whom to ask
instead, works through a pretended outage, checks a message, prints what it heard, and leaves with 0 only if everything
was as expected.

    python3 manage.py demo_facts > facts.json
    python3 examples/case_system.py --base-url http://127.0.0.1:8000 --facts facts.json

It needs the client's two dependencies (`pip install clients/python`, or a Python that has cryptography and rfc8785;
then the client is taken from beside this file). When anything is in doubt the answer is no.
"""

import argparse
import base64
import copy
import hashlib
import hmac
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "clients" / "python" / "src"))

from threshold_register import Answer, NotTrusted, Register, RegisterError, verify_webhook

UNKNOWN_NUMBER = "TA-0000-0"
DIRECT_ACCESS_ITEM = "RAIL-GRAB-INT"
NOBODY_THERE = "http://127.0.0.1:9"


@dataclass
class Check:
    """One question, and what must come back."""

    says: str
    question: dict
    permitted: bool
    code: str

    def shown(self, answer: Answer) -> bool:
        """Print an answer; whether it is the expected one."""
        print(f"[{'yes' if answer.permitted else 'no '}] {self.says}\n      {answer.why} ({answer.source})")
        if answer.permitted is self.permitted and self.code in answer.codes:
            return True
        print(f"      NOT AS EXPECTED: it should be {'yes' if self.permitted else 'no'} with {self.code}.")
        return False


def changed(question: dict, *, number: str = "", item: str = "", **properties: str) -> dict:
    other = copy.deepcopy(question)
    other["subject"]["id"] = number or other["subject"]["id"]
    other["resource"]["id"] = item or other["resource"]["id"]
    other["resource"]["properties"].update(properties)
    return other


def checks_from(facts: dict) -> list[Check]:
    """Questions out of the facts about the demonstration."""
    permitted, denied = facts["permitted_request"], facts["denied_request"]
    number = permitted["subject"]["id"]
    everywhere = {place for assessor in facts["assessors"] for place in assessor["localities"]}
    own = {p for assessor in facts["assessors"] if assessor["number"] == number for p in assessor["localities"]}
    elsewhere = min(everywhere - own, default="a place that is none")
    direct = changed(permitted, number=UNKNOWN_NUMBER, item=DIRECT_ACCESS_ITEM, tier="direct_access")
    suspended = [assessor["number"] for assessor in facts["assessors"] if assessor["status"] == "suspended"]
    return [
        Check("a shower seat that the assessor may authorise", permitted, True, "ACCREDITED"),
        Check("a stairlift, above the assessor's tier", denied, False, "TIER_NOT_HELD"),
        Check("a stairlift called simple", changed(denied, tier="simple"), False, "TIER_UNDERSTATED"),
        Check(f"a shower seat in {elsewhere}", changed(permitted, locality=elsewhere), False, "LOCALITY_NOT_HELD"),
        Check("a number nobody has", changed(permitted, number=UNKNOWN_NUMBER), False, "UNKNOWN_SUBJECT"),
        Check("a grab rail that anyone may arrange", direct, True, "DIRECT_ACCESS"),
        *(Check("a suspended assessor", changed(permitted, number=one), False, "SUSPENDED") for one in suspended[:1]),
    ]


def one_by_one(register: Register, checks: list[Check]) -> bool:
    print("One by one:")
    return sum(check.shown(register.check(check.question)) for check in checks) == len(checks)


def together(register: Register, checks: list[Check]) -> bool:
    print("\nThe same together, on one state of the register:")
    answers = register.check_many([check.question for check in checks])
    return sum(check.shown(answer) for check, answer in zip(checks, answers, strict=True)) == len(checks)


def whom_to_ask(register: Register, facts: dict) -> bool:
    permitted = facts["permitted_request"]
    numbers = register.who_may(permitted)
    print(f"\nWhom to ask for a shower seat: {', '.join(numbers)}")
    return permitted["subject"]["id"] in numbers


def through_an_outage(base_url: str, client: dict, check: Check) -> bool:
    """Fetch the signed copy, pretend that the register is away, and give account when it is back."""
    from threshold_register.offline import OfflineCopy

    with tempfile.TemporaryDirectory() as folder:
        kept = {"offline": OfflineCopy(folder, issuer=base_url), "outage_file": Path(folder) / "outage.jsonl"}
        register = connected(base_url, client, **kept)
        register.refresh_offline()
        print("\nWhile the register is away:")
        as_expected = check.shown(connected(NOBODY_THERE, client, **kept).check(check.question))
        reported = register.report_outage()
        print(f"      Reported when it was back: {len(reported)}, to be stopped: {sum(one.stop for one in reported)}.")
        return as_expected and [one.stop for one in reported] == [False]


def a_message() -> bool:
    """A webhook is believed when it was signed with the secret that the register gave, and not when it was changed."""
    key, body, moment = b"only for this pretended message!", b'{"type": "register.changed"}', str(int(time.time()))
    secret = "whsec_" + base64.b64encode(key).decode()
    signature = base64.b64encode(hmac.new(key, f"msg_1.{moment}.".encode() + body, hashlib.sha256).digest()).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": moment, "webhook-signature": f"v1,{signature}"}
    print(f"\nA message that is signed: {verify_webhook(headers, body, [secret])['type']}")
    try:
        verify_webhook(headers, body.replace(b"changed", b"erased!"), [secret])
    except NotTrusted as error:
        print(f"The same, changed on its way: {error}")
        return True
    return False


def connected(base_url: str, client: dict, **options: object) -> Register:
    """The register, asked with the client's key (or, in a sandbox, its secret)."""
    known = {"private_key": client["private_key_jwk"]} if "private_key_jwk" in client else {"secret": client["secret"]}
    return Register(base_url, client["id"], scope=client["scope"], **known, **options)


def main() -> int:
    parser = argparse.ArgumentParser(description="Ask the register questions whose answers are known.")
    parser.add_argument("--base-url", required=True, help="the register's address, such as http://127.0.0.1:8000")
    parser.add_argument("--facts", required=True, help="the file that `manage.py demo_facts` wrote")
    arguments = parser.parse_args()
    try:
        facts = json.loads(Path(arguments.facts).read_text(encoding="utf-8"))
        client, checks = facts["client"], checks_from(facts)
        register, scopes = connected(arguments.base_url, client), client["scope"].split()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"The facts or the address cannot be used: {error}", file=sys.stderr)
        return 2
    print(f"Asking the register at {arguments.base_url}\n")
    try:
        results = [one_by_one(register, checks), together(register, checks), a_message()]
        if "register:search" in scopes:
            results.append(whom_to_ask(register, facts))
        if "register:offline" in scopes:
            results.append(through_an_outage(arguments.base_url, client, checks[0]))
    except RegisterError as error:
        print(f"\n{error} Nothing is permitted.", file=sys.stderr)
        return 1
    if all(results):
        print(f"\nAll {len(checks)} answers were as expected, one by one and together.")
        return 0
    print("\nAt least one thing was not as expected.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
