"""Answers to what modules ask about competence."""

from competencies.constants import StandingBasis
from competencies.models import TrainerStanding
from competencies.selectors import current_sign_offs
from core import clock
from modules.models import Module
from people.models import User


def signed_off_competency(user: User, module: Module) -> str | None:
    """The trainer module asks for a sign-off in a competency (T3). A founding trainer has standing instead."""
    today = clock.today()
    if current_sign_offs(user, today).exists():
        return None
    if TrainerStanding.objects.on(today).filter(user=user, basis=StandingBasis.FOUNDING).exists():
        return None
    return "Be signed off in at least one competency before you start this module."
