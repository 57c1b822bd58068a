from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from accreditation import asked_for, touched
        from accreditation.signals import accreditation_changed
        from cases import letters
        from cases.coming import register_kinds
        from cases.constants import equipment, invoice, provision
        from cases.constants.complaint import COMPLAINT_LIFE
        from cases.constants.concern import CONCERN_LIFE
        from cases.constants.contact import HOME_VISIT
        from cases.constants.directory import LISTED_SERVICE_LIFE
        from cases.constants.hold import HOLD_LIFE
        from cases.constants.incident import INCIDENT_LIFE
        from cases.constants.panel import PANEL_LIFE
        from cases.notices import remind_of_the_council
        from cases.receivers import look_after_what_they_leave
        from cases.selectors import what_stopping_touches
        from cases.selectors.answers import what_stands_on
        from cases.services import news
        from cases.services.help_links import EMAIL as HELP_LINK
        from cases.services.help_links import send_help_link
        from cases.services.satisfaction import EMAIL, deliver
        from cases.services.subject_access import MAKE, delete_old_copies, make_copy
        from cases.supervised import supervised_cases
        from cases.waiting import register_all
        from competencies.supervised import register_supervised_cases
        from core import daily, navigation, outbox, states
        from people.constants import Role

        accreditation_changed.connect(look_after_what_they_leave, dispatch_uid="cases.review")
        states.register(PANEL_LIFE)
        asked_for.register("cases", what_stands_on)
        outbox.register(letters.KIND, letters.deliver)
        states.register(provision.LIFE)
        states.register(invoice.LIFE)
        states.register(equipment.LIFE)
        touched.register("cases", what_stopping_touches)
        register_supervised_cases(supervised_cases)
        for life in (COMPLAINT_LIFE, CONCERN_LIFE, HOLD_LIFE, INCIDENT_LIFE, LISTED_SERVICE_LIFE):
            states.register(life)
        outbox.register(EMAIL, deliver)
        outbox.register(news.KIND, news.heed)
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
        states.register(HOME_VISIT)
        register_all()
        register_kinds()
        outbox.register(HELP_LINK, send_help_link)
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
        navigation.register(
            navigation.Link(
                label="Orders",
                url_name="cases:orders",
                position=41,
                audience=navigation.Audience.ROLES,
                roles=frozenset({Role.PROVIDER}),
            )
        )
