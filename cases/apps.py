from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from accreditation.signals import accreditation_changed
        from cases.receivers import review_what_they_authorised

        accreditation_changed.connect(review_what_they_authorised, dispatch_uid="cases.review")
