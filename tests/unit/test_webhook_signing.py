"""Signatures as Standard Webhooks has them, and the secrets that make them (A7)."""

from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from accreditation.webhooks import signing
from core import sealing
from core.sealing import CannotOpen, seal, unseal

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_a7_a_signature_is_that_of_the_published_vector() -> None:
    made = signing.sign(SECRET, message_id=MESSAGE, timestamp=1614265330, body=b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a7_the_receivers_library_takes_our_headers_and_no_others() -> None:
    secret, other = signing.new_secret(), signing.new_secret()
    at = int(datetime.now(UTC).timestamp())
    body = '{"type":"webhook.ping","data":{"ü":1}}'
    sent = signing.headers([secret], message_id=MESSAGE, timestamp=at, body=body.encode())
    assert Webhook(secret).verify(body, sent) == {"type": "webhook.ping", "data": {"ü": 1}}
    for changed in (body.replace("1", "2"), body + " "):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(changed, sent)
    for header in ({"webhook-id": "msg_other"}, {"webhook-timestamp": str(at - 1)}):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, sent | header)
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(body, sent)


def test_a7_with_two_secrets_either_proves_it() -> None:
    old, new = signing.new_secret(), signing.new_secret()
    at = int(datetime.now(UTC).timestamp())
    sent = signing.headers([new, old], message_id=MESSAGE, timestamp=at, body=b"{}")
    assert len(sent["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        assert Webhook(secret).verify("{}", sent) == {}


def test_a7_a_secret_has_32_bytes_and_none_is_made_twice() -> None:
    made = {signing.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(secret.startswith("whsec_") and len(secret) == 50 for secret in made)


def test_a7_a_sealed_secret_opens_under_the_key_that_sealed_it_alone(settings: object) -> None:
    settings.SECRET_KEY = "one"  # type: ignore[attr-defined]
    sealed = seal("whsec_x")
    assert "whsec" not in sealed
    assert unseal(sealed) == "whsec_x"
    settings.SECRET_KEY = "two"  # type: ignore[attr-defined]
    with pytest.raises(CannotOpen):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = ["one"]  # type: ignore[attr-defined]
    assert unseal(sealed) == "whsec_x"
    assert sealing.unseal(seal("y")) == "y"
