import core.tables
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('modules', '0001_initial'),
        ('people', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Reminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_on', models.DateField()),
                        ('stage', models.SmallIntegerField()),
                        ('told_at', models.DateTimeField()),
                        ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.module')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_reminders', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'module', 'due_on', 'stage'), name='reminded_once_of_a_date')],
                    },
                ),
                migrations.CreateModel(
                    name='TargetRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('organisation_kind', models.CharField(blank=True, choices=[('partnership', 'Health and social care partnership'), ('council_housing', 'Council housing service'), ('housing_association', 'Housing association'), ('care_and_repair', 'Care and Repair'), ('third_sector', 'Third-sector organisation'), ('home_improvement_agency', 'Home improvement agency'), ('health_board', 'Health board'), ('council', 'Council'), ('provider', 'Provider of works or equipment')], max_length=30, verbose_name='kind of organisation')),
                        ('within_days', models.PositiveSmallIntegerField(help_text='Counted from the start of the person’s employment or of the rule, whichever is later.', validators=[django.core.validators.MaxValueValidator(1825)], verbose_name='within how many days')),
                        ('again_every_months', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty when once is enough.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='again every how many months')),
                        ('valid_from', models.DateField(verbose_name='in force from')),
                        ('valid_until', models.DateField(blank=True, help_text='The first day on which it no longer holds.', null=True, verbose_name='in force until')),
                        ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                        ('locality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.locality')),
                        ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='target_rules', to='modules.module')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('profession', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.profession', verbose_name='staff group')),
                        ('service_setting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.servicesetting')),
                    ],
                    options={
                        'ordering': ['module', 'valid_from', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='target_rule_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('again_every_months', None), ('again_every_months__gte', 1), _connector='OR'), name='target_rule_comes_round'), models.CheckConstraint(condition=models.Q(('organisation_kind__in', ['', 'partnership', 'council_housing', 'housing_association', 'care_and_repair', 'third_sector', 'home_improvement_agency', 'health_board', 'council', 'provider'])), name='target_rule_kind_known')],
                    },
                ),
            ],
        ),
    ]
