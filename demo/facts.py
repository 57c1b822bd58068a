"""What a stranger's program or person needs to know about the loaded demonstration."""

from typing import Any

from accreditation.selectors import register_facts
from cases.selectors import demo_cases
from demo.machines import credentials, request_facts
from demo.partnership import PASSWORD
from people.models import RoleGrant, User

LEARNER = "learner"


def sign_ins() -> list[dict[str, str]]:
    """Each person who can sign in, with their roles in words."""
    roles: dict[int, list[str]] = {}
    for grant in RoleGrant.objects.order_by("id"):
        roles.setdefault(grant.user_id, []).append(grant.get_role_display().lower())
    return [
        {
            "role": ", ".join(dict.fromkeys(roles.get(user.pk, [LEARNER]))),
            "name": str(user),
            "email": user.email,
            "password": PASSWORD,
        }
        for user in User.objects.order_by("id")
        if user.has_usable_password()
    ]


def facts() -> dict[str, Any]:
    return {
        "token_path": "/register/v1/token",
        "client": credentials(),
        "assessors": register_facts(),
        **request_facts(),
        "sign_ins": sign_ins(),
        "cases": demo_cases(),
    }
