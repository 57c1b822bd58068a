from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"

    def ready(self) -> None:
        from core import daily
        from core.navigation import Link, register
        from stories.services import tell_of_endings

        daily.register("stories.endings", tell_of_endings)
        register(Link(label="Stories", url_name="stories:list", position=25))
