"""News from modules: somebody completed one, a version went live."""

from typing import Any

from django.dispatch import receiver

from evaluation.services import answer_decisions, ask_for_reaction
from modules.models import Completion, ModuleVersion
from modules.signals import module_completed, module_published


@receiver(module_completed)
def ask_what_they_thought(completion: Completion, **news: Any) -> None:
    ask_for_reaction(completion=completion)


@receiver(module_published)
def pin_to_the_decisions_it_answers(version: ModuleVersion, **news: Any) -> None:
    answer_decisions(version=version)
