"""docs/api/webhooks.md tells the truth: its tables are the code's, and its examples run as they stand (A7)."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accreditation.api import webhooks as api
from accreditation.case_systems import REGISTER_WEBHOOKS
from accreditation.models import WebhookDelivery
from accreditation.services import suspend
from accreditation.webhooks import sending
from accreditation.webhooks.constants import (
    LONGEST_REST,
    LONGEST_RETRY_AFTER,
    MOST_REPLAYED,
    OVERLAP,
    REST,
    SCHEDULE,
    ChangeOf,
    DeliveryState,
    EventType,
)
from accreditation.webhooks.targets import PORTS
from core import clock, outbox
from tests.factories.accreditation import accredited, an_officer
from tests.factories.machines import a_machine
from tests.factories.receiving import Got, a_subscription, receiving

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "api" / "webhooks.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


def test_a7_the_table_of_events_is_the_codes() -> None:
    rows = re.findall(r"^\| `([a-z]+\.[a-z]+)` \| (.+) \|$", DOCUMENT, re.MULTILINE)
    assert rows == [(kind.value, kind.label[0].lower() + kind.label[1:]) for kind in EventType]


@pytest.mark.parametrize("words", [ChangeOf, DeliveryState])
def test_a7_every_word_of_a_message_is_told(words: Any) -> None:
    assert all(f"`{word}`" in DOCUMENT for word in words.values)


def test_a7_the_limits_are_those_of_the_code() -> None:
    text = " ".join(DOCUMENT.split())
    assert f"within {sending.TOTAL_SECONDS:.0f} seconds ({sending.CONNECT_SECONDS:.0f} to connect)" in text
    assert sorted(PORTS) == [443, 8443]
    assert "port 443 or 8443" in text
    waits = [wait.total_seconds() / 60 for wait in SCHEDULE.waits]
    assert waits == [1, 5, 30, 120, 300, 600, 840, 1200, 1230]
    assert "after about 1 minute, 5 minutes, 30 minutes, 2, 5, 10, 14, 20 and 20½ hours, each up to a tenth" in text
    assert SCHEDULE.spread == 0.1
    assert (REST.total_seconds(), LONGEST_REST.total_seconds(), LONGEST_RETRY_AFTER.total_seconds()) == (60, 600, 3600)
    assert OVERLAP.days == 3
    assert f"{api.A_PAGE} at a time" in text
    assert f"more than {MOST_REPLAYED:,}" in text


def a_delivery() -> tuple[str, Got, WebhookDelivery]:
    """One real suspension as a receiver gets it, with the secret."""
    with receiving() as receiver, clock.fixed(timezone.now()):
        accreditation = accredited()
        subscription, secret = a_subscription(receiver.url)
        suspend(accreditation=accreditation, reason="Complaint.", by=an_officer())
        outbox.run_due()
        return secret, receiver.got[-1], subscription.deliveries.latest("pk")


@pytest.mark.django_db
def test_a7_both_verifying_examples_take_a_real_delivery_and_refuse_others() -> None:
    made: dict[str, Any] = {}
    for program in blocks("python"):
        exec(program, made)  # noqa: S102
    secret, got, delivery = a_delivery()
    for check in (made["receive"], made["verify"]):
        assert check(secret, got.headers, got.body) == json.loads(delivery.body)
        refuses(check, secret, got.headers, got.body + b" ")
        refuses(check, secret, got.headers | {"webhook-id": "msg_other"}, got.body)
        refuses(check, secret, got.headers | {"webhook-timestamp": str(int(time.time()) - 1000)}, got.body)
        refuses(check, "whsec_" + "A" * 43 + "=", got.headers, got.body)


def refuses(check: Callable[..., object], *sent: object) -> None:
    with pytest.raises(Exception, match=r"(?i)sign|within|timestamp"):
        check(*sent)


@pytest.mark.django_db
def test_a7_the_example_message_has_the_shape_of_a_real_one() -> None:
    example = json.loads(blocks("json")[0])
    _, got, _ = a_delivery()
    real = json.loads(got.body)
    assert [*real, *real["data"]] == [*example, *example["data"]]
    assert (real["type"], real["data"]["status"]) == (example["type"], example["data"]["status"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wagtail_root")
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not on this machine")
def test_a7_the_curl_examples_list_and_replay(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.background.wake", lambda: None)
    machine = a_machine(scopes=(REGISTER_WEBHOOKS,)).sign_in()
    with receiving() as receiver:
        a_subscription(receiver.url, case_system=machine.case_system)
        accredited()
        outbox.run_due()
        listed, replayed = (run(program, live_server, machine.token) for program in blocks("sh"))
        outbox.run_due()
    example = json.loads(blocks("json")[1])
    assert [*listed, *listed["deliveries"][0]] == [*example, *example["deliveries"][0]]
    assert replayed == {"replayed": 1, "next_from_register_number": None}
    assert receiver.ids[-1] == receiver.ids[-2] == listed["deliveries"][0]["webhook_id"]


def run(program: str, live_server: LiveServer, token: str) -> dict[str, Any]:
    environment = {"PATH": os.environ["PATH"], "BASE": live_server.url, "TOKEN": token}
    done = subprocess.run(["/bin/sh", "-ec", program], env=environment, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
