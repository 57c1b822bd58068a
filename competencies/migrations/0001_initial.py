import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('modules', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Framework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('introduction', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved')], default='draft', max_length=10)),
                ('content_hash', models.CharField(help_text='SHA-256 of what was loaded, in canonical form.', max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='framework_approval_is_whole'), models.CheckConstraint(condition=models.Q(('author', models.F('approved_by')), _negated=True), name='framework_author_is_not_its_approver'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('state', 'draft')), models.Q(('approved_at__isnull', False), ('state', 'approved')), _connector='OR'), name='framework_state_says_whether_approved')],
            },
        ),
        migrations.CreateModel(
            name='Domain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='competencies.framework')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('framework', 'code'), name='one_domain_for_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Competency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=200)),
                ('level', models.CharField(choices=[('foundation', 'Foundation'), ('simple', 'Simple'), ('moderate', 'Moderate'), ('trainer', 'Trainer')], max_length=12)),
                ('scope', models.CharField(blank=True, max_length=30)),
                ('source', models.CharField(help_text='What the competency rests on.', max_length=300)),
                ('valid_months', models.PositiveSmallIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='competencies', to='modules.module')),
                ('domain', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='competencies', to='competencies.domain')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='competencies', to='competencies.framework')),
            ],
            options={
                'verbose_name_plural': 'competencies',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('framework', 'code'), name='one_competency_for_a_code'), models.CheckConstraint(condition=models.Q(('valid_months__gte', 1)), name='competency_holds_for_a_time')],
            },
        ),
        migrations.CreateModel(
            name='PerformanceCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('position', models.PositiveSmallIntegerField()),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='competencies.competency')),
            ],
            options={
                'verbose_name_plural': 'performance criteria',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('competency', 'code'), name='one_criterion_for_a_code')],
            },
        ),
        migrations.CreateModel(
            name='OutcomeCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('module_code', models.CharField(max_length=50)),
                ('outcome_code', models.CharField(max_length=20)),
                ('outcome_text', models.TextField()),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='competencies.performancecriterion')),
            ],
            options={
                'verbose_name_plural': 'outcome criteria',
                'constraints': [models.UniqueConstraint(fields=('criterion', 'module_code', 'outcome_code'), name='one_mapping_of_an_outcome_to_a_criterion')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('position', models.PositiveSmallIntegerField(help_text='1 for the first signature of the round, 2 for the second.')),
                ('holding', models.CharField(blank=True, choices=[('signed_off', 'Signed off in this competency'), ('founding', 'Founding trainer at this level'), ('registered', 'Registered occupational therapist or allied health professional')], max_length=12)),
                ('agrees', models.BooleanField()),
                ('feedback', models.TextField(blank=True, help_text='From a signer who does not agree: what to do next.')),
                ('method', models.CharField(help_text='How the signer proved who they are.', max_length=20)),
                ('authenticated_at', models.DateTimeField()),
                ('shown_at', models.DateTimeField(help_text='When what is signed was last shown to the signer.')),
                ('shown_hash', models.CharField(help_text='SHA-256 of what was shown and what the signer wrote.', max_length=64)),
                ('signed_at', models.DateTimeField()),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('profession', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.profession')),
                ('service_setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.servicesetting')),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['signed_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('method', 'demonstration'), _negated=True), fields=('signer', 'authenticated_at'), name='one_fresh_authentication_for_one_signature'), models.CheckConstraint(condition=models.Q(('position__in', [1, 2])), name='signature_is_first_or_second'), models.CheckConstraint(condition=models.Q(('person', models.F('signer')), _negated=True), name='nobody_signs_for_themselves'), models.CheckConstraint(condition=models.Q(('method', 'demonstration'), ('authenticated_at__gte', models.F('shown_at')), _connector='OR'), name='signature_authenticated_after_it_was_shown'), models.CheckConstraint(condition=models.Q(('agrees', True), models.Q(('feedback', ''), _negated=True), _connector='OR'), name='disagreement_says_why')],
            },
        ),
        migrations.CreateModel(
            name='CriterionSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_met', models.BooleanField()),
                ('seen', models.TextField()),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.performancecriterion')),
                ('signature', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria_seen', to='competencies.signature')),
            ],
            options={
                'verbose_name_plural': 'criteria seen',
                'ordering': ['criterion__position'],
                'constraints': [models.UniqueConstraint(fields=('signature', 'criterion'), name='one_answer_to_a_criterion_in_a_signature'), models.CheckConstraint(condition=models.Q(('seen', ''), _negated=True), name='criterion_says_what_was_seen')],
            },
        ),
        migrations.CreateModel(
            name='SignOffRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Waiting for two signatures'), ('waiting', 'Waiting for a second signature'), ('signed_off', 'Signed off'), ('referred_back', 'Referred back'), ('withdrawn', 'Withdrawn')], default='open', max_length=15)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('opened_at', models.DateTimeField()),
                ('waiting_since', models.DateTimeField(help_text="When the present round began; trainers' lists are in its order.")),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='competencies.competency')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_off_requests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'request for sign-off',
                'verbose_name_plural': 'requests for sign-off',
                'indexes': [models.Index(fields=['state', 'waiting_since'], name='competencies_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'referred_back', 'waiting'])), fields=('user', 'competency'), name='one_live_request_for_a_competency'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'waiting', 'signed_off', 'referred_back', 'withdrawn'])), name='request_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='SignOffReferral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('feedback', models.TextField()),
                ('referred_at', models.DateTimeField()),
                ('referred_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signature', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='referral', to='competencies.signature')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='competencies.signoffrequest')),
            ],
            options={
                'ordering': ['referred_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('request', 'round'), name='one_referral_back_in_a_round'), models.CheckConstraint(condition=models.Q(('feedback', ''), _negated=True), name='referral_back_says_why')],
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holding', models.CharField(choices=[('signed_off', 'Signed off in this competency'), ('founding', 'Founding trainer at this level'), ('registered', 'Registered occupational therapist or allied health professional')], max_length=12)),
                ('made_at', models.DateTimeField()),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(help_text='Exclusive: the first day on which it no longer holds.')),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='competencies.competency')),
                ('first_employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('first_profession', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.profession')),
                ('first_setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.servicesetting')),
                ('first_signature', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.signature')),
                ('first_signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(help_text='The signer who held the competency at this level.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('second_profession', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.profession')),
                ('second_setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.servicesetting')),
                ('second_signature', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competencies.signature')),
                ('second_signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sign_off', to='competencies.signoffrequest')),
            ],
            options={
                'verbose_name': 'sign-off',
                'ordering': ['-valid_from', '-id'],
                'indexes': [models.Index(fields=['user', 'valid_until'], name='competencies_sign_off_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_signer', models.F('second_signer')), _negated=True), name='sign_off_has_two_signers'), models.CheckConstraint(condition=models.Q(('first_employer', models.F('second_employer')), _negated=True), name='sign_off_has_two_employers'), models.CheckConstraint(condition=models.Q(models.Q(('first_profession', models.F('second_profession')), _negated=True), models.Q(('first_setting', models.F('second_setting')), _negated=True), _connector='OR'), name='sign_off_has_two_professions_or_settings'), models.CheckConstraint(condition=models.Q(('user', models.F('first_signer')), _negated=True), name='sign_off_not_by_oneself_first'), models.CheckConstraint(condition=models.Q(('user', models.F('second_signer')), _negated=True), name='sign_off_not_by_oneself_second'), models.CheckConstraint(condition=models.Q(('first_signature', models.F('second_signature')), _negated=True), name='sign_off_has_two_signatures'), models.CheckConstraint(condition=models.Q(('holder', models.F('first_signer')), ('holder', models.F('second_signer')), _connector='OR'), name='sign_off_held_by_one_of_its_signers'), models.CheckConstraint(condition=models.Q(('holding', ''), _negated=True), name='sign_off_says_how_it_was_held'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='sign_off_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='SigningIntent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('draft', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('shown_at', models.DateTimeField(blank=True, null=True)),
                ('content_hash', models.CharField(blank=True, max_length=64, null=True)),
                ('signature', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='intent', to='competencies.signature')),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signing_intents', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intents', to='competencies.signoffrequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('signer', 'request', 'round'), name='one_intent_for_a_signer_in_a_round'), models.CheckConstraint(condition=models.Q(models.Q(('content_hash__isnull', True), ('shown_at__isnull', True)), models.Q(('content_hash__isnull', False), ('shown_at__isnull', False)), _connector='OR'), name='intent_to_sign_is_bound_to_what_was_shown'), models.CheckConstraint(condition=models.Q(('signature__isnull', True), ('shown_at__isnull', False), _connector='OR'), name='only_a_bound_intent_is_signed')],
            },
        ),
        migrations.AddField(
            model_name='signature',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='competencies.signoffrequest'),
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('knowledge_check', 'Knowledge check'), ('scenario', 'Scenario'), ('attendance', 'Attendance at a session'), ('observed_practice', 'Observed practice'), ('case_discussion', 'Case discussion'), ('supervised_case', 'Supervised case'), ('reflection', 'Reflection')], max_length=20)),
                ('shows', models.TextField(help_text='What the evidence shows, without anything that names a person in a case.')),
                ('completion_label', models.CharField(blank=True, help_text='Which completion it comes from, as a label: another app owns it.', max_length=60)),
                ('offered_at', models.DateTimeField()),
                ('competency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='competencies.competency')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='competencies.signoffrequest')),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ['offered_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SignOffWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('withdrawn_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sign_off', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='competencies.signoff')),
                ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='withdrawal_says_why'), models.CheckConstraint(condition=models.Q(('person', models.F('withdrawn_by')), _negated=True), name='nobody_withdraws_their_own_sign_off')],
            },
        ),
        migrations.CreateModel(
            name='TrainerProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('levels', models.JSONField(help_text='The levels proposed.')),
                ('reason', models.TextField()),
                ('state', models.CharField(choices=[('proposed', 'Waiting for a second member'), ('confirmed', 'Confirmed'), ('declined', 'Declined')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainer_proposals', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'proposal to found a trainer',
                'ordering': ['-proposed_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='proposal_decision_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='proposal_state_says_whether_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='proposal_confirmed_by_a_second_member'), models.CheckConstraint(condition=models.Q(('user', models.F('proposed_by')), _negated=True), name='nobody_proposes_themselves_as_trainer'), models.CheckConstraint(condition=models.Q(('user', models.F('decided_by')), _negated=True), name='nobody_decides_their_own_proposal'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('user',), name='one_open_proposal_for_a_trainer')],
            },
        ),
        migrations.CreateModel(
            name='TrainerStanding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('simple', 'Simple'), ('moderate', 'Moderate'), ('trainer', 'Trainer')], max_length=12)),
                ('basis', models.CharField(choices=[('founding', 'Founding decision'), ('earned', 'Trainer module and sign-offs')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(help_text='Exclusive.')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True, help_text='Why it was ended before its time.')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainer_standings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['user__last_name', 'user__first_name', 'level', '-valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='standing_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='early_end_of_standing_is_whole'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='early_end_of_standing_says_why'), models.CheckConstraint(condition=models.Q(('user', models.F('first_decided_by')), _negated=True), name='standing_not_decided_by_oneself_first'), models.CheckConstraint(condition=models.Q(('user', models.F('second_decided_by')), _negated=True), name='standing_not_decided_by_oneself_second'), models.CheckConstraint(condition=models.Q(('first_decided_by', models.F('second_decided_by')), _negated=True), name='standing_decided_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'founding'), _negated=True), models.Q(('second_decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='founding_takes_two_and_a_reason'), models.UniqueConstraint(condition=models.Q(('basis', 'founding')), fields=('user', 'level'), name='a_trainer_is_founded_once_at_a_level'), models.UniqueConstraint(fields=('user', 'level', 'basis', 'valid_from'), name='one_standing_of_a_basis_from_a_day')],
            },
        ),
        migrations.AddField(
            model_name='signature',
            name='standing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='competencies.trainerstanding'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('request', 'round', 'signer'), name='one_signature_of_a_signer_in_a_round'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('request', 'round', 'position'), name='two_signatures_in_a_round_at_most'),
        ),
    ]
