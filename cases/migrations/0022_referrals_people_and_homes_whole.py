import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0021_what_is_known_already'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='conversation',
            name='capacity',
        ),
        migrations.RemoveField(
            model_name='conversation',
            name='capacity_note',
        ),
        migrations.RemoveField(
            model_name='conversation',
            name='goals',
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lawful_basis', 'consent'), _negated=True), models.Q(('consent_given', ''), _negated=True), _connector='OR'), name='case_consent_says_how'),
        ),
        migrations.AddConstraint(
            model_name='home',
            constraint=models.CheckConstraint(condition=models.Q(('tenure__in', ['', 'owner', 'private_rent', 'council', 'housing_association'])), name='home_tenure_is_known'),
        ),
        migrations.AddConstraint(
            model_name='home',
            constraint=models.CheckConstraint(condition=models.Q(('uprn', ''), ('uprn__regex', '^[0-9]+$'), _connector='OR'), name='home_uprn_is_digits'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='referral_says_why'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('urgency', 'routine'), models.Q(('urgency_reason', ''), _negated=True), _connector='OR'), name='referral_that_presses_says_why'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lawful_basis', 'consent'), _negated=True), models.Q(('consent_given', ''), _negated=True), _connector='OR'), name='referral_consent_says_how'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('door', 'public'), ('received_by', None), ('sent_from', None)), models.Q(('door', 'caseworker'), ('received_by__isnull', False), ('sent_from', None), models.Q(('lawful_basis', ''), _negated=True)), models.Q(('door', 'partner'), ('received_by__isnull', False), ('sent_from__isnull', False), models.Q(('lawful_basis', ''), _negated=True)), _connector='OR'), name='referral_comes_by_one_door'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(('rehousing_reason', ''), ('equipment_reason', ''), ('technology_reason', ''), ('rehabilitation_reason', ''), ('what_matters', ''), _connector='OR', _negated=True), name='conversation_gives_each_reason'),
        ),
        migrations.AlterField(
            model_name='referral',
            name='reference',
            field=models.CharField(help_text='Random: it says nothing about the person.', max_length=12, unique=True),
        ),
        migrations.AlterField(
            model_name='conversation',
            name='capacity_record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='cases.capacityrecord'),
        ),
    ]
