"""Try the register by hand: `python -m threshold_register check --number TA-7K3M-3 …`.

The key or secret is read from a file or from the environment, never from the command line (other programs see that),
and is never printed. The exit code is 0 for a yes, 1 for a no, 2 for no answer.
`python -m threshold_register new-key register.jwk` makes a key: the private half into a file that only you may read,
the public half, which you give to the partnership, onto the screen.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from threshold_register import Question, Register
from threshold_register.answers import Answer
from threshold_register.tokens import new_private_jwk, public_half

EXIT = {"register": 1, "offline": 1, "none": 2}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m threshold_register", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="ask one question and print the answer")
    check.add_argument("--base-url", default=os.environ.get("THRESHOLD_BASE_URL"), help="or THRESHOLD_BASE_URL")
    check.add_argument("--client-id", default=os.environ.get("THRESHOLD_CLIENT_ID"), help="or THRESHOLD_CLIENT_ID")
    check.add_argument("--key-file", type=Path, help="the private key, as a JWK or PEM; or THRESHOLD_PRIVATE_KEY")
    check.add_argument("--issuer", default="", help="the name in receipts, if it is not the base URL")
    check.add_argument("--number", required=True, help="the register number, or a professional body's")
    check.add_argument("--adaptation", default="", help="its code in the catalogue")
    check.add_argument("--tenure", required=True)
    check.add_argument("--locality", required=True)
    check.add_argument("--action", default="authorise")
    check.add_argument("--tier", default="")
    check.add_argument("--organisation", default="")
    new_key = commands.add_parser("new-key", help="make a key; print its public half")
    new_key.add_argument("file", type=Path, help="where the private half goes; it must not exist yet")
    given = parser.parse_args(arguments)
    if given.command == "new-key":
        return _new_key(given.file)
    if not given.base_url or not given.client_id:
        parser.error("say which register (--base-url) and which client (--client-id)")
    try:
        register = Register(given.base_url, given.client_id, issuer=given.issuer, **_credential(given.key_file))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    question = Question(
        number=given.number,
        adaptation=given.adaptation,
        tenure=given.tenure,
        locality=given.locality,
        action=given.action,
        tier=given.tier,
        organisation=given.organisation,
    )
    return _show(register.check(question))


def _new_key(file: Path) -> int:
    jwk = new_private_jwk()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        print(f"The key was not made: {error}", file=sys.stderr)
        return 2
    with os.fdopen(descriptor, "w") as stream:
        json.dump(jwk, stream)
    print(json.dumps(public_half(jwk)))
    return 0


def _credential(key_file: Path | None) -> dict[str, Any]:
    if secret := os.environ.get("THRESHOLD_SECRET"):
        return {"secret": secret}
    text = key_file.read_text() if key_file else os.environ.get("THRESHOLD_PRIVATE_KEY", "")
    if not text.strip():
        raise ValueError("give the private key: --key-file or THRESHOLD_PRIVATE_KEY (in a sandbox THRESHOLD_SECRET)")
    try:
        return {"private_key": json.loads(text) if text.lstrip().startswith("{") else text}
    except ValueError:
        # What stands in the file is not repeated: it is meant to be a key.
        raise ValueError("the private key cannot be read") from None


def _show(answer: Answer) -> int:
    print("yes" if answer.permitted else "no")
    print(answer.why)
    if answer.source == "register":
        print(f"Answer {answer.answer_id}, on state {answer.register_number} of the register.")
    return 0 if answer.permitted else EXIT[answer.source]


if __name__ == "__main__":
    sys.exit(main())
