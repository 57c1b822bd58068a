"""Let a partner's case system ask the register, and stop it."""

import secrets
from collections.abc import Sequence

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.db import transaction

from accreditation.exceptions import AlreadySwitchedOff, NotAnOfficer, SecretNotAllowed
from accreditation.models import CaseSystem
from audit.services import record
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import Organisation, User
from people.selectors import has_role

# What a token may be used for: ask whether somebody may do something; be told details of a refusal that the public
# register does not show; list who may; keep the offline copy; and read one's own webhooks.
REGISTER_CHECK = "register:check"
REGISTER_DETAIL = "register:detail"
REGISTER_SEARCH = "register:search"
REGISTER_OFFLINE = "register:offline"
REGISTER_WEBHOOKS = "register:webhooks"


@transaction.atomic
def register_case_system(
    *,
    name: str,
    organisation: Organisation,
    scopes: Sequence[str],
    by: User,
    secret: str | None = None,
    client_id: str | None = None,
) -> tuple[CaseSystem, str, str]:
    """The case system, its client id and its secret, which is kept only as a hash and never shown again.

    A secret of one's own is for the demonstration. Raises `NotAnOfficer` and `SecretNotAllowed`.
    """
    _require_officer(by)
    if secret is not None and not settings.DEMONSTRATION_ALLOWED:
        raise SecretNotAllowed("The register makes the secret itself. Leave it out.")
    secret = secret or secrets.token_urlsafe(32)
    client = Client(
        name=name[:100],
        type=Client.Type.CONFIDENTIAL,
        grant_types=Client.GrantType.CLIENT_CREDENTIALS,
        scopes="\n".join(scopes),
        default_scopes="\n".join(scopes),
        response_types="",
        **({"id": client_id} if client_id else {}),
    )
    client.set_secret(secret)
    client.save(force_insert=True)
    case_system = CaseSystem.objects.create(
        name=name, organisation=organisation, client=client, created_at=clock.now(), created_by=by
    )
    record(
        "accreditation.case_system_registered", case_system, by=by, detail={"client": client.pk, "scopes": [*scopes]}
    )
    return case_system, client.pk, secret


@transaction.atomic
def switch_off(*, case_system: CaseSystem, by: User) -> CaseSystem:
    """Stop answering a case system, from its very next request. What it asked before stays in the log.

    Raises `NotAnOfficer` and `AlreadySwitchedOff`.
    """
    _require_officer(by)
    case_system = lock(CaseSystem.objects, case_system.pk)
    if not case_system.is_live:
        raise AlreadySwitchedOff(f"{case_system} is switched off already.")
    case_system.is_live = False
    case_system.switched_off_at, case_system.switched_off_by = clock.now(), by
    case_system.save(update_fields=["is_live", "switched_off_at", "switched_off_by"])
    # It gets no new token either, and those it holds are gone.
    Client.objects.filter(pk=case_system.client_id).update(grant_types="")
    Token.objects.filter(client=case_system.client_id).delete()
    record("accreditation.case_system_switched_off", case_system, by=by)
    return case_system


def _require_officer(by: User) -> None:
    if not has_role(by, Role.ACCREDITATION_OFFICER):
        raise NotAnOfficer("Only an accreditation officer decides which case systems the register answers.")
