"""The rule of the Complex Cases Panel that holds until the partnership sets its own."""

from datetime import date

from django.db import migrations

COMPLAINT_ROUTE = (
    "Tell us, or the council. Each has a complaints procedure and gives it to you in writing. If you are still not "
    "content after that, the public services ombudsman can look at it, free of charge."
)


def set_rule(apps, schema_editor):
    rules = apps.get_model("cases", "PanelRule")
    rules.objects.get_or_create(
        valid_from=date(2020, 1, 1),
        defaults={"quorum_members": 3, "quorum_partners": 3, "complaint_route": COMPLAINT_ROUTE},
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_panel")]
    operations = [migrations.RunPython(set_rule, migrations.RunPython.noop)]
