from django.db import migrations


def load(apps, schema_editor):
    from cases.defaults import load_protection_routes

    load_protection_routes(apps.get_model("cases", "ProtectionRoute"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_restricted_records")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
