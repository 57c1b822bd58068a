from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from accreditation import touched
        from accreditation.signals import accreditation_changed
        from cases.receivers import review_what_they_authorised
        from cases.selectors import what_stopping_touches
        from cases.services.help_links import EMAIL, send_help_link
        from cases.services.subject_access import MAKE, delete_old_copies, make_copy
        from cases.supervised import supervised_cases
        from competencies.supervised import register_supervised_cases
        from core import daily, navigation, outbox
        from people.constants import Role

        accreditation_changed.connect(review_what_they_authorised, dispatch_uid="cases.review")
        touched.register("cases", what_stopping_touches)
        register_supervised_cases(supervised_cases)
        outbox.register(EMAIL, send_help_link)
        outbox.register(MAKE, make_copy, is_slow=True)
        daily.register("cases.old_copies", delete_old_copies)
        navigation.register(
            navigation.Link(
                label="Cases",
                url_name="cases:list",
                position=40,
                audience=navigation.Audience.ROLES,
                roles=frozenset({Role.CASEWORKER, Role.MANAGER}),
            )
        )
