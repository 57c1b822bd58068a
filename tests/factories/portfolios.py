"""A second partnership, its key, and the files that it seals."""

import json
from datetime import date

import rfc8785

from accreditation import receipts
from competencies.constants import TrustState
from competencies.models import TrustedPartnership
from competencies.portfolio import portfolio_of, vouched_for
from competencies.sealing import KIND, hash_of
from core import clock
from core.strict_json import Json
from people.constants import Role
from people.models import User
from tests.factories.people import UserFactory, employed

SEED = "VGhlIG90aGVyIHBhcnRuZXJzaGlwJ3Mga2V5LiAgICA"
ADDRESS = "https://westmoor.example"


def key_set(seed: str = SEED) -> str:
    """The other partnership's public keys as somebody pastes them."""
    return json.dumps({"keys": [receipts.key_from(seed).as_dict(private=False)]})


def westmoor(**fields: object) -> TrustedPartnership:
    """A partnership that two members trust, on every day of the tests unless `fields` say otherwise."""
    values = {
        "name": "Westmoor Partnership",
        "address": ADDRESS,
        "keys": json.loads(key_set())["keys"],
        "reason": "Read out on the telephone.",
        "valid_from": date(2020, 1, 1),
        "valid_until": date(2099, 1, 1),
        "state": TrustState.TRUSTED,
        "proposed_at": clock.now(),
        "proposed_by": employed(roles=(Role.GOVERNANCE,)),
        "decided_at": clock.now(),
        "decided_by": UserFactory(),
    }
    return TrustedPartnership.objects.create(**(values | fields))


def content_from_westmoor(person: User, *, name: str | None = None) -> Json:
    """What Westmoor would seal, had this person shown there all that they have shown here."""
    content = vouched_for(portfolio_of(person))
    content["issuer"] = {"name": "Westmoor Partnership", "address": ADDRESS, "keys": f"{ADDRESS}/keys"}
    content["person"]["name"] = name or str(person)
    content["portfolio_hash"] = hash_of(content["portfolio"])
    return content


def file_of(content: Json, seed: str = SEED) -> bytes:
    return rfc8785.dumps(receipts.file_signed_by(receipts.key_from(seed), rfc8785.dumps(content), KIND))
