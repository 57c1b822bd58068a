"""How complaints are answered in each nation, and how often equipment is looked at, as rows that are then edited."""

from typing import Any

from django.db import migrations

from cases.defaults import load_check_rules, load_complaint_procedures


def write_defaults(apps: Any, schema_editor: Any) -> None:
    procedure, stage = (apps.get_model("cases", name) for name in ("ComplaintProcedure", "ComplaintStageRule"))
    load_complaint_procedures(procedure, stage)
    load_check_rules(apps.get_model("cases", "CheckRule"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_holds_complaints_satisfaction_equipment")]

    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop)]
