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
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(db_index=True)),
                        ('verb', models.CharField(db_index=True, max_length=80)),
                        ('actor_id', models.CharField(blank=True, help_text='Empty when the product itself acted.', max_length=40)),
                        ('actor_label', models.CharField(blank=True, max_length=200)),
                        ('subject_type', models.CharField(max_length=80)),
                        ('subject_id', models.CharField(max_length=40)),
                        ('subject_label', models.CharField(max_length=200)),
                        ('detail', models.JSONField(default=dict)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['subject_type', 'subject_id', 'at'], name='audit_subject')],
                    },
                ),
            ],
        ),
    ]
