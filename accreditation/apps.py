from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    name = "accreditation"

    def ready(self) -> None:
        from core.navigation import Audience, Link, register
        from people.constants import Role

        register(Link(label="Register", url_name="accreditation:register", position=75, audience=Audience.EVERYONE))
        register(
            Link(
                label="Accreditation",
                url_name="accreditation:work",
                position=50,
                audience=Audience.ROLES,
                roles=frozenset({Role.ACCREDITATION_OFFICER}),
            )
        )
