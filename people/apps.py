from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from core import daily, outbox, states
        from people.constants import WITHHOLDING
        from people.drafts import drop_expired
        from people.notices import REMEMBERED, deliver
        from people.services import remind_of_rechecks

        states.register(WITHHOLDING)
        outbox.register("people.email", deliver, remembered=REMEMBERED)
        daily.register("people.drop_drafts", drop_expired)
        daily.register("people.remind_of_rechecks", remind_of_rechecks)
