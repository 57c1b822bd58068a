import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def from_the_referral(apps, schema_editor):
    Case, Referral = apps.get_model("cases", "Case"), apps.get_model("cases", "Referral")
    told = Referral.objects.filter(pk=OuterRef("referral"))
    Case.objects.update(person=Subquery(told.values("person")), home=Subquery(told.values("home")))


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.AddField(
            "case",
            "person",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.person"
            ),
        ),
        migrations.AddField(
            "case",
            "home",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.home"
            ),
        ),
        migrations.RunPython(from_the_referral, migrations.RunPython.noop),
    ]
