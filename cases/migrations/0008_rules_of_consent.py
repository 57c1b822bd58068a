"""Load the rules of consent."""

from functools import partial

from django.db import migrations

from cases import law


def load_the_law(apps, schema_editor):
    law.load(partial(apps.get_model, "cases"), file="consents.toml")


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_consents")]
    operations = [migrations.RunPython(load_the_law, migrations.RunPython.noop)]
