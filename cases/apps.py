from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from accreditation import touched
        from accreditation.signals import accreditation_changed
        from cases.constants.complaint import COMPLAINT_LIFE
        from cases.constants.concern import CONCERN_LIFE
        from cases.constants.hold import HOLD_LIFE
        from cases.constants.incident import INCIDENT_LIFE
        from cases.notices import remind_of_the_council
        from cases.receivers import review_what_they_authorised
        from cases.selectors import what_stopping_touches
        from cases.services.satisfaction import EMAIL, deliver
        from cases.supervised import supervised_cases
        from competencies.supervised import register_supervised_cases
        from core import daily, navigation, outbox, states
        from people.constants import Role

        accreditation_changed.connect(review_what_they_authorised, dispatch_uid="cases.review")
        touched.register("cases", what_stopping_touches)
        register_supervised_cases(supervised_cases)
        for life in (COMPLAINT_LIFE, CONCERN_LIFE, HOLD_LIFE, INCIDENT_LIFE):
            states.register(life)
        outbox.register(EMAIL, deliver)
        daily.register("cases.council", remind_of_the_council)
        navigation.register(
            navigation.Link(
                label="Concerns",
                url_name="cases:concerns",
                position=41,
                audience=navigation.Audience.ROLES,
                roles=frozenset({Role.SAFEGUARDING_LEAD}),
            )
        )
        navigation.register(
            navigation.Link(
                label="Cases",
                url_name="cases:list",
                position=40,
                audience=navigation.Audience.ROLES,
                roles=frozenset({Role.CASEWORKER, Role.MANAGER}),
            )
        )
