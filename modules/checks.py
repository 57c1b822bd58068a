"""Questions that modules ask and apps above answer.

An upper app registers its answer in `ready()`. A check that a module names and nobody registered is not met:
a rule that cannot be asked keeps the door shut.
"""

from collections.abc import Callable

from modules.models import Module
from people.models import User

PrerequisiteCheck = Callable[[User, Module], str | None]

_prerequisite_checks: dict[str, PrerequisiteCheck] = {}


def register_prerequisite_check(name: str, check: PrerequisiteCheck) -> None:
    """`check(user, module)` gives a sentence that says what is missing, or None when it is met."""
    _prerequisite_checks[name] = check


def prerequisite_problem(name: str, user: User, module: Module) -> str | None:
    check = _prerequisite_checks.get(name)
    if check is None:
        return f"This module asks for “{name.replace('_', ' ')}”, which cannot be checked at the moment."
    return check(user, module)
