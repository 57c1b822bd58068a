from django.apps import AppConfig


class TrainingSessionsConfig(AppConfig):
    name = "training_sessions"
    verbose_name = "Training sessions"

    def ready(self) -> None:
        from core import outbox
        from core.navigation import Audience, Link, register
        from people.constants import Role
        from training_sessions.constants import SEES_SHARES
        from training_sessions.services.offers import OFFER_ENDS, end_offers

        outbox.register(OFFER_ENDS, end_offers)
        register(Link(label="Sessions", url_name="training_sessions:list", position=22))
        register(
            Link(
                label="Sessions I lead",
                url_name="training_sessions:teaching",
                position=24,
                audience=Audience.ROLES,
                roles=frozenset({Role.TRAINER}),
            )
        )
        register(
            Link(
                label="Trainer days",
                url_name="training_sessions:shares",
                position=36,
                audience=Audience.ROLES,
                roles=frozenset(SEES_SHARES),
            )
        )
