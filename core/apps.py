from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import daily, outbox

        daily.register("core.outbox", outbox.prune_done)
