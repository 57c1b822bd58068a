"""Whom the register lets in by a token, known at the least cost and never from memory alone.

Tokens are allauth's. What one stands for is kept for a few seconds in this process, so that a busy case system does not
cost a query for each request; but nothing is answered on that: whoever answers looks again (`look_again`) in the
transaction that answers, so that a switched-off system is refused on its very next request.
"""

import time
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, TypeVar

from allauth.idp.oidc.adapter import DefaultOIDCAdapter, get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from accreditation.models import CaseSystem
from core.batching import Batcher
from core.prepared import PreparedQuery, Sent
from people.models import Organisation

M = TypeVar("M", bound=Model)

KEPT_SECONDS = 5
MOST_KEPT = 1000
MOST_TOGETHER = 200

# What the query gives of each, in this order, and how it reaches them from the token.
PARTS: tuple[tuple[type[Model], str], ...] = (
    (Token, ""),
    (Client, "client__"),
    (CaseSystem, "client__case_system__"),
    (Organisation, "client__case_system__organisation__"),
)

_kept: dict[str, tuple[float, Token]] = {}


def hash_of(value: str) -> str:
    """What allauth keeps of a token."""
    return _adapter().hash_token(value)


@cache
def _adapter() -> DefaultOIDCAdapter:
    """It keeps nothing of its own, and finding it takes longer than its work."""
    return get_adapter()


def token_of(value: str) -> Token | None:
    """The token of a live case system, with its client, the system and its organisation; None where there is none."""
    hashed = hash_of(value)
    # Its expiry is on allauth's own clock.
    found = _door.ask(hashed)
    if found is None or _has_expired(found.expires_at):
        forget(hashed)
        return None
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[hashed] = time.monotonic() + KEPT_SECONDS, found
    return found


def token_lately(value: str) -> Token | None:
    """The same, or what it was a moment ago: for whoever proves it later. A transaction remembers nothing."""
    kept = None if connection.in_atomic_block else remembered(value)
    return kept or token_of(value)


def remembered(value: str) -> Token | None:
    """What it was where it was looked up a moment ago, without asking anybody: for whoever proves it later."""
    kept = _kept.get(hash_of(value))
    return kept[1] if kept and kept[0] > time.monotonic() else None


def forget(token: str) -> None:
    """Look the token with this hash up again when it comes next."""
    _kept.pop(token, None)


def look_again(tokens: Collection[str]) -> Sent:
    """Ask what the tokens with these hashes stand for at this moment; `scopes_now` reads what comes back."""
    return _SCOPES.send(tokens)


def scopes_now(looked: Sent) -> dict[str, frozenset[str]]:
    """What each token may be used for at this moment, by its hash; one that lets nobody in is left out."""
    return {
        token: scopes_of(own, clients)
        for token, own, clients, expires_at in looked.rows()
        if not _has_expired(expires_at)
    }


def scopes_of(token: str, client: str) -> frozenset[str]:
    """A scope that was taken from the client since the token was issued is gone at once."""
    return frozenset(token.split()) & frozenset(client.split())


def _has_expired(expires_at: Any) -> bool:
    return expires_at is not None and expires_at <= timezone.now()


def _columns(model: type[Model], path: str = "") -> list[str]:
    return [path + field.attname for field in model._meta.concrete_fields]


def _live(hashes: Sequence[str]) -> Any:
    return Token.objects.filter(type=Token.Type.ACCESS_TOKEN, hash__in=hashes, client__case_system__is_live=True)


_LIVE = PreparedQuery(
    lambda hashes: _live(hashes).values_list(*(column for model, path in PARTS for column in _columns(model, path)))
)
_SCOPES = PreparedQuery(lambda hashes: _live(hashes).values_list("hash", "scopes", "client__scopes", "expires_at"))


def _built(values: Sequence[Any]) -> Token:
    """The four objects out of one row, each knowing the next."""
    remaining = iter(values)

    def one(model: type[M]) -> M:
        names = _columns(model)
        return model.from_db(None, names, [next(remaining) for _ in names])

    token, client, case_system, organisation = one(Token), one(Client), one(CaseSystem), one(Organisation)
    case_system.organisation, case_system.client = organisation, client
    client.case_system = case_system
    token.client = client
    return token


def _look_up(hashes: Sequence[str]) -> list[Token | None]:
    found = {token.hash: token for token in map(_built, _LIVE.rows(set(hashes)))}
    return [found.get(hashed) for hashed in hashes]


# By one connection for everybody at the door: a request's own thread needs none, however many threads a server has.
_door: Batcher[str, Token | None] = Batcher(_look_up, most=MOST_TOGETHER)
