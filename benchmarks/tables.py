"""The tables of a benchmark's own database."""

from django.apps import apps
from django.core.management import call_command
from django.test import override_settings


def make_tables() -> None:
    """Make every table from the models, as the suite does: to migrate takes a minute, which is not what is measured.

    What migrations add besides (the index for searching names) is not there.
    """
    with override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, verbosity=0)
