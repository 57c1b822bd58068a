from typing import Any

from django.db import migrations
from django.db.models import F

from cases.defaults import load_assessment


def write_defaults(apps: Any, schema_editor: Any) -> None:
    """What holds until the partnership decides otherwise, and the answers of earlier arrangements as rows of their own."""
    load_assessment(apps.get_model)
    apps.get_model("cases", "SolutionLine").objects.update(need=F("number"))
    answers = apps.get_model("cases", "RedFlagAnswer").objects
    questions = {one.code: one for one in apps.get_model("cases", "RedFlagQuestion").objects.all()}
    policies = {one.tenure: one for one in apps.get_model("cases", "DirectAccessPolicy").objects.all()}
    arranged = apps.get_model("cases", "DirectAccessArrangement").objects.select_related("line__case__home")
    for row in arranged:
        for code, is_yes in row.answers.items():
            answers.create(
                line_id=row.line_id,
                round=row.round,
                at=row.at,
                by_id=row.by_id,
                policy=policies[row.line.case.home.tenure],
                question=questions[code],
                is_yes=is_yes,
            )


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_assessment_policies")]
    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop)]
