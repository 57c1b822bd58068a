import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accreditation', '0002_signingkey_answerbatch_answerlog_casesystem_answer_and_more'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReferenceCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Authorisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('answer_id', models.CharField(max_length=64)),
                ('register_number', models.PositiveBigIntegerField()),
                ('subject', models.CharField(help_text='The number under which the register knew them.', max_length=40)),
                ('basis', models.CharField(choices=[('accredited', 'Accredited assessor'), ('registered', 'Professional registration'), ('direct_access', 'Direct access')], max_length=15)),
                ('tier', models.CharField(choices=[('direct_access', 'Direct access'), ('simple', 'Simple'), ('moderate', 'Moderate'), ('complex', 'Complex')], max_length=15)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('answer_id',), name='one_authorisation_for_an_answer'), models.CheckConstraint(condition=models.Q(('answer_id', ''), _negated=True), name='authorisation_stands_on_an_answer')],
            },
        ),
        migrations.CreateModel(
            name='Home',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.TextField(help_text='One line for each part of the address.')),
                ('postcode', models.CharField(max_length=10)),
                ('tenure', models.CharField(choices=[('owner', 'Owner-occupied'), ('private_rent', 'Private rent'), ('council', 'Council tenancy'), ('housing_association', 'Housing association tenancy')], max_length=20)),
                ('uprn', models.CharField(blank=True, help_text='Up to 12 digits, if you know it.', max_length=12, verbose_name='unique property reference number')),
                ('locality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.locality')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('tenure__in', ['owner', 'private_rent', 'council', 'housing_association'])), name='home_tenure_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('date_of_birth', models.DateField(blank=True, null=True)),
                ('telephone', models.CharField(blank=True, max_length=30)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('safe_contact', models.TextField(blank=True, help_text='For example when to ring, and who may pick up.', verbose_name='how to get in touch safely')),
                ('communication_needs', models.TextField(blank=True)),
                ('died_on', models.DateField(blank=True, null=True)),
                ('moved_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'people',
                'indexes': [models.Index(fields=['name'], name='person_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('died_on', None), ('date_of_birth', None), ('died_on__gte', models.F('date_of_birth')), _connector='OR'), name='person_born_before_they_died')],
            },
        ),
        migrations.CreateModel(
            name='DeclaredRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(choices=[('self', 'I am the person'), ('related', 'I am related to the person'), ('partner', 'I am their partner'), ('neighbour', 'I am their neighbour'), ('other', 'I know the person in another private way')], max_length=12)),
                ('declared_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declared_relations', to='cases.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'user'), name='one_declared_relation_to_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(choices=[('primary_care', 'Primary care'), ('health', 'Other health body'), ('housing', 'Housing department or landlord'), ('agency', 'Statutory or non-statutory agency'), ('voluntary', 'Voluntary organisation'), ('self', 'The person, or somebody for them'), ('council', 'The council'), ('other', 'Another agency')], max_length=15)),
                ('reason', models.TextField(help_text='What is difficult at home, in the words it was told in.')),
                ('lawful_basis', models.CharField(choices=[('public_task', 'Public task'), ('legal_obligation', 'Legal obligation'), ('vital_interests', 'Vital interests'), ('legitimate_interests', 'Legitimate interests'), ('contract', 'Contract'), ('consent', 'Consent')], max_length=20)),
                ('received_at', models.DateTimeField()),
                ('home', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='cases.home')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='cases.person')),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('route__in', ['primary_care', 'health', 'housing', 'agency', 'voluntary', 'self', 'council', 'other'])), name='referral_route_is_one_of_eight'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='referral_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_reason', models.CharField(blank=True, choices=[('finished', 'Everything agreed is done'), ('not_needed', 'The person needs nothing more now'), ('person_chose', 'The person chose not to go on'), ('moved', 'The person moved out of the area'), ('died', 'The person died'), ('passed_on', 'Passed on to another service')], max_length=15)),
                ('closing_note', models.TextField(blank=True)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='people.organisation')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to=settings.AUTH_USER_MODEL)),
                ('referral', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case', to='cases.referral')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state', '-opened_at'], name='case_work_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='case_closed_at_with_by'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_reason', ''), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('closed_reason', ''), _negated=True)), _connector='OR'), name='case_closed_says_why')],
            },
        ),
        migrations.CreateModel(
            name='SolutionLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('adaptation', 'Adaptation'), ('equipment', 'Equipment'), ('technology', 'Technology'), ('rehousing', 'Rehousing'), ('rehabilitation', 'Rehabilitation or reablement'), ('handyperson', 'Handyperson'), ('other', 'Other')], max_length=15)),
                ('title', models.CharField(max_length=160)),
                ('purpose', models.TextField()),
                ('route', models.CharField(choices=[('assessed', 'Case assessment'), ('direct_access', 'Direct access'), ('agreed', 'Agreed with the person')], max_length=15)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('assessed', 'Assessed'), ('recommended', 'Recommended'), ('authorised', 'Authorised'), ('approved_awaiting_funds', 'Approved, awaiting funds'), ('committed', 'Money committed'), ('arranged', 'Arranged by direct access'), ('ordered', 'Ordered'), ('handed_over', 'Handed over'), ('outcome_recorded', 'Outcome recorded'), ('stopped', 'Stopped')], default='proposed', max_length=25)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('proposed_at', models.DateTimeField()),
                ('waiting_reason', models.TextField(blank=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_reason', models.TextField(blank=True)),
                ('adaptation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accreditation.adaptation')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='cases.case')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stopped_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'solution',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='one_line_for_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('stopped_at__isnull', True), ('stopped_by__isnull', True)), models.Q(('stopped_at__isnull', False), ('stopped_by__isnull', False)), _connector='OR'), name='line_stopped_at_with_by'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'stopped'), ('stopped_at__isnull', False), models.Q(('stopped_reason', ''), _negated=True)), models.Q(models.Q(('state', 'stopped'), _negated=True), ('stopped_at', None)), _connector='OR'), name='line_stopped_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('adaptation', None), ('route', 'agreed')), models.Q(('adaptation__isnull', False), models.Q(('route', 'agreed'), _negated=True)), _connector='OR'), name='line_of_the_catalogue_is_not_merely_agreed'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'adaptation'), _negated=True), ('adaptation__isnull', False), _connector='OR'), name='line_adaptation_is_of_the_catalogue'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'assessed', 'recommended', 'authorised', 'approved_awaiting_funds', 'committed', 'arranged', 'ordered', 'handed_over', 'outcome_recorded', 'stopped'])), name='line_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ReviewItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('suspended', 'Suspended'), ('revoked', 'Revoked')], max_length=20)),
                ('raised_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('decision', models.CharField(blank=True, choices=[('confirm', 'Confirm: it is still right'), ('change', 'Change: assess it again'), ('stop', 'Stop: it should not go ahead')], max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
                ('answer_id', models.CharField(blank=True, max_length=64)),
                ('authorisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_items', to='cases.authorisation')),
                ('authorised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_items', to='cases.solutionline')),
            ],
            options={
                'verbose_name': 'review',
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('authorisation',), name='one_open_review_of_an_authorisation'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), models.Q(('note', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='review_decided_whole'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('authorised_by')), _negated=True), _connector='OR'), name='review_not_by_the_authoriser')],
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('tier', models.CharField(choices=[('direct_access', 'Direct access'), ('simple', 'Simple'), ('moderate', 'Moderate'), ('complex', 'Complex')], max_length=15)),
                ('tier_reason', models.TextField(blank=True)),
                ('summary', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.solutionline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'round'), name='one_recommendation_in_a_round'), models.CheckConstraint(condition=models.Q(('summary', ''), _negated=True), name='recommendation_says_what')],
            },
        ),
        migrations.CreateModel(
            name='Provision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('provider', models.CharField(max_length=120)),
                ('instructions', models.TextField(blank=True)),
                ('ordered_at', models.DateTimeField()),
                ('handed_over_at', models.DateTimeField(blank=True, null=True)),
                ('hand_over_note', models.TextField(blank=True)),
                ('handed_over_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='cases.solutionline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'round'), name='one_provision_in_a_round'), models.CheckConstraint(condition=models.Q(models.Q(('handed_over_at__isnull', True), ('handed_over_by__isnull', True)), models.Q(('handed_over_at__isnull', False), ('handed_over_by__isnull', False)), _connector='OR'), name='provision_handed_over_at_with_by'), models.CheckConstraint(condition=models.Q(('handed_over_at', None), ('handed_over_at__gte', models.F('ordered_at')), _connector='OR'), name='provision_handed_over_after_it_was_ordered')],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('goals_met', models.CharField(choices=[('met', 'Met'), ('partly_met', 'Partly met'), ('not_met', 'Not met')], max_length=10)),
                ('difference', models.TextField(verbose_name='what is different now')),
                ('stay_at_home', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_applicable', 'Did not apply')], max_length=15)),
                ('avoid_hospital', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_applicable', 'Did not apply')], max_length=15)),
                ('home_from_hospital', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_applicable', 'Did not apply')], max_length=15)),
                ('right_housing', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('not_applicable', 'Did not apply')], max_length=15)),
                ('own_words', models.TextField(blank=True, verbose_name="in the person's own words")),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.solutionline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'round'), name='one_outcome_in_a_round'), models.CheckConstraint(condition=models.Q(('difference', ''), _negated=True), name='outcome_says_what_changed')],
            },
        ),
        migrations.CreateModel(
            name='DirectAccessArrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('answer_id', models.CharField(max_length=64)),
                ('register_number', models.PositiveBigIntegerField()),
                ('answers', models.JSONField(help_text='Each red-flag question by its code, and whether the answer was yes.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.solutionline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'round'), name='one_direct_access_arrangement_in_a_round')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=9)),
                ('budget', models.CharField(max_length=120)),
                ('authorised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.solutionline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'round'), name='one_commitment_in_a_round'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='commitment_is_of_money'), models.CheckConstraint(condition=models.Q(('by', models.F('authorised_by')), _negated=True), name='commitment_not_by_the_authoriser')],
            },
        ),
        migrations.CreateModel(
            name='CaseAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('reason_for_provision', models.TextField()),
                ('minimum_intervention', models.TextField()),
                ('alternatives', models.TextField(verbose_name='alternatives considered')),
                ('discussion', models.TextField(verbose_name='what the person said about them')),
                ('long_term_suitability', models.TextField(verbose_name='long-term suitability of the home')),
                ('decision', models.TextField(verbose_name='what was decided, and why')),
                ('agreement', models.CharField(choices=[('agrees', 'The person agrees'), ('representative', 'Whoever lawfully decides for the person agrees'), ('disagrees', 'The person does not agree')], max_length=15)),
                ('agreement_note', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.solutionline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'round'), name='one_case_assessment_in_a_round'), models.CheckConstraint(condition=models.Q(('reason_for_provision', ''), ('minimum_intervention', ''), ('alternatives', ''), ('discussion', ''), ('long_term_suitability', ''), ('decision', ''), _connector='OR', _negated=True), name='case_assessment_carries_every_mark')],
            },
        ),
        migrations.CreateModel(
            name='AuthorisationRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('answer_id', models.CharField(max_length=64)),
                ('register_number', models.PositiveBigIntegerField()),
                ('sought', models.CharField(choices=[('authorise', 'To authorise'), ('direct_access', 'To arrange by direct access'), ('confirm', 'To confirm on review')], max_length=15)),
                ('subject', models.CharField(blank=True, max_length=40)),
                ('tier', models.CharField(choices=[('direct_access', 'Direct access'), ('simple', 'Simple'), ('moderate', 'Moderate'), ('complex', 'Complex')], max_length=15)),
                ('reasons', models.JSONField(default=list, help_text="The register's reason codes.")),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.solutionline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('answer_id',), name='one_refusal_for_an_answer')],
            },
        ),
        migrations.AddField(
            model_name='authorisation',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.solutionline'),
        ),
        migrations.CreateModel(
            name='ContraindicationConsidered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=250)),
                ('concern', models.CharField(choices=[('none', 'Not a concern here'), ('managed', 'A concern, and it can be managed'), ('prevents', 'A concern that rules this out')], max_length=10)),
                ('note', models.TextField(blank=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contraindications', to='cases.caseassessment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment', 'words'), name='one_answer_for_a_contraindication'), models.CheckConstraint(condition=models.Q(('concern', 'none'), models.Q(('note', ''), _negated=True), _connector='OR'), name='contraindication_concern_is_explained')],
            },
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what_matters', models.TextField(verbose_name='what matters to the person')),
                ('goals', models.TextField()),
                ('rehousing', models.CharField(choices=[('pursue', 'Worth pursuing'), ('later', 'Perhaps later'), ('not_right', 'Not right for this person')], max_length=10)),
                ('rehousing_reason', models.TextField()),
                ('equipment', models.CharField(choices=[('pursue', 'Worth pursuing'), ('later', 'Perhaps later'), ('not_right', 'Not right for this person')], max_length=10)),
                ('equipment_reason', models.TextField()),
                ('technology', models.CharField(choices=[('pursue', 'Worth pursuing'), ('later', 'Perhaps later'), ('not_right', 'Not right for this person')], max_length=10)),
                ('technology_reason', models.TextField()),
                ('rehabilitation', models.CharField(choices=[('pursue', 'Worth pursuing'), ('later', 'Perhaps later'), ('not_right', 'Not right for this person')], max_length=10)),
                ('rehabilitation_reason', models.TextField()),
                ('took_part', models.TextField(verbose_name='who took part')),
                ('had_time_alone_offered', models.BooleanField(default=False, verbose_name='time alone was offered')),
                ('capacity', models.CharField(choices=[('decides', 'The person decides for themselves'), ('supported', 'The person decides, with support'), ('represented', 'Somebody with legal powers decides')], max_length=12)),
                ('capacity_note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'get_latest_by': 'recorded_at',
                'constraints': [models.CheckConstraint(condition=models.Q(('rehousing_reason', ''), ('equipment_reason', ''), ('technology_reason', ''), ('rehabilitation_reason', ''), ('what_matters', ''), ('goals', ''), _connector='OR', _negated=True), name='conversation_gives_each_reason'), models.CheckConstraint(condition=models.Q(models.Q(('capacity', 'represented'), _negated=True), models.Q(('capacity_note', ''), _negated=True), _connector='OR'), name='conversation_names_who_decides')],
            },
        ),
        migrations.AddIndex(
            model_name='authorisation',
            index=models.Index(fields=['by', 'line'], name='authorisation_by'),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=models.UniqueConstraint(fields=('line', 'round'), name='one_live_authorisation_for_a_line'),
        ),
    ]
