"""What evaluation has to say on the pages of modules."""

from django.urls import reverse

from core import clock
from evaluation.constants import Purpose
from evaluation.models import Invitation
from evaluation.selectors.decisions import open_changes
from modules.models import Module, ModuleVersion
from modules.notices import Notice
from people.models import User


def ask_the_learner(user: User, version: ModuleVersion) -> list[Notice]:
    """Right after completing: what did you think? Gone once it is answered or closed."""
    invitation = Invitation.objects.filter(
        purpose=Purpose.REACTION,
        asked=user,
        module_version=version,
        is_answered=False,
        closes_on__gt=clock.today(),
    ).first()
    if invitation is None:
        return []
    return [
        Notice(
            heading="What did you think?",
            words="A few questions, about three minutes. Nobody sees who said what.",
            url=reverse("evaluation:answer_mine", args=[invitation.pk]),
            link="Tell us about this module",
        )
    ]


def tell_the_editor(module: Module) -> list[Notice]:
    """Which changes the governance group decided and no version makes yet."""
    return [
        Notice(
            heading="The governance group decided to change this module",
            words=f"{decision.what} To be done by {decision.due_on:%-d %B %Y}.",
            url=reverse("evaluation:decision", args=[decision.pk]),
            link="Say what your draft does about it" if not hasattr(decision, "reply") else "See the decision",
        )
        for decision in open_changes(module)
    ]
