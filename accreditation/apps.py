from collections.abc import Iterable

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    name = "accreditation"

    def ready(self) -> None:
        from accreditation import portfolio
        from accreditation.constants import APPEAL_LIFE, LIFE
        from accreditation.receivers import count_a_change, tell_what_rested_on_it, write_public_name
        from accreditation.services import remind_of_renewals, remind_of_reviews
        from competencies.portfolio import register_accreditations
        from competencies.sealing import register_sealer
        from competencies.signals import sign_off_withdrawn
        from core import daily, states
        from core.navigation import Audience, Link, register
        from people.constants import Role
        from people.signals import employment_changed, fitness_changed, public_name_changed
        from stories.finding import register_adaptation_names

        states.register(LIFE)
        sign_off_withdrawn.connect(tell_what_rested_on_it)
        states.register(APPEAL_LIFE)
        fitness_changed.connect(count_a_change)
        employment_changed.connect(count_a_change)
        register_sealer(portfolio.SEALER)
        register_accreditations(portfolio.accreditations_of)
        daily.register("accreditation.reviews", remind_of_reviews)
        daily.register("accreditation.renewals", remind_of_renewals)
        public_name_changed.connect(write_public_name, dispatch_uid="accreditation.public_name")
        register_adaptation_names(adaptation_names)
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


def adaptation_names(codes: Iterable[str]) -> dict[str, str]:
    """What the catalogue calls these adaptations: stories are found by it (S3)."""
    from accreditation.models import Adaptation

    return dict(Adaptation.objects.filter(code__in=codes).values_list("code", "name"))
