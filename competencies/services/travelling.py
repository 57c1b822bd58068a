"""Trust another partnership's seal, by two members of the group; bring in a portfolio that bears it (C6)."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from audit.services import record
from competencies.constants import TrustState
from competencies.exceptions import NotGovernance, PortfolioNotAccepted, TrustNotGiven
from competencies.lives import TRUST_LIFE
from competencies.models import ImportedPortfolio, TrustedPartnership
from competencies.sealing import sealer
from competencies.travelling import already_here, proved, public_keys_in, same_name
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import User
from people.selectors import has_role

# Clocks differ; a file from further ahead than this was not issued when it says.
AHEAD = timedelta(hours=1)


@transaction.atomic
def propose_partnership(
    *, name: str, address: str, keys: str, reason: str, valid_from: date, valid_until: date, by: User
) -> TrustedPartnership:
    """One member's proposal to believe another partnership. `keys` is its JWK set as text. Nothing is believed yet.

    Raises `TrustNotGiven`, and `PortfolioNotAccepted` where the keys cannot be read.
    """
    _require_governance(by)
    address = address.strip().rstrip("/")
    if not name.strip() or not address or not reason.strip():
        raise TrustNotGiven("Give the partnership’s name and address, and say how you had its keys.")
    if valid_until <= valid_from or valid_until <= clock.today():
        raise TrustNotGiven("The last day must not come before the first, and must not have passed.")
    if address == sealer().address():
        raise TrustNotGiven("This is our own address. What is sealed here needs no trust.")
    read = public_keys_in(keys)
    _require_unknown({key["kid"] for key in read}, address)
    if TrustedPartnership.objects.filter(address=address, state=TrustState.PROPOSED).exists():
        raise TrustNotGiven("A proposal about this partnership is waiting for a second member already.")
    partnership = TrustedPartnership.objects.create(
        name=name.strip(),
        address=address,
        keys=read,
        reason=reason.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        proposed_at=clock.now(),
        proposed_by=by,
    )
    record("competencies.partnership_proposed", partnership, by=by, detail={"keys": [key["kid"] for key in read]})
    return partnership


@transaction.atomic
def confirm_partnership(*, partnership: TrustedPartnership, by: User) -> TrustedPartnership:
    """A second member agrees; from its first day on the partnership's seal is believed."""
    _require_governance(by)
    partnership = lock(TrustedPartnership.objects, partnership.pk)
    TRUST_LIFE.require(partnership, "confirm")
    _require_governance(partnership.proposed_by)
    if partnership.proposed_by_id == by.pk:
        raise TrustNotGiven("You proposed this partnership. Another member must confirm it.")
    return _decide(partnership, TrustState.TRUSTED, by)


@transaction.atomic
def decline_partnership(*, partnership: TrustedPartnership, by: User) -> TrustedPartnership:
    _require_governance(by)
    partnership = lock(TrustedPartnership.objects, partnership.pk)
    TRUST_LIFE.require(partnership, "decline")
    return _decide(partnership, TrustState.DECLINED, by)


@transaction.atomic
def end_partnership(*, partnership: TrustedPartnership, reason: str, by: User) -> TrustedPartnership:
    """Believe nothing more that these keys seal. What was brought in before stays and says when it was verified."""
    _require_governance(by)
    partnership = lock(TrustedPartnership.objects, partnership.pk)
    TRUST_LIFE.require(partnership, "end")
    if not reason.strip():
        raise TrustNotGiven("Say why the trust ends.")
    partnership.state = TrustState.ENDED
    partnership.ended_at, partnership.ended_by, partnership.end_reason = clock.now(), by, reason.strip()
    partnership.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    record("competencies.partnership_ended", partnership, by=by)
    return partnership


@transaction.atomic
def import_portfolio(*, file: bytes, name_differs: str, by: User) -> ImportedPortfolio:
    """Bring in one's own portfolio from a trusted partnership. `name_differs` says why the name in it is another.

    Raises `PortfolioNotAccepted`: broken, altered, unknown issuer, made here, somebody else's name, here already.
    """
    proof = proved(file)
    opened = proof.opened
    if proof.partnership is None:
        raise PortfolioNotAccepted("This file was made here. What is in it stands in your portfolio.", code="own_file")
    # The lock makes two uploads of one file wait for each other.
    partnership = lock(TrustedPartnership.objects, proof.partnership.pk)
    if partnership.state != TrustState.TRUSTED:
        raise PortfolioNotAccepted("This partnership’s seal is no longer trusted here.", code="unknown_issuer")
    known = ImportedPortfolio.objects.filter(content_hash=opened.content_hash).select_related("user").first()
    if known:
        raise already_here(known.user, by, localdate(known.verified_at))
    facts: dict[str, Any] = opened.readable
    if facts["issued_at"] > clock.now() + AHEAD:
        raise PortfolioNotAccepted("The file says that it was issued at a time that has not come yet.", code="altered")
    holder = facts["person"]["name"]
    differs = "" if same_name(holder, by.get_full_name()) else name_differs.strip()
    if not differs and not same_name(holder, by.get_full_name()):
        raise PortfolioNotAccepted(
            f"The file is in the name of {holder[:120]}. If that is you, say why the name is another one here.",
            code="name_differs",
        )
    imported = ImportedPortfolio.objects.create(
        user=by,
        partnership=partnership,
        issuer=facts["issuer"]["name"][:200],
        kid=opened.kid,
        file=opened.file,
        content_hash=opened.content_hash,
        holder=holder[:200],
        name_differs=differs[:300],
        issued_at=facts["issued_at"],
        verified_at=clock.now(),
    )
    record("competencies.portfolio_imported", imported, by=by, detail={"partnership": partnership.pk})
    return imported


def _decide(partnership: TrustedPartnership, state: TrustState, by: User) -> TrustedPartnership:
    partnership.state, partnership.decided_at, partnership.decided_by = state, clock.now(), by
    partnership.save(update_fields=["state", "decided_at", "decided_by"])
    record(f"competencies.partnership_{state}", partnership, by=by)
    return partnership


def _require_governance(member: User) -> None:
    if not has_role(member, Role.GOVERNANCE):
        raise NotGovernance(f"{member} is not a member of the governance group.")


def _require_unknown(kids: set[str], address: str) -> None:
    """A key proves one issuer. One that is known as another's, or as our own, is a mistake or worse."""
    if kids & set(sealer().public_keys()):
        raise TrustNotGiven("One of these keys is our own. Ask the partnership for theirs.")
    others = TrustedPartnership.objects.filter(state__in=[TrustState.PROPOSED, TrustState.TRUSTED])
    for other in others.exclude(address=address):
        if kids & {key["kid"] for key in other.keys}:
            raise TrustNotGiven(f"One of these keys is known as a key of {other}.")
