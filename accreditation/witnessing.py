"""Keep the signed heads of a register's log and hold it to them: what a witness does (A5).

A witness is anybody who fetches heads and keeps them where the register cannot reach. The file has one signed head on
each line, in order, and beside it (`.keys.json`) the keys that proved them.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from accreditation import receipts
from accreditation.receipts import NotSignedByTheRegister
from accreditation.signing_keys import KeyEnd, ends_in

# Gets one address of the register (a path with its query) as JSON. Raises OSError or ValueError.
Get = Callable[[str], Any]

KEYS = "/register/v1/jwks.json"
HEADS = "/register/v1/heads"
PUBLIC = ("kty", "crv", "x")


class RegisterContradictsItself(Exception):
    """What the register says now cannot be true together with what it signed before. The message says which."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """One signed head, proved: the batch it closes, the head before it, and its own."""

    batch: int
    previous: str
    head: str
    token: str
    kid: str


def heads_in(file: Path) -> Iterator[str]:
    """The signed heads that a file holds, one on a line. Empty lines and those that begin with # are left out."""
    with file.open() as lines:
        for line in lines:
            if (token := line.strip()) and not token.startswith("#"):
                yield token


class Witness:
    """What was kept of one register, and what it says now."""

    def __init__(self, file: Path, get: Get) -> None:
        self.file, self.get = file, get
        self.keys_file = file.with_name(f"{file.name}.keys.json")
        self._keys: dict[str, OKPKey] = {}
        self._ends: dict[str, KeyEnd] = {}
        self.new_keys: list[str] = []

    def watch(self) -> tuple[int, int]:
        """Prove what is new and keep it. Gives the number of heads that are new, and the last batch.

        Raises `RegisterContradictsItself`, and OSError or ValueError when the register or the file cannot be read.
        """
        jwks = self._read_keys()
        last = self._last_kept()
        latest = self._latest()
        if last and latest < last.batch:
            raise RegisterContradictsItself(
                f"The count went back: batch {last.batch} was seen, and the register now ends at batch {latest}."
            )
        if last:
            self._require_as_seen(last)
        self._write_keys(jwks)
        added, end = 0, last
        while page := self._page(end.batch if end else 0):
            for head in page:
                self._require_follows(head, end)
                end = head
            self._append(page)
            added += len(page)
        if (end.batch if end else 0) < latest:
            raise RegisterContradictsItself(f"The register says that batch {latest} is its last, and does not give it.")
        return added, end.batch if end else 0

    def _read_keys(self) -> list[dict[str, Any]]:
        """The keys that the register publishes. Those that were kept must be among them, unchanged."""
        jwks = _shaped(self.get(KEYS), "keys", dict)
        published = {str(jwk.get("kid")): {name: jwk.get(name) for name in PUBLIC} for jwk in jwks}
        kept = json.loads(self.keys_file.read_text()) if self.keys_file.exists() else {}
        for kid, public in kept.items():
            if published.get(kid) != public:
                how = "is given with another public half" if kid in published else "is no longer published"
                raise RegisterContradictsItself(f"A key changed: {kid} {how}.")
        self.new_keys = sorted(set(published) - set(kept)) if kept else []
        try:
            self._keys = {kid: OKPKey.import_key(dict(public)) for kid, public in published.items()}
            self._ends = ends_in(jwks)
        except (JoseError, KeyError, TypeError) as error:
            raise ValueError(f"{KEYS} holds something that is no key.") from error
        for kid, key in self._keys.items():
            if key.thumbprint() != kid:
                raise RegisterContradictsItself(f"A key changed: {kid} is given with another public half.")
        return jwks

    def _write_keys(self, jwks: list[dict[str, Any]]) -> None:
        kept = {jwk["kid"]: {name: jwk[name] for name in PUBLIC} for jwk in jwks}
        made = self.keys_file.with_name(f"{self.keys_file.name}.new")
        made.write_text(json.dumps(kept, indent=1))
        made.replace(self.keys_file)

    def _last_kept(self) -> Head | None:
        """The last head of the file, which must be whole in itself."""
        last = None
        for token in heads_in(self.file) if self.file.exists() else ():
            head = self._proved(token)
            self._require_follows(head, last or head, anchor=last is None)
            last = head
        return last

    def _latest(self) -> int:
        said = self.get(f"{HEADS}/latest")
        token = said.get("signed_head", "") if isinstance(said, dict) else None
        if not isinstance(token, str):
            raise ValueError(f"{HEADS}/latest does not give a signed head.")
        return self._proved(token).batch if token else 0

    def _page(self, after: int) -> list[Head]:
        return [self._proved(token) for token in _shaped(self.get(f"{HEADS}?after={after}"), "heads", str)]

    def _proved(self, token: str) -> Head:
        try:
            kid, claims = receipts.read_with_key(token, self._keys)
            head = Head(
                batch=claims["batch"], previous=claims["previous_head"], head=claims["head"], token=token, kid=kid
            )
        except (NotSignedByTheRegister, KeyError):
            raise RegisterContradictsItself("A head is not signed by a key that the register publishes.") from None
        if kid in self._ends and head.batch > self._ends[kid].last_batch:
            raise RegisterContradictsItself(
                f"Batch {head.batch} is signed by the key {kid}, which was retired after batch "
                f"{self._ends[kid].last_batch}."
            )
        return head

    def _require_as_seen(self, last: Head) -> None:
        """The last head that was kept stands. Since each hashes the one before it, all before it stand too."""
        now = next(iter(self._page(last.batch - 1)), None)
        if now is None or now.batch != last.batch or now.head != last.head:
            changed = self._first_that_differs() or last.batch
            raise RegisterContradictsItself(f"A head changed: batch {changed} is not as it was seen.")

    def _first_that_differs(self) -> int:
        kept = (self._proved(token) for token in heads_in(self.file))
        page: dict[int, str] = {}
        for head in kept:
            if head.batch not in page:
                page = {one.batch: one.head for one in self._page(head.batch - 1)}
            if page.get(head.batch) != head.head:
                return head.batch
        return 0

    def _require_follows(self, head: Head, before: Head | None, *, anchor: bool = False) -> None:
        """A file may begin anywhere (`anchor`); from there on every head follows the one before it."""
        if anchor:
            return
        number, previous = (before.batch, before.head) if before else (0, "")
        if head.batch <= number:
            raise RegisterContradictsItself(f"A number was used again: batch {head.batch} came after batch {number}.")
        if head.batch != number + 1:
            raise RegisterContradictsItself(f"The chain is broken: batch {head.batch} came after batch {number}.")
        if head.previous != previous:
            raise RegisterContradictsItself(f"The chain is broken: batch {head.batch} does not follow the one before.")

    def _append(self, page: list[Head]) -> None:
        with self.file.open("a") as file:
            file.write("".join(f"{head.token}\n" for head in page))
            file.flush()
            os.fsync(file.fileno())


def _shaped(said: Any, name: str, kind: type) -> list[Any]:
    found = said.get(name) if isinstance(said, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, kind) for one in found):
        raise ValueError(f"The register does not give a list of {name}.")
    return found
