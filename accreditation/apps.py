from collections.abc import Iterable

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    name = "accreditation"

    def ready(self) -> None:
        from accreditation import client_life, portfolio
        from accreditation.client_assertions import forget_expired
        from accreditation.client_reminders import remind_of_agreements
        from accreditation.constants import APPEAL_LIFE, LIFE
        from accreditation.models import ComplexNeedsRule, DirectAccessList, TogetherRule
        from accreditation.receivers import count_a_change, tell_what_rested_on_it, write_public_name
        from accreditation.services import remind_of_renewals, remind_of_reviews
        from accreditation.usage import forget_old_use
        from accreditation.webhooks import wiring
        from competencies.portfolio import register_accreditations
        from competencies.sealing import register_sealer
        from competencies.signals import sign_off_withdrawn
        from core import daily, dated, states
        from core.navigation import Audience, Link, register
        from people.constants import Role
        from people.signals import employment_changed, fitness_changed, public_name_changed
        from stories.finding import register_adaptation_names

        wiring.connect()
        dated.register(dated.Kind(model=DirectAccessList, key=("tenure",), lists=("items",)))
        dated.register(dated.Kind(model=TogetherRule))
        dated.register(dated.Kind(model=ComplexNeedsRule))
        states.register(LIFE)
        sign_off_withdrawn.connect(tell_what_rested_on_it)
        states.register(APPEAL_LIFE)
        states.register(client_life.LIFE)
        fitness_changed.connect(count_a_change)
        employment_changed.connect(count_a_change)
        register_sealer(portfolio.SEALER)
        register_accreditations(portfolio.accreditations_of)
        daily.register("accreditation.reviews", remind_of_reviews)
        daily.register("accreditation.renewals", remind_of_renewals)
        daily.register("accreditation.agreements", remind_of_agreements)
        daily.register("accreditation.used_assertions", forget_expired)
        daily.register("accreditation.old_use", forget_old_use)
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
        register(
            Link(
                label="Case systems",
                url_name="accreditation:case_systems",
                position=52,
                audience=Audience.ROLES,
                roles=frozenset({Role.ACCREDITATION_OFFICER, Role.MANAGER}),
            )
        )


def adaptation_names(codes: Iterable[str]) -> dict[str, str]:
    """What the catalogue calls these adaptations: stories are found by it (S3)."""
    from accreditation.models import Adaptation

    return dict(Adaptation.objects.filter(code__in=codes).values_list("code", "name"))
