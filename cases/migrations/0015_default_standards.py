"""What holds for every organisation that has no standard of its own: the times of the home improvement agency's
specification (6.1, 6.2, 14.2). How soon danger is told to an authority is not written there; four hours is ours.
"""

from datetime import date

from django.db import migrations

FROM = date(2020, 1, 1)
STANDARDS = [
    ("response", 24, "elapsed_hours", "Home improvement agency specification, 6.1"),
    ("visit", 10, "working_days", "Home improvement agency specification, 6.2"),
    ("incident", 1, "working_days", "Home improvement agency specification, 14.2"),
    ("urgent_notice", 4, "elapsed_hours", "Threshold's own default for 7.1.2"),
]


def load(apps, schema_editor):
    standards = apps.get_model("cases", "ServiceStandard").objects
    for measures, amount, counted_in, source in STANDARDS:
        terms = {"amount": amount, "counted_in": counted_in, "source": source}
        standards.get_or_create(organisation=None, measures=measures, valid_from=FROM, defaults=terms)


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_clocks_and_housing_mot")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
