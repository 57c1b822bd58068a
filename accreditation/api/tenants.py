"""The places under this roof that answer AuthZEN: the register itself, and others kept apart from real data."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

from accreditation.api.authzen import Evaluation, Search
from core.strict_json import Json

C = TypeVar("C")
Q = TypeVar("Q")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of a search: entities as AuthZEN writes them, and the position after which the next page begins (None at
    the end). A page may hold fewer results than were asked for, or none, and still not be the last.
    """

    results: list[Json]
    after: str | None = None
    context: Json = field(default_factory=dict)


class Tenant(ABC, Generic[C, Q]):
    """A policy decision point: its addresses, whom it lets in, and how it answers.

    `accreditation.api.views.addresses_of(tenant)` gives the paths of its five endpoints and of its discovery document,
    all alike: they read the protocol, merge a batch's defaults, keep its order and stop where its semantic says, page
    searches and tell errors. A tenant never sees any of that. It answers three things about one client (whatever
    `admit` returned, of type C) and its own kind of question (whatever `read` made of an evaluation, of type Q):

    - `read(client, evaluation)` gives the question, or raises `ApiError`, which in a batch is that item's own error;
    - `decide(client, questions, stop_at=…)` answers them in order from one state, and ends after the first answer whose
      decision is `stop_at` (None: decides all). It returns the AuthZEN decisions, `{"decision": …, "context": {…}}`,
      one for each question that was decided. An `ApiError` here is the whole request's;
    - `search(client, search)` gives one page.

    `prefix` is "" for the register and a word for any other; the word is the first part of all its paths, and the last
    of its discovery document's (AuthZEN inserts the well-known part between host and path).
    """

    prefix: str = ""
    # URNs that the IANA registry of AuthZEN capabilities holds. Left out of the discovery document when there are none.
    capabilities: tuple[str, ...] = ()

    def is_open(self) -> bool:
        """Whether it is there at all. One that is not answers 404 everywhere."""
        return True

    @abstractmethod
    def admit(self, request: HttpRequest, *, scope: str) -> C:
        """The client that sends the request. Raises `ApiError` 401 or 403."""

    @abstractmethod
    def read(self, client: C, evaluation: Evaluation) -> Q: ...

    @abstractmethod
    def decide(self, client: C, questions: Sequence[Q], *, stop_at: bool | None) -> list[Json]: ...

    @abstractmethod
    def search(self, client: C, search: Search) -> Found: ...

    def sign_metadata(self, metadata: dict[str, Any]) -> str:
        """The discovery document as a JWT, or "" for a tenant that signs nothing."""
        return ""

    def path_to(self, path: str) -> str:
        """`access/v1/evaluation` under this tenant's prefix."""
        return f"{self.prefix}/{path}" if self.prefix else path
