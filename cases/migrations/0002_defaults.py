"""What holds in the case module until a partnership decides otherwise, as rows that it then edits."""

from datetime import date
from functools import partial
from typing import Any

from django.db import migrations

from cases import law
from cases.defaults import (
    load_assessment,
    load_check_rules,
    load_complaint_procedures,
    load_protection_routes,
)

COMPLAINT_ROUTE = (
    "Tell us, or the council. Each has a complaints procedure and gives it to you in writing. If you are still not "
    "content after that, the public services ombudsman can look at it, free of charge."
)


def write_defaults(apps: Any, schema_editor: Any) -> None:
    for file in law.FILES:
        law.load(partial(apps.get_model, "cases"), file=file)
    load_assessment(apps.get_model)
    load_protection_routes(apps.get_model("cases", "ProtectionRoute"))
    load_complaint_procedures(apps.get_model("cases", "ComplaintProcedure"), apps.get_model("cases", "ComplaintStageRule"))
    load_check_rules(apps.get_model("cases", "CheckRule"))
    apps.get_model("cases", "PanelRule").objects.get_or_create(
        valid_from=date(2020, 1, 1),
        defaults={"quorum_members": 3, "quorum_partners": 3, "complaint_route": COMPLAINT_ROUTE},
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop)]
