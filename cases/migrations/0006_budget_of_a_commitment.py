import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_money_of_every_commitment")]
    operations = [
        migrations.RemoveField("commitment", "budget"),
        migrations.RenameField("commitment", "paid_from", "budget"),
        migrations.AlterField(
            model_name='commitment',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='cases.budget'),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['budget', '-at'], name='commitment_of_budget'),
        ),
    ]
