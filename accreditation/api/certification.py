"""The fixture by which AuthZEN 1.0 is certified, as a tenant of its own: two people, two records, eight rules.

It shows that the protocol is spoken as certification asks, by the very views that the register uses. It holds nobody's
data, asks for no token, keeps no answer and signs nothing. It is there in the demonstration, and elsewhere only when
the operator sets `CERTIFICATION_TENANT=open` for the time of a certification.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest

from accreditation.api.authzen import Entity, Evaluation, Search, Target
from accreditation.api.searching import entity_of, window
from accreditation.api.tenants import Found, Tenant
from core.strict_json import Json

USER, RECORD = "user", "record"
USERS: Mapping[str, Json] = {"alice": {}, "bob": {"role": "admin"}}
RECORDS: Mapping[str, Json] = {"record-1": {"status": "active"}, "record-2": {"status": "archived"}}
ACTIONS = ("delete", "read", "write")


class Certification(Tenant[None, Evaluation]):
    prefix = "certification"

    def is_open(self) -> bool:
        return settings.DEMONSTRATION_ALLOWED or settings.CERTIFICATION_TENANT

    def admit(self, request: HttpRequest, *, scope: str) -> None:
        return None

    def read(self, client: None, evaluation: Evaluation) -> Evaluation:
        return evaluation

    def decide(self, client: None, questions: Sequence[Evaluation], *, stop_at: bool | None) -> list[Json]:
        said: list[Json] = []
        for asked in questions:
            is_permitted = permits(asked.subject, asked.action.name, asked.action.properties, asked.resource)
            said.append({"decision": is_permitted})
            if is_permitted is stop_at:
                break
        return said

    def search(self, client: None, search: Search) -> Found:
        following = (key for key in sorted(_permitted(search)) if key > search.after)
        chosen, after = window(following, search)
        return Found(results=[entity_of(search, key) for key in chosen], after=after)


def permits(subject: Entity, action: str, properties: Json, resource: Entity) -> bool:
    """The fixture's policy. What a request says of somebody or something goes before what the fixture knows of it."""
    if subject.type != USER or resource.type != RECORD:
        return False
    role = {**USERS.get(subject.id, {}), **subject.properties}.get("role")
    status = {**RECORDS.get(resource.id, {}), **resource.properties}.get("status")
    if action == "read":
        return subject.id in USERS and resource.id in RECORDS
    if action == "write":
        return role == "admin" if status == "archived" else subject.id == "alice" and status == "active"
    return action == "delete" and subject.id == "alice" and status == "active" and properties.get("soft") is True


def _permitted(search: Search) -> list[str]:
    """Every id, or every action's name, for which the policy says yes."""
    if search.target is Target.ACTION:
        return [name for name in ACTIONS if permits(search.subject, name, {}, search.resource)]
    assert search.action  # noqa: S101 - only an action search has none
    name, properties = search.action.name, search.action.properties
    if search.target is Target.SUBJECT:
        return [key for key in USERS if permits(_as(search.subject, key), name, properties, search.resource)]
    return [key for key in RECORDS if permits(search.subject, name, properties, _as(search.resource, key))]


def _as(sought: Entity, key: str) -> Entity:
    return Entity(type=sought.type, id=key, properties=sought.properties)
