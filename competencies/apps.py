from django.apps import AppConfig


class CompetenciesConfig(AppConfig):
    name = "competencies"

    def ready(self) -> None:
        from competencies.leading import may_lead, trainers_on
        from competencies.lives import (
            COUNTERSIGN_LIFE,
            FRAMEWORK_LIFE,
            PROPOSAL_LIFE,
            REQUEST_LIFE,
            SHEET_LIFE,
            TRUST_LIFE,
            VISIT_LIFE,
        )
        from competencies.prerequisites import signed_off_competency
        from competencies.services import remind_of_endings, send_countersign_reminders, tell_of_ending_standing
        from competencies.sources import observe_address, offer_address
        from core import daily, states
        from core.navigation import Audience, Link, register
        from modules.checks import register_prerequisite_check
        from modules.offering import register_offer_link
        from people.constants import Role
        from training_sessions.checks import register_trainer_check
        from training_sessions.observing import register_observe_link

        states.register(COUNTERSIGN_LIFE)
        states.register(PROPOSAL_LIFE)
        states.register(VISIT_LIFE)
        daily.register("competencies.countersign_reminders", send_countersign_reminders)
        states.register(REQUEST_LIFE)
        daily.register("competencies.ending_standing", tell_of_ending_standing)
        states.register(SHEET_LIFE)
        states.register(TRUST_LIFE)
        states.register(FRAMEWORK_LIFE)
        daily.register("competencies.endings", remind_of_endings)
        register_offer_link(offer_address)
        register_observe_link(observe_address)
        register_prerequisite_check("signed_off_competency", signed_off_competency)
        register_trainer_check(check=may_lead, search=trainers_on)
        register(Link(label="Competencies", url_name="competencies:mine", position=30))
        register(
            Link(
                label="Sign-offs",
                url_name="competencies:sign_offs",
                position=32,
                audience=Audience.ROLES,
                roles=frozenset({Role.TRAINER, Role.VISITING_SIGNER}),
            )
        )
        register(
            Link(
                label="Trainers",
                url_name="competencies:trainers",
                position=34,
                audience=Audience.ROLES,
                roles=frozenset({Role.GOVERNANCE}),
            )
        )
