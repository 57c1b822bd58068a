import core.tables
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_directory'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='AnswerElsewhere',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('answer_id', models.CharField(max_length=64, unique=True)),
                        ('register', models.URLField(help_text='The address of the register that was asked.')),
                        ('asked', models.JSONField()),
                        ('is_permit', models.BooleanField()),
                        ('reasons', models.JSONField(default=list, help_text="The register's reason codes.")),
                        ('register_number', models.PositiveBigIntegerField()),
                        ('receipt', models.TextField(blank=True)),
                        ('use_by', models.DateTimeField()),
                        ('is_offline', models.BooleanField(default=False)),
                        ('copy_age', models.DurationField(blank=True, null=True)),
                        ('kept_at', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'answer of a register elsewhere',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('copy_age', None), ('is_offline', False), models.Q(('receipt', ''), _negated=True)), models.Q(('copy_age__isnull', False), ('is_offline', True), ('is_permit', True), ('receipt', '')), _connector='OR'), name='answer_elsewhere_is_proved_or_offline')],
                    },
                ),
                migrations.CreateModel(
                    name='RegisterNumber',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=40, unique=True)),
                        ('set_at', models.DateTimeField()),
                        ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='register_number', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('user', models.F('set_by')), _negated=True), name='register_number_not_set_by_oneself'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='register_number_is_given')],
                    },
                ),
            ],
        ),
        migrations.AlterField(
            model_name='reviewitem',
            name='why',
            field=models.CharField(choices=[('suspended', 'Suspended'), ('revoked', 'Revoked'), ('outage', 'Allowed while the register was away, which would refuse it now')], max_length=20),
        ),
    ]
