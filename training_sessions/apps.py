from django.apps import AppConfig


class TrainingSessionsConfig(AppConfig):
    name = "training_sessions"
    verbose_name = "Training sessions"

    def ready(self) -> None:
        from core import outbox
        from core.navigation import Link, register
        from training_sessions.services.offers import OFFER_ENDS, end_offers

        outbox.register(OFFER_ENDS, end_offers)
        register(Link(label="Sessions", url_name="training_sessions:list", position=22))
