from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from core import outbox
        from people.notices import deliver

        outbox.register("people.email", deliver)
