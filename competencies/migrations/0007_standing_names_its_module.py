import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('competencies', '0006_give_standing_its_module'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='trainerstanding',
            name='early_end_of_standing_is_whole',
        ),
        migrations.RemoveConstraint(
            model_name='trainerstanding',
            name='a_trainer_is_founded_once_at_a_level',
        ),
        migrations.RemoveConstraint(
            model_name='trainerstanding',
            name='one_standing_of_a_basis_from_a_day',
        ),
        migrations.RemoveField(
            model_name='trainerproposal',
            name='levels',
        ),
        migrations.AlterField(
            model_name='trainerstanding',
            name='module',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainer_standings', to='modules.module'),
        ),
        migrations.AddConstraint(
            model_name='trainerstanding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('was_until__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('was_until__isnull', False)), _connector='OR'), name='early_end_of_standing_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='trainerstanding',
            constraint=models.UniqueConstraint(condition=models.Q(('basis', 'founding')), fields=('user', 'module'), name='a_trainer_is_founded_once_for_a_module'),
        ),
        migrations.AddConstraint(
            model_name='trainerstanding',
            constraint=models.UniqueConstraint(fields=('user', 'module', 'basis', 'valid_from'), name='one_standing_for_a_module_from_a_day'),
        ),
    ]
