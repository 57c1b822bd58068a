import core.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Demonstration',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seed', models.PositiveIntegerField()),
                        ('as_of', models.DateField()),
                        ('loaded_at', models.DateTimeField()),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
