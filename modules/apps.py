from django.apps import AppConfig


class ModulesConfig(AppConfig):
    name = "modules"

    def ready(self) -> None:
        from core.navigation import Audience, Link, register
        from people.constants import Role

        register(Link(label="Learning", url_name="modules:list", position=20))
        register(
            Link(
                label="Module reviews",
                url_name="modules:reviews",
                position=70,
                audience=Audience.ROLES,
                roles=frozenset({Role.EDITOR, Role.GOVERNANCE}),
            )
        )
        register(
            Link(
                label="Question banks",
                url_name="modules:banks",
                position=71,
                audience=Audience.ROLES,
                roles=frozenset({Role.EDITOR, Role.GOVERNANCE}),
            )
        )
        register(
            Link(
                label="Scenarios",
                url_name="modules:scenario_drafts",
                position=72,
                audience=Audience.ROLES,
                roles=frozenset({Role.EDITOR, Role.GOVERNANCE}),
            )
        )
