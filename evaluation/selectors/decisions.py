"""Decisions about modules, and what became of them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from core import clock
from evaluation.constants import Outcome
from evaluation.models import Decision, DecisionAnswered, DecisionReply
from modules.models import Module, ModuleVersion


def _decisions() -> QuerySet[Decision]:
    return (
        Decision.objects.select_related(
            "module_version__module__page", "owner", "decided_by", "reply__replied_by", "answered__module_version"
        )
        .defer("module_version__content", "answered__module_version__content")
        .prefetch_related("present__user")
    )


def decision_facts(pk: int) -> "Standing | None":
    decision = _decisions().filter(pk=pk).first()
    return Standing(decision=decision) if decision else None


def decisions_about(module: Module) -> "list[Standing]":
    """Every decision about a module, newest first, with what became of it."""
    return [Standing(decision=one) for one in _decisions().filter(module_version__module=module)]


def answered_by_version(version: ModuleVersion) -> "list[Standing]":
    """The decisions that this version answers."""
    return [Standing(decision=one) for one in _decisions().filter(answered__module_version=version)]


def open_changes(module: Module) -> list[Decision]:
    """Decisions to change a module that no version answers yet, oldest first."""
    return list(
        _decisions()
        .filter(module_version__module=module, outcome=Outcome.CHANGE, answered=None)
        .order_by("decided_at", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A decision and where it stands today."""

    decision: Decision

    @property
    def answered(self) -> DecisionAnswered | None:
        return getattr(self.decision, "answered", None)

    @property
    def reply(self) -> DecisionReply | None:
        return getattr(self.decision, "reply", None)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done: a change without its version, a withdrawal of a live module."""
        if self.decision.outcome == Outcome.CHANGE:
            return self.answered is None
        if self.decision.outcome == Outcome.WITHDRAW:
            page = getattr(self.decision.module_version.module, "page", None)
            return page is not None and page.live
        return False

    @property
    def is_late(self) -> bool:
        return self.is_open and self.decision.due_on < clock.today()
