import core.tables
import django.db.models.deletion
import modelcluster.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('modules', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Questionnaire',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(choices=[('reaction', 'Learners, after completing a module or attending a session'), ('learner', 'Learners, after three months at work'), ('manager', 'Line managers, after three months'), ('trainer', 'Trainers, about a module'), ('satisfaction', 'People and carers, when something has been handed over')], max_length=20, unique=True, verbose_name='who is asked')),
                        ('title', models.CharField(max_length=120)),
                        ('introduction', models.TextField(blank=True, help_text='One or two sentences above the questions.', max_length=600)),
                    ],
                    options={
                        'ordering': ['purpose'],
                    },
                ),
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('outcome', models.CharField(choices=[('keep', 'Keep it as it is'), ('change', 'Change it'), ('withdraw', 'Withdraw it')], max_length=20, verbose_name='decision')),
                        ('what', models.TextField(max_length=2000)),
                        ('why', models.TextField(max_length=2000)),
                        ('due_on', models.DateField(verbose_name='to be done by')),
                        ('decided_at', models.DateTimeField()),
                        ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation_decisions', to='modules.moduleversion')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-decided_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='DecisionAnswered',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answered', to='evaluation.decision')),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers_decisions', to='modules.moduleversion')),
                    ],
                    options={
                        'verbose_name_plural': 'decisions answered',
                    },
                ),
                migrations.CreateModel(
                    name='DecisionReply',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('words', models.TextField(max_length=2000)),
                        ('replied_at', models.DateTimeField()),
                        ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reply', to='evaluation.decision')),
                        ('replied_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name_plural': 'decision replies',
                    },
                ),
                migrations.CreateModel(
                    name='QuestionnaireVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('title', models.CharField(max_length=120)),
                        ('introduction', models.TextField(blank=True)),
                        ('questions', models.JSONField()),
                        ('published_at', models.DateTimeField()),
                        ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='evaluation.questionnaire')),
                    ],
                    options={
                        'ordering': ['questionnaire', '-number'],
                        'constraints': [models.UniqueConstraint(fields=('questionnaire', 'number'), name='one_questionnaire_version_for_a_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('delivery', models.CharField(choices=[('online', 'Online'), ('room', 'In the room'), ('mixed', 'Partly in the room, partly online')], max_length=10)),
                        ('pair', models.CharField(blank=True, help_text='The two trainers who led, if it was in a room.', max_length=250)),
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('purpose', models.CharField(choices=[('reaction', 'Learners, after completing a module or attending a session'), ('learner', 'Learners, after three months at work'), ('manager', 'Line managers, after three months'), ('trainer', 'Trainers, about a module'), ('satisfaction', 'People and carers, when something has been handed over')], max_length=20)),
                        ('asked_on', models.DateField()),
                        ('closes_on', models.DateField(help_text='The first day on which it can no longer be answered.')),
                        ('emailed_on', models.DateField(blank=True, null=True)),
                        ('reminded_on', models.DateField(blank=True, null=True)),
                        ('is_answered', models.BooleanField(default=False)),
                        ('about', models.ForeignKey(help_text='Whose learning it is about: for a manager the member of staff, for anyone else themselves.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('asked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation_invitations', to=settings.AUTH_USER_MODEL)),
                        ('locality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.locality')),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.moduleversion')),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('questionnaire_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.questionnaireversion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['module_version', 'purpose'], name='invitations_about_a_version'), models.Index(condition=models.Q(('is_answered', False)), fields=['closes_on'], name='invitations_still_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('closes_on__isnull', True), ('closes_on__gte', models.F('asked_on')), _connector='OR'), name='invitation_closes_after_it_opens'), models.UniqueConstraint(fields=('purpose', 'about', 'module_version'), name='asked_once_about_a_person_and_a_version'), models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'manager'), models.Q(('asked', models.F('about')), _negated=True)), models.Q(models.Q(('purpose', 'manager'), _negated=True), ('asked', models.F('about'))), _connector='OR'), name='only_a_manager_is_asked_about_somebody_else')],
                    },
                ),
                migrations.CreateModel(
                    name='Response',
                    fields=[
                        ('delivery', models.CharField(choices=[('online', 'Online'), ('room', 'In the room'), ('mixed', 'Partly in the room, partly online')], max_length=10)),
                        ('pair', models.CharField(blank=True, help_text='The two trainers who led, if it was in a room.', max_length=250)),
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('purpose', models.CharField(choices=[('reaction', 'Learners, after completing a module or attending a session'), ('learner', 'Learners, after three months at work'), ('manager', 'Line managers, after three months'), ('trainer', 'Trainers, about a module'), ('satisfaction', 'People and carers, when something has been handed over')], max_length=20)),
                        ('locality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.locality')),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.moduleversion')),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('questionnaire_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.questionnaireversion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['module_version', 'purpose'], name='responses_about_a_version')],
                    },
                ),
                migrations.CreateModel(
                    name='Answer',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('code', models.CharField(max_length=50)),
                        ('outcome', models.CharField(blank=True, help_text="For confidence: the learning outcome's code.", max_length=20)),
                        ('scale', models.PositiveSmallIntegerField(null=True)),
                        ('choice', models.CharField(blank=True, max_length=200)),
                        ('words', models.TextField(blank=True, max_length=2000)),
                        ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='evaluation.response')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('response', 'code', 'outcome'), name='one_answer_to_a_question'), models.CheckConstraint(condition=models.Q(models.Q(('scale__isnull', False), ('choice', ''), ('words', '')), models.Q(('scale', None), models.Q(('choice', ''), _negated=True), ('words', '')), models.Q(('scale', None), ('choice', ''), models.Q(('words', ''), _negated=True)), _connector='OR'), name='an_answer_is_a_number_a_choice_or_words'), models.CheckConstraint(condition=models.Q(('scale', None), models.Q(('scale__gte', 1), ('scale__lte', 5)), _connector='OR'), name='a_scale_goes_from_1_to_5')],
                    },
                ),
                migrations.CreateModel(
                    name='Present',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='present', to='evaluation.decision')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name_plural': 'present',
                        'constraints': [models.UniqueConstraint(fields=('decision', 'user'), name='present_once')],
                    },
                ),
                migrations.CreateModel(
                    name='QuestionnaireQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('code', models.SlugField(help_text='A short name that stays when the words change, so that answers can be compared.', max_length=40)),
                        ('kind', models.CharField(choices=[('scale', 'Agree or disagree, from 1 to 5'), ('choice', 'One of several answers'), ('words', 'In their own words'), ('confidence', 'How confident, for each learning outcome, before and now')], max_length=20)),
                        ('text', models.CharField(max_length=300)),
                        ('hint', models.CharField(blank=True, max_length=300)),
                        ('choices', models.TextField(blank=True, help_text='For “one of several answers”: one answer on each line.', max_length=1000)),
                        ('questionnaire', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='evaluation.questionnaire')),
                    ],
                    options={
                        'ordering': ['sort_order'],
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('questionnaire', 'code'), name='one_question_for_a_code')],
                    },
                ),
            ],
        ),
    ]
