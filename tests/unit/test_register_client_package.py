"""What the client package leans on, and the parts of it that need no register (A4, A7)."""

import ast
import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from threshold_register import NotTrusted, Question, Register, verify_webhook
from threshold_register.tokens import PrivateKey

from tests.factories.fake_register import CLIENT, FakeRegister, served

PACKAGE = Path(settings.BASE_DIR) / "clients" / "python"
SOURCE = PACKAGE / "src" / "threshold_register"
ALLOWED = {"cryptography", "rfc8785", "threshold_register"} | set(sys.stdlib_module_names)


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield str(node.module).split(".")[0]


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda file: file.name)
def test_a4_the_client_leans_on_nothing_of_this_project(file: Path) -> None:
    assert set(imports(file)) <= ALLOWED


def test_a4_the_client_s_dependencies_are_those_that_it_imports() -> None:
    told = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]
    assert {name.split(">")[0] for name in told["dependencies"]} == {"cryptography", "rfc8785"}
    assert told["license"] == "MIT"
    assert (SOURCE / "py.typed").exists()


def test_a4_the_client_runs_alone() -> None:
    """In a Python of its own, from a folder that is not the project's, with nothing of Django in sight."""
    program = (
        f"import sys; sys.path.insert(0, {str(SOURCE.parent)!r}); import threshold_register; "
        "print(sorted({'django', 'accreditation', 'core', 'joserfc'} & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], cwd="/", capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


# By hand


def by_hand(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "threshold_register", *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE.parent)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a4_a_key_is_made_for_its_owner_alone_and_its_public_half_shown(tmp_path: Path) -> None:
    file = tmp_path / "register.jwk"
    done = by_hand("new-key", str(file))
    public, private = json.loads(done.stdout), json.loads(file.read_text())
    assert set(public) == {"kty", "crv", "x", "kid"}
    assert private["d"] not in done.stdout
    assert file.stat().st_mode & 0o077 == 0
    assert by_hand("new-key", str(file)).returncode == 2
    assert json.loads(file.read_text()) == private
    assert private["d"] not in repr(PrivateKey(private))


@pytest.mark.parametrize(("codes", "code", "word"), [(["ACCREDITED"], 0, "yes"), (["SUSPENDED"], 1, "no")])
def test_a4_a_question_is_asked_by_hand(tmp_path: Path, codes: list[str], code: int, word: str) -> None:
    file = tmp_path / "register.jwk"
    with served(FakeRegister()) as fake:
        fake.now = time.time()
        fake.codes["TA-7K3M-3"] = codes
        file.write_text(json.dumps(fake.private_jwk))
        question = [
            "--number",
            "TA-7K3M-3",
            "--adaptation",
            "SEAT-SHOWER",
            "--tenure",
            "owner",
            "--locality",
            "harbour",
        ]
        done = by_hand("check", "--base-url", fake.url, "--client-id", CLIENT, "--key-file", str(file), *question)
        assert (done.returncode, done.stdout.split("\n")[0]) == (code, word), done.stderr
        assert fake.private_jwk["d"] not in done.stdout + done.stderr
    away = by_hand("check", "--base-url", fake.url, "--client-id", CLIENT, "--key-file", str(file), *question)
    assert (away.returncode, away.stdout.split("\n")[0]) == (2, "no")
    wrong = by_hand("check", "--base-url", "http://elsewhere.example", "--client-id", CLIENT, *question)
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_a4_the_readme_s_example_asks(tmp_path: Path) -> None:
    """And a key in PEM does as well as a JWK."""
    program = (PACKAGE / "README.md").read_text().split("```python\n")[1].split("```")[0]
    with served(FakeRegister()) as fake:
        fake.now = time.time()
        (tmp_path / "register.jwk").write_text(json.dumps(fake.private_jwk))
        program = program.replace("https://threshold.example.org", fake.url).replace("your-client-id", CLIENT)
        fake.codes["TA-7K3M-3"] = ["SUSPENDED"]
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE.parent)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.stdout == "It is suspended.\n", done.stderr
        fake.codes.clear()
        pem = fake.client_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        register = Register(fake.url, CLIENT, private_key=pem.decode())
        assert register.check(Question(number="TA-7K3M-3", tenure="owner", locality="harbour")).permitted


@pytest.mark.parametrize("key", [{}, {"kty": "RSA"}, {"kty": "OKP", "crv": "Ed25519", "d": "!"}, "no key", b""])
def test_a4_a_key_that_is_none_is_refused_without_repeating_it(key: Any) -> None:
    with pytest.raises(ValueError, match=r"^(?!.*no key).*$"):
        PrivateKey(key)


# Webhooks. The first vector is the one that the Standard Webhooks specification's libraries test themselves with.

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
BODY = b'{"test": 2432232314}'
SENT_AT = 1614265330


def signed(secret: str, moment: str = str(SENT_AT), body: bytes = BODY) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{HEADERS['webhook-id']}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def test_a7_a_webhook_of_the_specification_is_verified() -> None:
    assert verify_webhook(HEADERS, BODY, [SECRET], now=SENT_AT) == {"test": 2432232314}
    assert verify_webhook({name.title(): value for name, value in HEADERS.items()}, BODY, [SECRET], now=SENT_AT)


def test_a7_one_right_signature_among_several_is_enough() -> None:
    other = "whsec_" + base64.b64encode(b"o" * 32).decode()
    both = HEADERS | {
        "webhook-signature": f"v1a,AAAA v2,x v1,{'A' * 44} {signed(other)} {HEADERS['webhook-signature']}"
    }
    assert verify_webhook(both, BODY, [SECRET], now=SENT_AT)
    assert verify_webhook(HEADERS, BODY, [other, SECRET], now=SENT_AT)
    with pytest.raises(NotTrusted):
        verify_webhook(HEADERS, BODY, [other], now=SENT_AT)


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({}, BODY + b" "),
        ({"webhook-id": "msg_another"}, BODY),
        ({"webhook-timestamp": "1614265331"}, BODY),
        ({"webhook-signature": ""}, BODY),
        ({"webhook-signature": "v1,"}, BODY),
        ({"webhook-signature": "v1"}, BODY),
        ({"webhook-signature": "v1,ä"}, BODY),
        ({"webhook-signature": HEADERS["webhook-signature"].replace("v1,", "v2,")}, BODY),
        ({"webhook-id": ""}, BODY),
        ({"webhook-timestamp": ""}, BODY),
        ({"webhook-timestamp": "soon", "webhook-signature": signed(SECRET, "soon")}, BODY),
        ({"webhook-timestamp": "9" * 5000, "webhook-signature": signed(SECRET, "9" * 5000)}, BODY),
        ({"webhook-signature": signed(SECRET, body=b"[]")}, b"[]"),
        ({"webhook-signature": signed(SECRET, body=b"\xff")}, b"\xff"),
    ],
)
def test_a7_anything_changed_or_odd_is_not_trusted(changes: dict[str, str], body: bytes) -> None:
    with pytest.raises(NotTrusted):
        verify_webhook(HEADERS | changes, body, [SECRET], now=SENT_AT)


@pytest.mark.parametrize("late", [301, -301])
def test_a7_an_old_webhook_is_not_taken_again(late: int) -> None:
    assert verify_webhook(HEADERS, BODY, [SECRET], now=SENT_AT + late - late // 301)
    with pytest.raises(NotTrusted, match="too long ago"):
        verify_webhook(HEADERS, BODY, [SECRET], now=SENT_AT + late)


@pytest.mark.parametrize("secrets", [[], ["whsec_"], ["whsec_AAAA"], ["not base64!"]])
def test_a7_a_secret_that_is_none_is_a_mistake(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="secret"):
        verify_webhook(HEADERS, BODY, secrets, now=SENT_AT)
