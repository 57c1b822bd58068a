"""What apps above have to say about a module, on the pages of learners and of editors.

An upper app registers what it has to say in `ready()`. Nothing registered, nothing said: no rule hangs on it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from modules.models import Module, ModuleVersion
from people.models import User


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A heading, a sentence or two, and where to go."""

    heading: str
    words: str
    url: str
    link: str


LearnerNotices = Callable[[User, ModuleVersion], list[Notice]]
EditorNotices = Callable[[Module], list[Notice]]

_for_learners: dict[str, LearnerNotices] = {}
_for_editors: dict[str, EditorNotices] = {}


def register_learner_notices(name: str, say: LearnerNotices) -> None:
    """`say(user, version)` gives what somebody who completed this version is told on the module's page."""
    _for_learners[name] = say


def register_editor_notices(name: str, say: EditorNotices) -> None:
    """`say(module)` gives what an editor of the module must know before writing or publishing its next version."""
    _for_editors[name] = say


def notices_for_learner(user: User, version: ModuleVersion) -> list[Notice]:
    return [notice for say in _for_learners.values() for notice in say(user, version)]


def notices_for_editor(module: Module) -> list[Notice]:
    return [notice for say in _for_editors.values() for notice in say(module)]
