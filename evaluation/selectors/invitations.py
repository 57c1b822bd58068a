"""Who is still asked something."""

from django.db.models import Exists, OuterRef, QuerySet

from core import clock
from evaluation.constants import Purpose
from evaluation.models import Invitation
from modules.models import ModuleVersion
from people.models import User


def waiting_for_answer(user: User) -> QuerySet[Invitation]:
    """What somebody is asked and has not answered, soonest to close first."""
    return (
        Invitation.objects.filter(asked=user, is_answered=False, closes_on__gt=clock.today())
        .select_related("about", "module_version", "questionnaire_version")
        .defer("module_version__content")
        .order_by("closes_on", "pk")
    )


def modules_to_ask_about(trainer: User) -> QuerySet[ModuleVersion]:
    """The modules as they are now, of which a trainer has not been asked yet."""
    asked = Invitation.objects.filter(purpose=Purpose.TRAINER, asked=trainer, module_version=OuterRef("pk"))
    return (
        ModuleVersion.objects.current()
        .exclude(Exists(asked))
        .select_related("module")
        .defer("content")
        .order_by("module__position", "module__code")
    )
