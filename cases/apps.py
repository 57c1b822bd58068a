from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from accreditation import touched
        from accreditation.signals import accreditation_changed
        from cases import letters
        from cases.constants import equipment, invoice, provision
        from cases.receivers import review_what_they_authorised
        from cases.selectors import what_stopping_touches
        from cases.supervised import supervised_cases
        from competencies.supervised import register_supervised_cases
        from core import navigation, outbox, states
        from people.constants import Role

        outbox.register(letters.KIND, letters.deliver)
        states.register(provision.LIFE)
        states.register(invoice.LIFE)
        states.register(equipment.LIFE)
        accreditation_changed.connect(review_what_they_authorised, dispatch_uid="cases.review")
        touched.register("cases", what_stopping_touches)
        register_supervised_cases(supervised_cases)
        navigation.register(
            navigation.Link(
                label="Cases",
                url_name="cases:list",
                position=40,
                audience=navigation.Audience.ROLES,
                roles=frozenset({Role.CASEWORKER, Role.MANAGER}),
            )
        )
        navigation.register(
            navigation.Link(
                label="Orders",
                url_name="cases:orders",
                position=41,
                audience=navigation.Audience.ROLES,
                roles=frozenset({Role.PROVIDER}),
            )
        )
