from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"

    def ready(self) -> None:
        from core import daily
        from core.navigation import Audience, Link, register
        from evaluation import notices, receivers  # noqa: F401
        from evaluation.services import do_the_day
        from modules.notices import register_editor_notices, register_learner_notices
        from people.constants import Role

        daily.register("evaluation.asking", do_the_day)
        register_learner_notices("evaluation", notices.ask_the_learner)
        register_editor_notices("evaluation", notices.tell_the_editor)
        register(
            Link(
                label="Evaluation",
                url_name="evaluation:overview",
                position=62,
                audience=Audience.ROLES,
                roles=frozenset({Role.GOVERNANCE}),
            )
        )
