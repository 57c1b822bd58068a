from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from accreditation import asked_for, touched
        from accreditation.signals import accreditation_changed
        from cases.constants.panel import PANEL_LIFE
        from cases.receivers import look_after_what_they_leave
        from cases.selectors import what_stopping_touches
        from cases.selectors.answers import what_stands_on
        from cases.supervised import supervised_cases
        from competencies.supervised import register_supervised_cases
        from core import navigation, states
        from people.constants import Role

        accreditation_changed.connect(look_after_what_they_leave, dispatch_uid="cases.review")
        states.register(PANEL_LIFE)
        asked_for.register("cases", what_stands_on)
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
