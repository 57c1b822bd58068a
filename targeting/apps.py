from django.apps import AppConfig


class TargetingConfig(AppConfig):
    name = "targeting"

    def ready(self) -> None:
        from core import daily
        from core.navigation import Link, register
        from targeting.services import send_digests, send_reminders

        daily.register("targeting.reminders", send_reminders)
        daily.register("targeting.digests", send_digests)
        register(Link(label="What I need", url_name="targeting:mine", position=25))
