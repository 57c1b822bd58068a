import core.clock
import core.tables
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Locality',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True)),
                        ('name', models.CharField(max_length=80, unique=True)),
                        ('nation', models.CharField(choices=[('scotland', 'Scotland'), ('england', 'England')], default='scotland', max_length=10)),
                    ],
                    options={
                        'verbose_name_plural': 'localities',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True)),
                        ('name', models.CharField(max_length=120, unique=True)),
                        ('kind', models.CharField(choices=[('partnership', 'Health and social care partnership'), ('council_housing', 'Council housing service'), ('housing_association', 'Housing association'), ('care_and_repair', 'Care and Repair'), ('third_sector', 'Third-sector organisation'), ('home_improvement_agency', 'Home improvement agency'), ('health_board', 'Health board'), ('council', 'Council'), ('provider', 'Provider of works or equipment')], max_length=30)),
                        ('is_employer', models.BooleanField(default=True, help_text='A partnership body that employs nobody is not.')),
                        ('contact_email', models.EmailField(blank=True, max_length=254)),
                        ('contact_phone', models.CharField(blank=True, max_length=30)),
                        ('partnership', models.CharField(blank=True, help_text='The other partnership that it belongs to; empty for our own.', max_length=120)),
                    ],
                    options={
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Profession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True)),
                        ('name', models.CharField(max_length=80, unique=True)),
                    ],
                    options={
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='ServiceSetting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True)),
                        ('name', models.CharField(max_length=80, unique=True)),
                    ],
                    options={
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                        ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                        ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                        ('visits_from', models.CharField(blank=True, help_text='The other partnership from which somebody visits to sign; else empty.', max_length=120)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_is_lower_case')],
                    },
                ),
                migrations.CreateModel(
                    name='FormDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(help_text='Which form, such as `lesson:module-1:4f…`.', max_length=120)),
                        ('fields', models.JSONField()),
                        ('kept_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField(db_index=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='form_drafts', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-kept_at'],
                        'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='one_draft_of_a_form_for_a_person'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('kept_at'))), name='a_draft_expires_later')],
                    },
                ),
                migrations.CreateModel(
                    name='NameWithholding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ground', models.CharField(choices=[('asked', 'The person asked for it'), ('risk', 'There is a known risk to the person')], max_length=10)),
                        ('reason', models.TextField(help_text='Only officers read it.')),
                        ('state', models.CharField(choices=[('standing', 'Withheld'), ('ended', 'Shown again')], default='standing', max_length=10)),
                        ('withheld_at', models.DateTimeField()),
                        ('review_on', models.DateField()),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('end_reason', models.TextField(blank=True)),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='name_withholdings', to=settings.AUTH_USER_MODEL)),
                        ('withheld_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'withheld name',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'standing')), fields=('user',), name='one_standing_withholding_of_a_name'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='withholding_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='withholding_end_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None), ('state', 'standing')), models.Q(('ended_at__gte', models.F('withheld_at')), ('state', 'ended'), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='withholding_ends_by_decision'), models.CheckConstraint(condition=models.Q(('user', models.F('withheld_by')), _negated=True), name='name_not_withheld_by_the_person'), models.CheckConstraint(condition=models.Q(('user', models.F('ended_by')), _negated=True), name='withholding_not_ended_by_the_person')],
                    },
                ),
                migrations.CreateModel(
                    name='ProfessionalRegistration',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('body', models.CharField(choices=[('hcpc', 'Health and Care Professions Council'), ('nmc', 'Nursing and Midwifery Council'), ('sssc', 'Scottish Social Services Council'), ('swe', 'Social Work England')], max_length=10)),
                        ('number', models.CharField(max_length=30)),
                        ('valid_from', models.DateField()),
                        ('valid_until', models.DateField()),
                        ('checked_on', models.DateField(help_text="When the body's own register was last looked at.")),
                        ('recorded_at', models.DateTimeField(default=core.clock.now, help_text='Since when the register knows of it.')),
                        ('ended_at', models.DateTimeField(blank=True, help_text='When it was ended before its time.', null=True)),
                        ('was_until', models.DateField(blank=True, help_text='Until when (exclusive) it would have held.', null=True)),
                        ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('profession', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.profession')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='registration_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('was_until__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('was_until__isnull', False)), _connector='OR'), name='early_end_of_registration_is_whole'), models.CheckConstraint(condition=models.Q(('user', models.F('checked_by')), _negated=True), name='nobody_records_their_own_registration'), models.UniqueConstraint(fields=('body', 'number', 'valid_from'), name='one_registration_for_a_number')],
                    },
                ),
                migrations.CreateModel(
                    name='ComplexExperience',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField()),
                        ('valid_until', models.DateField(blank=True, null=True)),
                        ('recorded_at', models.DateTimeField(default=core.clock.now)),
                        ('ended_at', models.DateTimeField(blank=True, help_text='When it was taken back.', null=True)),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='experience', to='people.professionalregistration')),
                    ],
                    options={
                        'verbose_name_plural': 'complex experience',
                        'ordering': ['-valid_from', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='complex_experience_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='end_of_complex_experience_is_whole')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('caseworker', 'Caseworker'), ('trainer', 'Trainer'), ('visiting_signer', 'Visiting signer'), ('accreditation_officer', 'Accreditation officer'), ('governance', 'Governance group member'), ('manager', 'Manager'), ('editor', 'Editor'), ('safeguarding_lead', 'Safeguarding lead'), ('provider', 'Provider’s staff')], max_length=30)),
                        ('valid_from', models.DateField()),
                        ('valid_until', models.DateField(blank=True, null=True)),
                        ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='people.organisation')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='role_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('user', 'role', 'organisation'), name='one_open_grant_of_a_role_in_an_organisation'), models.UniqueConstraint(condition=models.Q(('organisation', None), ('valid_until', None)), fields=('user', 'role'), name='one_open_grant_of_a_role_in_the_partnership')],
                    },
                ),
                migrations.CreateModel(
                    name='Employment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('job_title', models.CharField(max_length=120)),
                        ('valid_from', models.DateField()),
                        ('valid_until', models.DateField(blank=True, null=True)),
                        ('line_manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='managed_employments', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to=settings.AUTH_USER_MODEL)),
                        ('localities', models.ManyToManyField(blank=True, to='people.locality')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='people.organisation')),
                        ('seconded_from', models.ForeignKey(blank=True, help_text='The employer that lends them, while they work for the organisation.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='secondments', to='people.organisation')),
                        ('profession', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.profession')),
                        ('service_setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.servicesetting')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='employment_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('user', models.F('line_manager')), _negated=True), name='employment_not_managed_by_oneself'), models.CheckConstraint(condition=models.Q(('organisation', models.F('seconded_from')), _negated=True), name='nobody_is_seconded_to_their_own_employer'), models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('user',), name='one_open_employment_for_a_person')],
                    },
                ),
                migrations.CreateModel(
                    name='StaffCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('dbs', 'Disclosure and Barring Service'), ('pvg', 'Protecting Vulnerable Groups scheme')], max_length=10)),
                        ('checked_on', models.DateField()),
                        ('recheck_on', models.DateField()),
                        ('recorded_at', models.DateTimeField(default=core.clock.now, help_text='Since when the register knows of it.')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_checks', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-recheck_on', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('recheck_on__isnull', True), ('recheck_on__gte', models.F('checked_on')), _connector='OR'), name='staff_check_recheck_is_later'), models.CheckConstraint(condition=models.Q(('user', models.F('recorded_by')), _negated=True), name='nobody_records_their_own_staff_check')],
                    },
                ),
                migrations.CreateModel(
                    name='StaffCheckEnd',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ended_at', models.DateTimeField()),
                        ('check_ended', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='people.staffcheck')),
                        ('ended_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
