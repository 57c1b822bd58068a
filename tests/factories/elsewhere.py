"""A register elsewhere: this product's own machine interface over HTTP, and the wire to it, which tests may cut."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from threshold_register import Unreachable
from threshold_register.transport import Reply, Transport

from accreditation import case_systems
from cases.services.numbers import set_register_number
from lms.env import ALL_SCOPES, RegisterElsewhere
from people.models import User
from tests.factories.machines import Machine, a_machine

SECRET = f"whsec_{base64.b64encode(b'x' * 32).decode()}"
EVALUATION = "/access/v1/evaluation"
SCOPES = (case_systems.REGISTER_CHECK, case_systems.REGISTER_SEARCH, case_systems.REGISTER_OFFLINE)


class Wire:
    """Between the cases and the register. `then` is done once a question is answered, before the answer arrives."""

    def __init__(self) -> None:
        self.is_cut = False
        self.asked = 0
        self.then: Callable[[], object] | None = None
        self.forge: Callable[[dict[str, Any]], dict[str, Any]] | None = None
        self.last: dict[str, Any] = {}

    def send(self, transport: Transport, method: str, url: str, **kwargs: Any) -> Reply:
        assert not connection.in_atomic_block, "nothing waits for the network with a transaction open"
        if self.is_cut:
            raise Unreachable("The register cannot be reached: connection refused.")
        reply = SEND(transport, method, url, **kwargs)
        if not url.endswith(EVALUATION):
            return reply
        self.asked += 1
        self.last = json.loads(reply.body)
        if self.forge:
            reply = replace(reply, body=json.dumps(self.forge(json.loads(reply.body))).encode())
        if self.then:
            then, self.then = self.then, None
            then()
        return reply


SEND = Transport.send


def a_wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    monkeypatch.setattr(
        Transport, "send", lambda transport, method, url, **kwargs: wire.send(transport, method, url, **kwargs)
    )
    return wire


def asked_elsewhere(settings: Any, address: str, folder: Path, machine: Machine | None = None) -> Machine:
    """From now on the cases ask the register at this address, as the case system that is given back."""
    machine = machine or a_machine(scopes=SCOPES)
    key_file = folder / "register.jwk"
    key_file.write_text(json.dumps(dict(machine.key.as_dict(private=True))))
    secret_file = folder / "webhooks"
    secret_file.write_text(SECRET)
    settings.REGISTER_ISSUER = address
    settings.REGISTER_ELSEWHERE = RegisterElsewhere(
        address=address,
        client_id=machine.client_id,
        key_file=str(key_file),
        folder=str(folder / "register"),
        scope=ALL_SCOPES,
        secret_file=str(secret_file),
    )
    return machine


def numbered(user: User, by: User) -> str:
    """A manager has recorded under which number the register knows them."""
    return set_register_number(user=user, number=user.accreditations.get().number, by=by).number
