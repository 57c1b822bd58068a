import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_person_and_home_of_a_case")]
    operations = [
        migrations.AlterField(
            "case",
            "person",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.person"),
        ),
        migrations.AlterField(
            "case",
            "home",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.home"),
        ),
        migrations.RemoveField("referral", "person"),
        migrations.RemoveField("referral", "home"),
    ]
