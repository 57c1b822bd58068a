from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self) -> None:
        from core.navigation import Audience, Link, register
        from people.constants import Role

        register(
            Link(
                label="Governance",
                url_name="governance:overview",
                position=60,
                audience=Audience.ROLES,
                roles=frozenset({Role.GOVERNANCE}),
            )
        )
