import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        # Other packages' tables first: while there are few models, each of their changes is quick to work out.
        ('account', '0009_emailaddress_unique_primary_email'),
        ('allauth_idp_oidc', '0003_client_allow_uri_wildcards'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('sessions', '0001_initial'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailembeds', '0009_embed_cache_until'),
        ('wagtailforms', '0005_alter_formsubmission_form_data'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailmedia', '0005_alter_media_options'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Accreditation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='Such as TA-7K3M-4; the last is a check character.', max_length=12, unique=True)),
                ('applied_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accreditations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'applied_at'], name='accreditation_of_person')],
            },
        ),
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('summary', models.TextField(blank=True)),
                ('tier', models.CharField(blank=True, choices=[('direct_access', 'Direct access'), ('simple', 'Simple'), ('moderate', 'Moderate'), ('complex', 'Complex')], help_text='The highest tier it covers; empty for a Housing MOT.', max_length=20)),
                ('actions', models.JSONField(default=list, help_text="The actions of the register's questions that it covers.")),
                ('module_codes', models.JSONField(default=list, help_text='Modules to complete.')),
                ('competency_levels', models.JSONField(default=list, help_text='Levels of the framework to be signed off in.')),
                ('competency_scope', models.SlugField(blank=True, help_text='Competencies that the framework marks for this scope are needed too.')),
                ('needs_staff_check', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AccreditationDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('granted', 'Granted'), ('conditioned', 'Conditions changed'), ('suspended', 'Suspended'), ('reinstated', 'Suspension lifted'), ('renewed', 'Renewed'), ('revoked', 'Revoked'), ('relinquished', 'Given up')], max_length=20)),
                ('reason', models.TextField()),
                ('conditions', models.TextField(blank=True, help_text='Restrictions in words that the public register shows.')),
                ('effective_from', models.DateTimeField()),
                ('valid_until', models.DateField(blank=True, help_text='The first day on which the term no longer holds.', null=True)),
                ('recorded_at', models.DateTimeField()),
                ('register_number', models.PositiveBigIntegerField(unique=True)),
                ('accreditation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='accreditation.accreditation')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line_manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['register_number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='decision_has_a_reason'), models.CheckConstraint(condition=models.Q(('kind', 'relinquished'), models.Q(('actor', models.F('person')), _negated=True), _connector='OR'), name='decision_not_about_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'relinquished'), _negated=True), ('actor', models.F('person')), _connector='OR'), name='giving_up_is_ones_own_act'), models.CheckConstraint(condition=models.Q(('line_manager', None), models.Q(models.Q(('actor', models.F('line_manager')), _negated=True), models.Q(('second_actor', None), models.Q(('second_actor', models.F('line_manager')), _negated=True), _connector='OR')), _connector='OR'), name='decision_not_by_line_manager'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reinstated'), ('second_actor__isnull', False)), models.Q(models.Q(('kind', 'reinstated'), _negated=True), ('second_actor', None)), _connector='OR'), name='reinstatement_takes_two'), models.CheckConstraint(condition=models.Q(('actor', models.F('second_actor')), _negated=True), name='reinstatement_by_two_people'), models.CheckConstraint(condition=models.Q(('person', models.F('second_actor')), _negated=True), name='reinstatement_not_by_the_person'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['granted', 'renewed']), ('valid_until__isnull', False)), models.Q(models.Q(('kind__in', ['granted', 'renewed']), _negated=True), ('valid_until', None)), _connector='OR'), name='a_term_has_an_end'), models.CheckConstraint(condition=models.Q(('kind', 'granted'), ('effective_from__lte', models.F('recorded_at')), _connector='OR'), name='only_a_grant_lies_ahead')],
            },
        ),
        migrations.CreateModel(
            name='Adaptation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('category', models.SlugField(help_text='The kind of adaptation that scopes name: rails, bathroom.')),
                ('tier', models.CharField(choices=[('direct_access', 'Direct access'), ('simple', 'Simple'), ('moderate', 'Moderate'), ('complex', 'Complex')], max_length=20)),
                ('typical_purpose', models.CharField(max_length=250)),
                ('cost_low', models.DecimalField(decimal_places=2, max_digits=9)),
                ('cost_high', models.DecimalField(decimal_places=2, max_digits=9)),
                ('cost_note', models.CharField(blank=True, max_length=120)),
                ('contraindications', models.TextField(blank=True, help_text='What to check first, separated by semicolons.')),
                ('alternatives', models.TextField(blank=True, help_text='What to consider first, separated by semicolons.')),
                ('structural', models.BooleanField(default=False)),
                ('warrant_likely', models.BooleanField(default=False, verbose_name='building warrant likely')),
                ('warrant_note', models.CharField(blank=True, max_length=160)),
                ('grant_paragraphs', models.CharField(blank=True, help_text='A hint at the paragraphs of section 23(1) of the 1996 Act (England).', max_length=30)),
                ('registered_only', models.BooleanField(default=False, help_text='Restrains, locks in or lifts: never authorised by somebody who is not registered.')),
                ('capacity_check', models.BooleanField(default=False, help_text='Watches or limits a person: ask about capacity and the least restrictive way.')),
                ('source', models.CharField(blank=True, help_text='Why it has this tier.', max_length=250)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('cost_high__gte', models.F('cost_low')), ('cost_low__gte', 0)), name='adaptation_cost_range'), models.CheckConstraint(condition=models.Q(('tier__in', ['direct_access', 'simple', 'moderate', 'complex'])), name='adaptation_tier_known')],
            },
        ),
        migrations.CreateModel(
            name='DirectAccessList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenure', models.CharField(choices=[('owner', 'Owner-occupied'), ('private_rent', 'Private rent'), ('council', 'Council tenancy'), ('housing_association', 'Housing association tenancy')], max_length=20)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('items', models.ManyToManyField(related_name='direct_access_lists', to='accreditation.adaptation')),
            ],
            options={
                'ordering': ['tenure', '-valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='direct_access_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('tenure',), name='one_open_direct_access_list_for_a_tenure')],
            },
        ),
        migrations.CreateModel(
            name='RegisterCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='register_counter_is_one_row')],
            },
        ),
        migrations.AddField(
            model_name='accreditation',
            name='register',
            field=models.ForeignKey(db_constraint=False, db_index=False, default=1, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='accreditations', to='accreditation.registercounter'),
        ),
        migrations.CreateModel(
            name='ReinstatementProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('proposed_at', models.DateTimeField()),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('suspension', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='accreditation.accreditationdecision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('suspension', 'proposed_by'), name='one_proposal_by_an_officer'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='proposal_has_a_reason')],
            },
        ),
        migrations.AddField(
            model_name='accreditation',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accreditations', to='accreditation.scheme'),
        ),
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.CharField(blank=True, choices=[('direct_access', 'Direct access'), ('simple', 'Simple'), ('moderate', 'Moderate'), ('complex', 'Complex')], max_length=20)),
                ('kinds', models.JSONField(blank=True, default=list)),
                ('tenures', models.JSONField()),
                ('localities', models.JSONField()),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scopes', to='accreditation.accreditationdecision')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('tier__in', ['', 'direct_access', 'simple', 'moderate', 'complex'])), name='scope_tier_known'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='scope_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('accreditation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='entry', serialize=False, to='accreditation.accreditation')),
                ('number', models.CharField(max_length=12, unique=True)),
                ('starts_at', models.DateTimeField(blank=True, help_text='Empty until it is granted.', null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('is_suspended', models.BooleanField(default=False)),
                ('ended_as', models.CharField(blank=True, choices=[('revoked', 'Revoked'), ('relinquished', 'Given up')], max_length=20)),
                ('conditions', models.TextField(blank=True)),
                ('tier_rank', models.SmallIntegerField(blank=True, help_text='The highest tier of any of its scopes.', null=True)),
                ('tenures', models.CharField(blank=True, help_text='Of any of its scopes, between bars, for search.', max_length=120)),
                ('changed_at', models.DateTimeField(help_text='When its last decision was recorded.')),
                ('register_number', models.PositiveBigIntegerField(default=0)),
                ('localities', models.ManyToManyField(blank=True, related_name='+', to='people.locality')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accreditation.scheme')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_entries', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'register entries',
                'indexes': [models.Index(fields=['user'], name='entry_of_person'), models.Index(fields=['tier_rank', 'valid_until'], name='entry_by_tier')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_as', '')), fields=('user', 'scheme'), name='one_open_accreditation_under_a_scheme')],
            },
        ),
    ]
