import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0019_orders_prices_and_invoices'),
        ('people', '0008_locality_nation'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CapacityRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(max_length=200, verbose_name='which decision')),
                ('finding', models.CharField(choices=[('decides', 'The person decides for themselves'), ('supported', 'The person decides, with support'), ('represented', 'Somebody with legal powers decides')], max_length=12)),
                ('support_tried', models.TextField(blank=True, verbose_name='what was done to help them decide')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Caring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tie', models.CharField(max_length=120, verbose_name='what they are to each other')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ContactRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(choices=[('letter', 'Letter'), ('telephone', 'Telephone'), ('text', 'Text message'), ('email', 'E-mail'), ('visit', 'Visit')], max_length=10)),
                ('is_allowed', models.BooleanField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('set_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FrontDoor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='The first day on which it no longer holds.', null=True)),
            ],
            options={
                'verbose_name': 'front door',
                'ordering': ['locality__name', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('words', models.CharField(max_length=300)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='GoalMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met', models.CharField(choices=[('met', 'Met'), ('partly_met', 'Partly met'), ('not_met', 'Not met')], max_length=10)),
                ('words', models.TextField(blank=True, verbose_name="in the person's own words")),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='HomeFlag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hazard', 'Hazard at the address'), ('lone_worker', 'Do not visit alone')], max_length=12)),
                ('words', models.CharField(max_length=200, verbose_name='what to know and do')),
                ('reason', models.TextField(verbose_name='how this is known')),
                ('raised_at', models.DateTimeField()),
                ('review_on', models.DateField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-raised_at'],
            },
        ),
        migrations.CreateModel(
            name='PersonMarking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('died', 'The person died'), ('moved', 'The person moved away')], max_length=10)),
                ('on', models.DateField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Power',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('welfare_attorney', 'Attorney for health and welfare'), ('financial_attorney', 'Attorney for money and property'), ('guardian', 'Guardian'), ('deputy', 'Deputy'), ('intervention_order', 'Holder of an intervention order'), ('parent', 'Parent, or whoever has parental responsibility'), ('advocate', 'Advocate')], max_length=20)),
                ('holder', models.CharField(max_length=120)),
                ('reach', models.CharField(blank=True, max_length=160, verbose_name='how to reach them')),
                ('decisions', models.TextField(verbose_name='which decisions it covers')),
                ('document', models.CharField(max_length=160, verbose_name='which paper was seen')),
                ('seen_on', models.DateField()),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['holder'],
            },
        ),
        migrations.CreateModel(
            name='ReferralDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('accepted', 'Accepted'), ('joined', 'Added to a case that is open already'), ('declined', 'Not taken on')], max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('not_our_area', 'The home is outside our area'), ('not_our_service', 'Another service does this; the person was told which'), ('not_eligible', 'The person is not eligible; told why, and what else there is'), ('not_wanted', 'The person does not want it'), ('not_reached', 'The person could not be reached, after several tries'), ('died', 'The person has died'), ('in_error', 'Sent in error, or sent twice'), ('not_genuine', 'Not a genuine request')], max_length=20)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Residence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Sharing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('progress', 'That there is a case, and how far it is'), ('needs', 'Needs, home and solutions as well'), ('record', 'The whole record of the case')], max_length=10)),
                ('lawful_basis', models.CharField(choices=[('public_task', 'Public task'), ('legal_obligation', 'Legal obligation'), ('vital_interests', 'Vital interests'), ('legitimate_interests', 'Legitimate interests'), ('contract', 'Contract'), ('consent', 'Consent')], max_length=20)),
                ('how_given', models.CharField(blank=True, choices=[('spoken', 'Spoken, in person'), ('telephone', 'By telephone'), ('written', 'In writing'), ('signed', 'Signed form'), ('representative', 'By whoever lawfully decides for the person')], max_length=15)),
                ('note', models.TextField(blank=True)),
                ('given_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_how', models.CharField(blank=True, choices=[('spoken', 'Spoken, in person'), ('telephone', 'By telephone'), ('written', 'In writing'), ('signed', 'Signed form'), ('representative', 'By whoever lawfully decides for the person')], max_length=15)),
            ],
            options={
                'ordering': ['-given_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='TherapistQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(verbose_name='the question')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'question',
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='conversation',
            name='conversation_gives_each_reason',
        ),
        migrations.RemoveConstraint(
            model_name='conversation',
            name='conversation_names_who_decides',
        ),
        migrations.RemoveConstraint(
            model_name='home',
            name='home_tenure_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='referral',
            name='referral_says_why',
        ),
        migrations.AddField(
            model_name='case',
            name='consent_given',
            field=models.TextField(blank=True, help_text='How and when, where consent is the basis.'),
        ),
        migrations.AddField(
            model_name='case',
            name='lawful_basis',
            field=models.CharField(choices=[('public_task', 'Public task'), ('legal_obligation', 'Legal obligation'), ('vital_interests', 'Vital interests'), ('legitimate_interests', 'Legitimate interests'), ('contract', 'Contract'), ('consent', 'Consent')], default='', max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='person',
            name='accessible_format',
            field=models.CharField(choices=[('standard', 'Ordinary print'), ('large_print', 'Large print'), ('easy_read', 'Easy read, with pictures'), ('audio', 'Audio, or read aloud'), ('braille', 'Braille'), ('bsl', 'British Sign Language'), ('other_language', 'Another language')], default='standard', max_length=15),
        ),
        migrations.AddField(
            model_name='referral',
            name='accessible_format',
            field=models.CharField(blank=True, choices=[('standard', 'Ordinary print'), ('large_print', 'Large print'), ('easy_read', 'Easy read, with pictures'), ('audio', 'Audio, or read aloud'), ('braille', 'Braille'), ('bsl', 'British Sign Language'), ('other_language', 'Another language')], default='standard', max_length=15),
        ),
        migrations.AddField(
            model_name='referral',
            name='address',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='referral',
            name='asked_by',
            field=models.CharField(blank=True, max_length=120, verbose_name='who asks for the person'),
        ),
        migrations.AddField(
            model_name='referral',
            name='asked_by_contact',
            field=models.CharField(blank=True, max_length=160, verbose_name='how to reach them'),
        ),
        migrations.AddField(
            model_name='referral',
            name='asked_by_tie',
            field=models.CharField(blank=True, max_length=120, verbose_name='what they are to the person'),
        ),
        migrations.AddField(
            model_name='referral',
            name='care_setting',
            field=models.CharField(blank=True, max_length=160, verbose_name='hospital or other place of care'),
        ),
        migrations.AddField(
            model_name='referral',
            name='communication_needs',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='consent_given',
            field=models.TextField(blank=True, help_text='How and when, where consent is the basis.'),
        ),
        migrations.AddField(
            model_name='referral',
            name='date_of_birth',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='discharge_on',
            field=models.DateField(blank=True, null=True, verbose_name='expected to go home on'),
        ),
        migrations.AddField(
            model_name='referral',
            name='door',
            field=models.CharField(choices=[('caseworker', 'Taken by a caseworker'), ('partner', 'Sent by a partner'), ('public', 'Asked for on the website')], default='caseworker', max_length=12),
        ),
        migrations.AddField(
            model_name='referral',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-mail address'),
        ),
        migrations.AddField(
            model_name='referral',
            name='locality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.locality'),
        ),
        migrations.AddField(
            model_name='referral',
            name='name',
            field=models.CharField(default='', max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='referral',
            name='postcode',
            field=models.CharField(default='', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='referral',
            name='reference',
            field=models.CharField(default='', help_text='Random: it says nothing about the person.', max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='referral',
            name='safe_contact',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='referral',
            name='sent_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='referral',
            name='telephone',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name='referral',
            name='tenure',
            field=models.CharField(blank=True, choices=[('', 'To confirm'), ('owner', 'Owner-occupied'), ('private_rent', 'Private rent'), ('council', 'Council tenancy'), ('housing_association', 'Housing association tenancy')], max_length=20),
        ),
        migrations.AddField(
            model_name='referral',
            name='uprn',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='referral',
            name='urgency',
            field=models.CharField(choices=[('routine', 'Can wait its turn'), ('soon', 'Soon: it is getting worse, or a stay elsewhere depends on it'), ('urgent', 'Urgent: somebody may be hurt, or cannot come home')], default='routine', max_length=10),
        ),
        migrations.AddField(
            model_name='referral',
            name='urgency_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='home',
            name='tenure',
            field=models.CharField(blank=True, choices=[('', 'To confirm'), ('owner', 'Owner-occupied'), ('private_rent', 'Private rent'), ('council', 'Council tenancy'), ('housing_association', 'Housing association tenancy')], max_length=20),
        ),
        migrations.AlterField(
            model_name='home',
            name='uprn',
            field=models.CharField(blank=True, help_text='Up to 12 digits, if you know it.', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9]{1,12}$', 'Enter up to 12 digits, or leave it empty')], verbose_name='unique property reference number'),
        ),
        migrations.AlterField(
            model_name='referral',
            name='lawful_basis',
            field=models.CharField(blank=True, choices=[('public_task', 'Public task'), ('legal_obligation', 'Legal obligation'), ('vital_interests', 'Vital interests'), ('legitimate_interests', 'Legitimate interests'), ('contract', 'Contract'), ('consent', 'Consent')], max_length=20),
        ),
        migrations.AlterField(
            model_name='referral',
            name='received_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['organisation', 'received_at'], name='referral_waiting'),
        ),
        migrations.AddField(
            model_name='capacityrecord',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='capacityrecord',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='capacity_records', to='cases.person'),
        ),
        migrations.AddField(
            model_name='caseassessment',
            name='capacity_record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='case_assessments', to='cases.capacityrecord'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='capacity_record',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='cases.capacityrecord'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='caring',
            name='carer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cares_for', to='cases.person'),
        ),
        migrations.AddField(
            model_name='caring',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carers', to='cases.person'),
        ),
        migrations.AddField(
            model_name='caring',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactrule',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_rules', to='cases.person'),
        ),
        migrations.AddField(
            model_name='contactrule',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='frontdoor',
            name='locality',
            field=models.ForeignKey(blank=True, help_text='Leave empty for every locality without one of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.locality'),
        ),
        migrations.AddField(
            model_name='frontdoor',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='goal',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='cases.conversation'),
        ),
        migrations.AddField(
            model_name='goalmeasure',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='goalmeasure',
            name='goal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='cases.goal'),
        ),
        migrations.AddField(
            model_name='homeflag',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='homeflag',
            name='home',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='cases.home'),
        ),
        migrations.AddField(
            model_name='homeflag',
            name='raised_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personmarking',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personmarking',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markings', to='cases.person'),
        ),
        migrations.AddField(
            model_name='power',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='powers', to='cases.person'),
        ),
        migrations.AddField(
            model_name='power',
            name='seen_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='capacityrecord',
            name='power',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.power'),
        ),
        migrations.AddField(
            model_name='referraldecision',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='referraldecision',
            name='case',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cases.case'),
        ),
        migrations.AddField(
            model_name='referraldecision',
            name='referral',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='cases.referral'),
        ),
        migrations.AddField(
            model_name='residence',
            name='home',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residences', to='cases.home'),
        ),
        migrations.AddField(
            model_name='residence',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='residence',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residences', to='cases.person'),
        ),
        migrations.AddField(
            model_name='residence',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sharing',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='sharing',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sharings', to='cases.person'),
        ),
        migrations.AddField(
            model_name='sharing',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sharing',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='therapistquestion',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='therapistquestion',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='therapistquestion',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='cases.case'),
        ),
        migrations.AddConstraint(
            model_name='caring',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='caring_period'),
        ),
        migrations.AddConstraint(
            model_name='caring',
            constraint=models.CheckConstraint(condition=models.Q(('carer', models.F('person')), _negated=True), name='nobody_is_their_own_carer'),
        ),
        migrations.AddConstraint(
            model_name='caring',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('carer', 'person'), name='one_caring_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='contactrule',
            constraint=models.UniqueConstraint(fields=('person', 'route'), name='one_rule_for_a_route'),
        ),
        migrations.AddConstraint(
            model_name='frontdoor',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='front_door_period'),
        ),
        migrations.AddConstraint(
            model_name='frontdoor',
            constraint=models.UniqueConstraint(fields=('locality', 'valid_from'), name='one_front_door_of_a_locality'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.UniqueConstraint(fields=('conversation', 'number'), name='one_goal_for_a_number'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='goal_says_what'),
        ),
        migrations.AddConstraint(
            model_name='homeflag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='flag_ended_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='homeflag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='flag_says_what_and_why'),
        ),
        migrations.AddConstraint(
            model_name='homeflag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_reason', '')), models.Q(('ended_reason', ''), _negated=True), _connector='OR'), name='flag_ended_says_why'),
        ),
        migrations.AddConstraint(
            model_name='personmarking',
            constraint=models.CheckConstraint(condition=models.Q(('on__isnull', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='mark_taken_back_says_why'),
        ),
        migrations.AddConstraint(
            model_name='power',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='power_period'),
        ),
        migrations.AddConstraint(
            model_name='power',
            constraint=models.CheckConstraint(condition=models.Q(('holder', ''), ('decisions', ''), ('document', ''), _connector='OR', _negated=True), name='power_says_who_what_and_by_which_paper'),
        ),
        migrations.AddConstraint(
            model_name='capacityrecord',
            constraint=models.CheckConstraint(condition=models.Q(('decision', ''), _negated=True), name='capacity_is_for_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='capacityrecord',
            constraint=models.CheckConstraint(condition=models.Q(('finding', 'decides'), models.Q(('support_tried', ''), _negated=True), _connector='OR'), name='capacity_says_what_support_was_tried'),
        ),
        migrations.AddConstraint(
            model_name='capacityrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finding', 'represented'), ('power__isnull', False)), models.Q(models.Q(('finding', 'represented'), _negated=True), ('power', None)), _connector='OR'), name='capacity_names_who_decides'),
        ),
        migrations.AddConstraint(
            model_name='referraldecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case', None), ('kind', 'declined'), models.Q(('reason', ''), _negated=True)), models.Q(('case__isnull', False), ('kind__in', ['accepted', 'joined']), ('reason', '')), _connector='OR'), name='referral_declined_says_why_or_names_the_case'),
        ),
        migrations.AddConstraint(
            model_name='residence',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='residence_period'),
        ),
        migrations.AddConstraint(
            model_name='residence',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('person',), name='one_home_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='sharing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='sharing_withdrawn_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='sharing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lawful_basis', 'consent'), models.Q(('how_given', ''), _negated=True)), models.Q(models.Q(('lawful_basis', 'consent'), _negated=True), ('how_given', '')), _connector='OR'), name='sharing_by_consent_says_how'),
        ),
        migrations.AddConstraint(
            model_name='sharing',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('person', 'organisation'), name='one_standing_sharing_with_a_partner'),
        ),
        migrations.AddConstraint(
            model_name='therapistquestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='question_answered_at_with_by'),
        ),
        migrations.AddConstraint(
            model_name='therapistquestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='question_answered_says_what'),
        ),
    ]
