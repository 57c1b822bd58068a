import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('out_of', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('passed', models.BooleanField(blank=True, null=True)),
            ],
            options={
                'ordering': ['started_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('out_of__isnull', True), ('passed__isnull', True), ('score__isnull', True), ('submitted_at__isnull', True)), models.Q(('out_of__isnull', False), ('passed__isnull', False), ('score__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='attempt_submitted_with_its_result'), models.CheckConstraint(condition=models.Q(('score', None), ('score__lte', models.F('out_of')), _connector='OR'), name='attempt_scores_no_more_than_there_is')],
            },
        ),
        migrations.CreateModel(
            name='Module',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=120)),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Its place in the list of modules.')),
                ('level', models.CharField(choices=[('foundation', 'Foundation'), ('simple', 'Simple needs'), ('moderate', 'Moderate needs'), ('trainer', 'Trainers')], max_length=20)),
                ('loaded_digest', models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='ModuleIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='AttemptQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('content', models.JSONField()),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='modules.attempt')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('attempt', 'position'), name='one_question_at_a_place')],
            },
        ),
        migrations.CreateModel(
            name='AttemptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chosen', models.JSONField(help_text='The ids of the choices.')),
                ('is_correct', models.BooleanField()),
                ('attempt_question', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='modules.attemptquestion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('completed_at', models.DateTimeField()),
                ('attempt', models.OneToOneField(help_text='The passed check it rests on.', on_delete=django.db.models.deletion.PROTECT, related_name='completion', to='modules.attempt')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-completed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True)),
                ('holder', models.CharField(max_length=200)),
                ('organisation', models.CharField(blank=True, max_length=120)),
                ('module_title', models.CharField(max_length=255)),
                ('module_code', models.CharField(max_length=50)),
                ('version_label', models.CharField(max_length=20)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('completed_on', models.DateField()),
                ('issued_at', models.DateTimeField()),
                ('outcomes', models.JSONField(default=list, help_text='What the holder can do, as sentences.')),
                ('completion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='modules.completion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enrolled_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to=settings.AUTH_USER_MODEL)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='modules.module')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'module'), name='one_enrolment_in_a_module')],
            },
        ),
        migrations.AddField(
            model_name='completion',
            name='enrolment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='modules.enrolment'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='enrolment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='modules.enrolment'),
        ),
        migrations.CreateModel(
            name='ModulePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('summary', models.TextField(max_length=600)),
                ('audience', models.CharField(max_length=300)),
                ('label', models.CharField(max_length=20, verbose_name='version')),
                ('minutes', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ('pass_mark', models.PositiveSmallIntegerField(default=70, validators=[django.core.validators.MaxValueValidator(100)])),
                ('questions_drawn', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1)])),
                ('sources', models.TextField(blank=True, help_text='One on each line.')),
                ('outcomes', wagtail.fields.StreamField([('outcome', 3)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 20}), 1: ('wagtail.blocks.CharBlock', (), {'max_length': 300}), 2: ('wagtail.blocks.ListBlock', (0,), {}), 3: ('wagtail.blocks.StructBlock', [[('code', 0), ('text', 1), ('criteria', 2)]], {})})),
                ('lessons', wagtail.fields.StreamField([('lesson', 13)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 120}), 1: ('wagtail.blocks.IntegerBlock', (), {'max_value': 240, 'min_value': 1}), 2: ('wagtail.blocks.CharBlock', (), {'max_length': 120, 'required': False}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link', 'h3']}), 4: ('wagtail.blocks.StructBlock', [[('heading', 2), ('text', 3)]], {}), 5: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the picture shows, for someone who cannot see it.', 'max_length': 250}), 7: ('wagtail.blocks.CharBlock', (), {'max_length': 200, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('picture', 5), ('alternative', 6), ('caption', 7)]], {}), 9: ('wagtail.blocks.TextBlock', (), {}), 10: ('wagtail.blocks.StructBlock', [[('prompt', 9)]], {}), 11: ('stories.blocks.StoryBlock', (), {}), 12: ('wagtail.blocks.StreamBlock', [[('text', 4), ('picture', 8), ('activity', 4), ('reflection', 10), ('story', 11)]], {}), 13: ('wagtail.blocks.StructBlock', [[('title', 0), ('minutes', 1), ('content', 12)]], {})})),
                ('planned_lessons', models.TextField(blank=True, help_text='Lessons still being written; one title on each line.')),
                ('module', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='page', to='modules.module')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ModulePrerequisite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_name', models.CharField(blank=True, help_text='A named check, such as signed_off_competency, in place of a module.', max_length=60)),
                ('module', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='prerequisites', to='modules.module')),
                ('requires', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opens', to='modules.module')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('requires__isnull', False), ('check_name', '')), models.Q(('requires', None), models.Q(('check_name', ''), _negated=True)), _connector='OR'), name='prerequisite_is_a_module_or_a_check', violation_error_message='Name a module or a check, one of the two.'), models.CheckConstraint(condition=models.Q(('module', models.F('requires')), _negated=True), name='module_does_not_require_itself'), models.UniqueConstraint(fields=('module', 'requires'), name='one_prerequisite_for_a_module')],
            },
        ),
        migrations.CreateModel(
            name='ModuleReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision_id', models.PositiveBigIntegerField()),
                ('content_digest', models.CharField(max_length=64)),
                ('decision', models.CharField(choices=[('approved', 'Approved'), ('changes_asked', 'Changes asked for')], max_length=20)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('decided_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='modules.module')),
            ],
            options={
                'ordering': ['-decided_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('author', models.F('decided_by')), _negated=True), name='reviewer_is_not_the_author'), models.UniqueConstraint(condition=models.Q(('decision', 'approved')), fields=('revision_id', 'content_digest'), name='one_approval_for_a_draft')],
            },
        ),
        migrations.CreateModel(
            name='ModuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('label', models.CharField(help_text='What the editor calls it, such as 2026.1.', max_length=20)),
                ('title', models.CharField(max_length=255)),
                ('content', models.JSONField()),
                ('outcomes', models.JSONField(default=list)),
                ('pass_mark', models.PositiveSmallIntegerField()),
                ('questions_drawn', models.PositiveSmallIntegerField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('review_state', models.CharField(choices=[('draft', 'Draft teaching text: not yet reviewed by an occupational therapist, a housing practitioner and service users'), ('reviewed', 'Reviewed by an occupational therapist, a housing practitioner and service users')], max_length=20)),
                ('revision_id', models.PositiveBigIntegerField(help_text="The page's revision that it was made from.")),
                ('published_at', models.DateTimeField()),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='modules.module')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['module', '-number'],
                'constraints': [models.UniqueConstraint(fields=('module', 'number'), name='one_version_for_a_number'), models.UniqueConstraint(fields=('module', 'revision_id'), name='one_version_for_a_revision'), models.CheckConstraint(condition=models.Q(('pass_mark__lte', 100)), name='pass_mark_is_a_percentage'), models.CheckConstraint(condition=models.Q(('questions_drawn__gte', 1)), name='a_check_draws_questions')],
            },
        ),
        migrations.AddField(
            model_name='completion',
            name='module_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='modules.moduleversion'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='module_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='modules.moduleversion'),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('kind', models.CharField(choices=[('single', 'One right answer'), ('multiple', 'Several right answers'), ('true_false', 'True or false')], max_length=20)),
                ('stem', models.TextField(help_text='With several right answers, end with “Choose all that apply.”', max_length=1500, verbose_name='question')),
                ('criterion', models.CharField(help_text='The performance criterion that it tests, such as HC-1.2.', max_length=20)),
                ('source', models.CharField(help_text='What it rests on.', max_length=300)),
                ('is_active', models.BooleanField(default=True, help_text='Only questions in use are drawn.', verbose_name='in use')),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='modules.module')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('text', models.CharField(max_length=500)),
                ('is_correct', models.BooleanField(default=False, verbose_name='right')),
                ('feedback', models.TextField(help_text='Says why, to somebody who chose it.', max_length=1000)),
                ('question', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='modules.question')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='attemptquestion',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.question'),
        ),
        migrations.CreateModel(
            name='Reflection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson_id', models.CharField(max_length=36)),
                ('block_id', models.CharField(max_length=36)),
                ('prompt', models.TextField()),
                ('text', models.TextField(max_length=5000)),
                ('written_at', models.DateTimeField()),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reflections', to='modules.enrolment')),
                ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.moduleversion')),
            ],
            options={
                'ordering': ['written_at', 'pk'],
                'indexes': [models.Index(fields=['enrolment', 'lesson_id'], name='reflections_in_a_lesson')],
            },
        ),
        migrations.CreateModel(
            name='ReviewComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision_id', models.PositiveBigIntegerField()),
                ('content_digest', models.CharField(max_length=64)),
                ('voice', models.CharField(choices=[('service_user_or_carer', 'Service user or carer'), ('occupational_therapist', 'Occupational therapist'), ('housing_practitioner', 'Housing practitioner'), ('other', 'Somebody else')], max_length=30)),
                ('said_by', models.CharField(help_text="A name or a group, such as the carers' forum.", max_length=120)),
                ('words', models.TextField(max_length=4000)),
                ('recorded_at', models.DateTimeField()),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_comments', to='modules.module')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['recorded_at', 'pk'],
                'indexes': [models.Index(fields=['module', 'revision_id'], name='comments_on_a_draft')],
            },
        ),
        migrations.CreateModel(
            name='StepDone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson_id', models.CharField(max_length=36)),
                ('done_at', models.DateTimeField()),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps_done', to='modules.enrolment')),
                ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.moduleversion')),
            ],
            options={
                'verbose_name_plural': 'steps done',
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'lesson_id'), name='a_step_is_done_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.UniqueConstraint(fields=('user', 'module_version'), name='one_completion_of_a_version'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('submitted_at', None)), fields=('enrolment',), name='one_open_attempt_in_an_enrolment'),
        ),
        migrations.AddConstraint(
            model_name='attemptquestion',
            constraint=models.UniqueConstraint(fields=('attempt', 'question'), name='a_question_is_drawn_once'),
        ),
    ]
