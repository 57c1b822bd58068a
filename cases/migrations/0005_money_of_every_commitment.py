"""Load the rules of funding, and give each commitment the budget that its free text meant."""

from collections import defaultdict
from decimal import Decimal
from functools import partial

from django.db import migrations

from cases import law

# Who paid in Scotland, by tenure, as the first rules say it. There were no English homes with commitments before.
STREAMS = {
    "owner": "private_grant",
    "private_rent": "private_grant",
    "council": "housing_account",
    "housing_association": "landlord_funds",
}
APRIL = 4


def load_the_law(apps, schema_editor):
    law.load(partial(apps.get_model, "cases"), file="funding.toml")


def give_budgets(apps, schema_editor):
    Commitment, Budget = apps.get_model("cases", "Commitment"), apps.get_model("cases", "Budget")
    found = defaultdict(list)
    for commitment in Commitment.objects.select_related("line__case__home").order_by("pk"):
        year = commitment.at.year if commitment.at.month >= APRIL else commitment.at.year - 1
        stream = STREAMS.get(commitment.line.case.home.tenure, "private_grant")
        found[commitment.line.case.organisation_id, stream, year].append(commitment)
    for number, ((organisation, stream, year), commitments) in enumerate(found.items(), start=1):
        amount = sum((one.amount for one in commitments), Decimal(0))
        budget = Budget.objects.create(
            reference=f"carried{number:05}",
            organisation_id=organisation,
            stream=stream,
            year=year,
            amount=amount,
            general=amount,
        )
        budget.holders.set({one.by_id for one in commitments})
        Commitment.objects.filter(pk__in=[one.pk for one in commitments]).update(paid_from=budget)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_money")]
    operations = [
        migrations.RunPython(load_the_law, migrations.RunPython.noop),
        migrations.RunPython(give_budgets, migrations.RunPython.noop),
    ]
