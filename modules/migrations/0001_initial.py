import core.tables
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import re
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Attempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(choices=[('check', 'Knowledge check'), ('before', 'What you know already')], default='check', max_length=10)),
                        ('started_at', models.DateTimeField()),
                        ('closes_at', models.DateTimeField(blank=True, null=True)),
                        ('submitted_at', models.DateTimeField(blank=True, null=True)),
                        ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('out_of', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('passed', models.BooleanField(blank=True, null=True)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='modules.enrolment')),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='modules.moduleversion')),
                    ],
                    options={
                        'ordering': ['started_at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('out_of__isnull', True), ('score__isnull', True), ('submitted_at__isnull', True)), models.Q(('out_of__isnull', False), ('score__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='attempt_submitted_with_its_result'), models.CheckConstraint(condition=models.Q(models.Q(('passed', None), ('submitted_at', None)), models.Q(('passed', None), ('purpose', 'before')), models.Q(('passed__isnull', False), ('purpose', 'check'), ('submitted_at__isnull', False)), _connector='OR'), name='attempt_is_passed_or_not_when_it_counts'), models.CheckConstraint(condition=models.Q(('score', None), ('score__lte', models.F('out_of')), _connector='OR'), name='attempt_scores_no_more_than_there_is'), models.UniqueConstraint(condition=models.Q(('submitted_at', None)), fields=('enrolment', 'purpose'), name='one_open_attempt_in_an_enrolment'), models.UniqueConstraint(condition=models.Q(('purpose', 'before')), fields=('enrolment',), name='one_look_before_in_an_enrolment')],
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
                        ('waived', models.JSONField(default=list, help_text='What the holder did not have to do, as sentences.')),
                        ('completion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='modules.completion')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Choice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('text', models.CharField(max_length=500)),
                        ('match', models.CharField(blank=True, help_text='Only for pairs: the right side.', max_length=300)),
                        ('tolerance', models.DecimalField(blank=True, decimal_places=6, help_text='Only for numbers; empty means exactly.', max_digits=15, null=True)),
                        ('is_correct', models.BooleanField(default=False, verbose_name='right')),
                        ('feedback', models.TextField(blank=True, help_text='Says why, to somebody who chose it.', max_length=1000)),
                        ('question', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='modules.question')),
                    ],
                    options={
                        'ordering': ['sort_order'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='CommentAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('done', models.TextField(max_length=2000)),
                        ('answered_at', models.DateTimeField()),
                        ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='modules.reviewcomment')),
                    ],
                    options={
                        'ordering': ['answered_at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Completion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('turn', models.PositiveSmallIntegerField(default=1)),
                        ('counted', models.JSONField(default=dict, help_text='The rules it was derived under.')),
                        ('completed_at', models.DateTimeField()),
                        ('attempt', models.ForeignKey(help_text='The passed check it rests on; none where the check was waived or does not count.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='modules.attempt')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to=settings.AUTH_USER_MODEL)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='modules.enrolment')),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='modules.moduleversion')),
                        ('waiver', models.ForeignKey(help_text='Of the whole module.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='completions', to='modules.waiver')),
                    ],
                    options={
                        'ordering': ['-completed_at', '-pk'],
                        'constraints': [models.UniqueConstraint(fields=('user', 'module_version', 'turn'), name='one_completion_of_a_version')],
                    },
                ),
                migrations.CreateModel(
                    name='CompletionChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rules', models.JSONField(null=True)),
                        ('reaches_back', models.BooleanField(default=False)),
                        ('revision_id', models.PositiveBigIntegerField(null=True)),
                        ('content_digest', models.CharField(blank=True, max_length=64)),
                        ('reason', models.TextField(max_length=1000)),
                        ('gained', models.PositiveIntegerField(help_text='How many people would complete the module, as proposed.')),
                        ('lost', models.PositiveIntegerField(help_text='How many completions would be withdrawn, as proposed.')),
                        ('proposed_at', models.DateTimeField()),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('is_confirmed', models.BooleanField(null=True)),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='completion_changes', to='modules.module')),
                    ],
                    options={
                        'ordering': ['-proposed_at', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('is_confirmed__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_confirmed__isnull', False)), _connector='OR'), name='change_decided_by_somebody'), models.CheckConstraint(condition=models.Q(('proposed_by', models.F('decided_by')), _negated=True), name='change_confirmed_by_a_second_person'), models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('module',), name='one_change_waits_for_a_module'), models.CheckConstraint(condition=models.Q(models.Q(('revision_id__isnull', False), ('rules__isnull', True)), models.Q(('revision_id__isnull', True), ('rules__isnull', False)), _connector='OR'), name='a_change_is_of_rules_or_of_content')],
                    },
                ),
                migrations.CreateModel(
                    name='CompletionRules',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('needs_lessons', models.BooleanField(default=True)),
                        ('needs_check', models.BooleanField(default=True)),
                        ('needs_scenarios', models.BooleanField(default=True)),
                        ('needs_session', models.BooleanField(default=False)),
                        ('reaches_back', models.BooleanField(default=False)),
                        ('reason', models.TextField(max_length=1000)),
                        ('made_at', models.DateTimeField()),
                        ('confirmed_by', models.ForeignKey(help_text='A second person.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='all_rules', to='modules.module')),
                    ],
                    options={
                        'verbose_name_plural': 'completion rules',
                        'ordering': ['-made_at', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('made_by', models.F('confirmed_by')), _negated=True), name='rules_confirmed_by_a_second_person'), models.CheckConstraint(condition=models.Q(('needs_lessons', True), ('needs_check', True), ('needs_session', True), _connector='OR'), name='something_must_be_done_to_complete')],
                    },
                ),
                migrations.CreateModel(
                    name='CompletionWithdrawn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300)),
                        ('withdrawn_at', models.DateTimeField()),
                        ('completion', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='modules.completion')),
                        ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name_plural': 'completions withdrawn',
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
                migrations.CreateModel(
                    name='Module',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True)),
                        ('title', models.CharField(max_length=120)),
                        ('position', models.PositiveSmallIntegerField(default=0, help_text='Its place in the list of modules.')),
                        ('level', models.CharField(choices=[('foundation', 'Foundation'), ('simple', 'Simple needs'), ('moderate', 'Moderate needs'), ('trainer', 'Trainers')], max_length=20)),
                        ('loaded_digest', models.CharField(blank=True, editable=False, max_length=64)),
                        ('rules', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.completionrules')),
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
                    name='ModulePage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                        ('summary', models.TextField(max_length=600)),
                        ('audience', models.CharField(max_length=300)),
                        ('label', models.CharField(max_length=20, verbose_name='version')),
                        ('check_minutes', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1)], verbose_name='minutes of the knowledge check')),
                        ('pass_mark', models.PositiveSmallIntegerField(default=70, validators=[django.core.validators.MaxValueValidator(100)])),
                        ('questions_drawn', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1)])),
                        ('draws', wagtail.fields.StreamField([('draw', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'A topic of the question bank.', 'max_length': 50}), 1: ('wagtail.blocks.IntegerBlock', (), {'max_value': 100, 'min_value': 1}), 2: ('wagtail.blocks.StructBlock', [[('tag', 0), ('count', 1)]], {})}, help_text='How many of the questions come from each topic. Without any, all are drawn from the whole bank.')),
                        ('attempts_allowed', models.PositiveSmallIntegerField(blank=True, help_text='Empty: as often as somebody likes.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most tries of the check')),
                        ('retry_wait_minutes', models.PositiveIntegerField(blank=True, help_text='Empty: no wait.', null=True, verbose_name='minutes to wait after a try that was not passed')),
                        ('minutes_allowed', models.PositiveSmallIntegerField(blank=True, help_text='Empty: no limit of time. Set one only when it must be; it keeps out people who need longer.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='minutes allowed for the check')),
                        ('sources', models.TextField(blank=True, help_text='One on each line.')),
                        ('outcomes', wagtail.fields.StreamField([('outcome', 3)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 20}), 1: ('wagtail.blocks.CharBlock', (), {'max_length': 300}), 2: ('wagtail.blocks.ListBlock', (0,), {}), 3: ('wagtail.blocks.StructBlock', [[('code', 0), ('text', 1), ('criteria', 2)]], {})})),
                        ('lessons', wagtail.fields.StreamField([('lesson', 29)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 120}), 1: ('wagtail.blocks.IntegerBlock', (), {'max_value': 240, 'min_value': 1}), 2: ('wagtail.blocks.CharBlock', (), {'max_length': 120, 'required': False}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link', 'h3']}), 4: ('wagtail.blocks.StructBlock', [[('heading', 2), ('text', 3)]], {}), 5: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('scotland', 'Scotland'), ('england', 'England'), ('both', 'Scotland and England')]}), 6: ('wagtail.blocks.DateBlock', (), {'label': 'As the law stood on'}), 7: ('wagtail.blocks.StructBlock', [[('heading', 0), ('nation', 5), ('as_at', 6), ('text', 3)]], {}), 8: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the picture shows, for someone who cannot see it.', 'max_length': 250}), 10: ('wagtail.blocks.CharBlock', (), {'max_length': 200, 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('picture', 8), ('alternative', 9), ('caption', 10)]], {}), 12: ('wagtail.blocks.IntegerBlock', (), {'default': 5, 'max_value': 120, 'min_value': 0}), 13: ('wagtail.blocks.StructBlock', [[('heading', 2), ('text', 3), ('minutes', 12)]], {}), 14: ('wagtail.blocks.TextBlock', (), {}), 15: ('wagtail.blocks.StructBlock', [[('prompt', 14)]], {}), 16: ('stories.blocks.StoryBlock', (), {}), 17: ('modules.scenario_blocks.ScenarioBlock', (), {}), 18: ('stories.blocks.RecordingBlock', (), {}), 19: ('wagtail.documents.blocks.DocumentChooserBlock', (), {}), 20: ('wagtail.blocks.CharBlock', (), {'help_text': "In place of the file's own title.", 'max_length': 120, 'required': False}), 21: ('wagtail.blocks.StructBlock', [[('document', 19), ('title', 20)]], {}), 22: ('wagtail.blocks.CharBlock', (), {'max_length': 30}), 23: ('wagtail.blocks.ListBlock', (22,), {'help_text': 'The codes of questions that are used for practice.', 'min_num': 1}), 24: ('wagtail.blocks.StructBlock', [[('questions', 23)]], {}), 25: ('wagtail.blocks.StreamBlock', [[('text', 4), ('law', 7), ('picture', 11), ('activity', 13), ('reflection', 15), ('story', 16), ('scenario', 17), ('recording', 18), ('download', 21), ('practice', 24)]], {}), 26: ('wagtail.blocks.CharBlock', (), {'max_length': 20}), 27: ('wagtail.blocks.ListBlock', (26,), {'default': [], 'help_text': 'The codes of the outcomes it serves.', 'required': False}), 28: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link', 'h3'], 'help_text': 'Shown to trainers, never to learners.', 'label': "Trainers' notes", 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('title', 0), ('minutes', 1), ('content', 25), ('outcomes', 27), ('notes', 28)]], {})})),
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
                migrations.CreateModel(
                    name='MoreAttempts',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300)),
                        ('allowed_at', models.DateTimeField()),
                        ('allowed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='more_attempts', to='modules.enrolment')),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.moduleversion')),
                    ],
                    options={
                        'verbose_name_plural': 'more attempts',
                    },
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=30, unique=True)),
                        ('kind', models.CharField(choices=[('single', 'One right answer'), ('multiple', 'Several right answers'), ('true_false', 'True or false'), ('matching', 'Pairs to match'), ('ordering', 'Items to put in order'), ('short_answer', 'A few words to type'), ('numeric', 'A number to type')], max_length=20)),
                        ('use', models.CharField(choices=[('check', 'Knowledge check'), ('practice', 'Practice in a lesson')], default='check', max_length=20, verbose_name='used for')),
                        ('stem', models.TextField(help_text='With several right answers, end with “Choose all that apply.”', max_length=1500, verbose_name='question')),
                        ('unit', models.CharField(blank=True, help_text='Only for a number, such as mm.', max_length=20)),
                        ('feedback', models.TextField(blank=True, help_text='Pairs and orders: why this is right. Words and numbers: said when no listed answer fits.', max_length=1000)),
                        ('criterion', models.CharField(help_text='The performance criterion that it tests, such as HC-1.2.', max_length=20)),
                        ('source', models.CharField(help_text='What it rests on.', max_length=300)),
                        ('tags', models.CharField(blank=True, help_text='Topics, with spaces between. A check can draw so many questions of each.', max_length=200, validators=[django.core.validators.RegexValidator('^[a-z0-9-]+( [a-z0-9-]+)*$', 'Write tags in small letters, digits and hyphens, with spaces between.')])),
                        ('is_active', models.BooleanField(default=True, help_text='Only questions in use are drawn.', verbose_name='in use')),
                        ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='modules.module')),
                    ],
                    options={
                        'ordering': ['code'],
                        'indexes': [models.Index(fields=['module', 'use', 'is_active'], name='the_bank_that_is_drawn_from')],
                    },
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
                        ('recorded_by', models.ForeignKey(help_text='Who wrote it down; nobody when it came by a link.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='modules.reviewlink')),
                    ],
                    options={
                        'ordering': ['recorded_at', 'pk'],
                        'indexes': [models.Index(fields=['module', 'revision_id'], name='comments_on_a_draft')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('recorded_by__isnull', True), ('link__isnull', True), _connector='XOR'), name='a_comment_came_by_a_person_or_a_link')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision_id', models.PositiveBigIntegerField()),
                        ('content_digest', models.CharField(max_length=64)),
                        ('label', models.CharField(help_text='Who it is for.', max_length=120)),
                        ('made_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('revoked_at', models.DateTimeField(null=True)),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_links', to='modules.module')),
                        ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-made_at', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='a_link_is_revoked_by_somebody'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='a_link_expires_later')],
                    },
                ),
                migrations.CreateModel(
                    name='Scenario',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(unique=True)),
                        ('title', models.CharField(max_length=120)),
                        ('summary', models.TextField(max_length=500)),
                        ('minutes', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)])),
                        ('setting', models.TextField(help_text='Where it plays, and who is there.', max_length=1000)),
                        ('tenure', models.CharField(choices=[('owner', 'Owner-occupied'), ('private_rent', 'Private rent'), ('council', 'Council tenancy'), ('housing_association', 'Housing association tenancy')], max_length=30)),
                        ('nation', models.CharField(choices=[('scotland', 'Scotland'), ('england', 'England'), ('both', 'Scotland and England')], max_length=10)),
                        ('competency', models.CharField(help_text='The competency that it serves, such as SN-1.', max_length=20)),
                        ('criteria', models.CharField(help_text='Performance criteria, separated by spaces.', max_length=300)),
                        ('adaptations', models.CharField(blank=True, help_text='Codes from the adaptation catalogue, separated by spaces.', max_length=300)),
                        ('sources', models.TextField(blank=True, help_text='What it rests on; one on each line.')),
                        ('start', models.CharField(help_text='The name of a node.', max_length=40, validators=[django.core.validators.RegexValidator(re.compile('^[-a-zA-Z0-9_]+\\Z'), 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.', 'invalid')], verbose_name='starts at')),
                        ('several_good_ways', models.BooleanField(default=False, help_text='It is published only when there are at least two.', verbose_name='has several good ways')),
                        ('nodes', wagtail.fields.StreamField([('node', 18)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short, such as at-the-bath.', 'label': 'Name', 'max_length': 40, 'validators': [django.core.validators.RegexValidator(re.compile('^[-a-zA-Z0-9_]+\\Z'), 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.', 'invalid')]}), 1: ('wagtail.blocks.CharBlock', (), {'max_length': 120}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link', 'h3'], 'label': 'Text'}), 3: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('good', 'A good ending'), ('acceptable', 'An acceptable ending'), ('unsafe', 'An unsafe ending')], 'help_text': 'Leave empty where choices follow; an ending has none.', 'required': False}), 4: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link', 'h3'], 'help_text': 'Endings only: what to take from it, and when to stop and refer.', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short, such as ask-again.', 'label': 'Name', 'max_length': 40, 'validators': [django.core.validators.RegexValidator(re.compile('^[-a-zA-Z0-9_]+\\Z'), 'Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.', 'invalid')]}), 6: ('wagtail.blocks.CharBlock', (), {'max_length': 300}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'The name of the node.', 'label': 'Leads to', 'max_length': 40, 'required': False}), 8: ('wagtail.blocks.TextBlock', (), {'help_text': 'Said after the choice is taken.'}), 9: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Several choices at a node may be good.', 'label': 'Good', 'required': False}), 10: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Everyone at this node must then say why.', 'label': 'Asks for a reason', 'required': False}), 11: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met')], 'label': 'Reason for provision', 'required': False}), 12: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met')], 'label': 'Contraindications', 'required': False}), 13: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met')], 'label': 'Decision recorded', 'required': False}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met')], 'label': 'Alternatives considered and discussed', 'required': False}), 15: ('wagtail.blocks.StructBlock', [[('reason', 11), ('contraindications', 12), ('decision', 13), ('alternatives', 14)]], {}), 16: ('wagtail.blocks.StructBlock', [[('id', 5), ('text', 6), ('to', 7), ('feedback', 8), ('is_good', 9), ('asks_reason', 10), ('marks', 15)]], {}), 17: ('wagtail.blocks.ListBlock', (16,), {'default': []}), 18: ('wagtail.blocks.StructBlock', [[('id', 0), ('title', 1), ('html', 2), ('ending', 3), ('debrief', 4), ('choices', 17)]], {})})),
                        ('edited_at', models.DateTimeField(editable=False)),
                        ('loaded_digest', models.CharField(blank=True, editable=False, max_length=64)),
                        ('edited_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['title'],
                    },
                ),
                migrations.CreateModel(
                    name='ScenarioRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('started_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('ending_node', models.CharField(blank=True, max_length=40, null=True)),
                        ('ending', models.CharField(blank=True, choices=[('good', 'A good ending'), ('acceptable', 'An acceptable ending'), ('unsafe', 'An unsafe ending')], max_length=10, null=True)),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scenario_runs', to='modules.enrolment')),
                        ('scenario', models.ForeignKey(help_text='That of the version; it stands here so that a constraint allows one open run.', on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='modules.scenario')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='modules.scenarioversion')),
                    ],
                    options={
                        'verbose_name': 'run of a scenario',
                        'verbose_name_plural': 'runs of scenarios',
                        'ordering': ['started_at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ending__isnull', True), ('ending_node__isnull', True), ('finished_at__isnull', True)), models.Q(('ending__isnull', False), ('ending_node__isnull', False), ('finished_at__isnull', False)), _connector='OR'), name='scenario_run_finished_with_its_ending'), models.CheckConstraint(condition=models.Q(('ending', None), ('ending__in', ['good', 'acceptable', 'unsafe']), _connector='OR'), name='scenario_run_ending_is_known'), models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('enrolment', 'scenario'), name='one_open_run_of_a_scenario')],
                    },
                ),
                migrations.CreateModel(
                    name='ScenarioStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('node', models.CharField(max_length=40)),
                        ('choice', models.CharField(max_length=40)),
                        ('leads_to', models.CharField(max_length=40)),
                        ('reason', models.TextField(blank=True, max_length=2000)),
                        ('taken_at', models.DateTimeField()),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='modules.scenariorun')),
                    ],
                    options={
                        'ordering': ['position'],
                        'indexes': [models.Index(fields=['node', 'choice'], name='scenario_choices_taken')],
                        'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='a_scenario_step_is_taken_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ScenarioVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('title', models.CharField(max_length=120)),
                        ('content', models.JSONField()),
                        ('digest', models.CharField(max_length=64)),
                        ('published_at', models.DateTimeField()),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='modules.scenario')),
                    ],
                    options={
                        'ordering': ['scenario', '-number'],
                        'constraints': [models.UniqueConstraint(fields=('scenario', 'number'), name='one_scenario_version_for_a_number'), models.CheckConstraint(condition=models.Q(('author', models.F('published_by')), _negated=True), name='scenario_publisher_is_not_its_author')],
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
                migrations.CreateModel(
                    name='Taught',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('lesson_id', models.CharField(max_length=36)),
                        ('session_code', models.CharField(max_length=60)),
                        ('turn', models.PositiveSmallIntegerField(default=1)),
                        ('taught_at', models.DateTimeField()),
                        ('recorded_at', models.DateTimeField()),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taught', to='modules.enrolment')),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='modules.moduleversion')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name_plural': 'taught',
                        'ordering': ['taught_at', 'pk'],
                        'indexes': [models.Index(fields=['session_code'], name='taught_at_a_session')],
                        'constraints': [models.UniqueConstraint(fields=('enrolment', 'lesson_id', 'session_code', 'turn'), name='a_lesson_is_taught_once_in_a_session')],
                    },
                ),
                migrations.CreateModel(
                    name='TaughtWithdrawn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300)),
                        ('withdrawn_at', models.DateTimeField()),
                        ('taught', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='modules.taught')),
                        ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name_plural': 'taught withdrawn',
                    },
                ),
                migrations.CreateModel(
                    name='Waiver',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('of', models.CharField(choices=[('lesson', 'A lesson'), ('check', 'The knowledge check'), ('module', 'The whole module')], max_length=10)),
                        ('lesson_id', models.CharField(blank=True, max_length=36)),
                        ('lesson_title', models.CharField(blank=True, max_length=120)),
                        ('reason', models.TextField(max_length=1000)),
                        ('given_at', models.DateTimeField()),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='modules.enrolment')),
                        ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers_given', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-given_at', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('user', models.F('given_by')), _negated=True), name='nobody_waives_for_themselves'), models.CheckConstraint(condition=models.Q(models.Q(('of', 'lesson'), models.Q(('lesson_id', ''), _negated=True)), models.Q(models.Q(('of', 'lesson'), _negated=True), ('lesson_id', '')), _connector='OR'), name='a_lessons_waiver_names_the_lesson')],
                    },
                ),
                migrations.CreateModel(
                    name='WaiverWithdrawn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300)),
                        ('withdrawn_at', models.DateTimeField()),
                        ('waiver', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='modules.waiver')),
                        ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name_plural': 'waivers withdrawn',
                    },
                ),
                migrations.CreateModel(
                    name='AttemptQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('content', models.JSONField()),
                        ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='modules.attempt')),
                        ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawn', to='modules.question')),
                    ],
                    options={
                        'ordering': ['position'],
                        'constraints': [models.UniqueConstraint(fields=('attempt', 'position'), name='one_question_at_a_place'), models.UniqueConstraint(fields=('attempt', 'question'), name='a_question_is_drawn_once')],
                    },
                ),
                migrations.CreateModel(
                    name='AttemptAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('chosen', models.JSONField(help_text='The ids of the choices, or what was typed; empty when time ran out first.')),
                        ('is_correct', models.BooleanField()),
                        ('attempt_question', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='modules.attemptquestion')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
