from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from core.navigation import Audience, Link, register

        register(Link(label="My work", url_name="home:dashboard", position=10))
        register(Link(label="Get help", url_name="home:help", position=80, audience=Audience.EVERYONE))
