import core.tables
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import stories.models.recording
import stories.models.story
import taggit.managers
import wagtail.fields
import wagtail.models.media
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Need',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, unique=True)),
                    ],
                    options={
                        'ordering': ['name'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Theme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, unique=True)),
                    ],
                    options={
                        'ordering': ['name'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ConsentWording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(unique=True)),
                        ('text', models.TextField()),
                        ('made_at', models.DateTimeField()),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-version'],
                    },
                ),
                migrations.CreateModel(
                    name='Story',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                        ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                        ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                        ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                        ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                        ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                        ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                        ('slug', models.SlugField(unique=True)),
                        ('title', models.CharField(max_length=120)),
                        ('summary', models.TextField(max_length=500)),
                        ('teller', models.CharField(help_text='The name the teller chose to be known by.', max_length=80)),
                        ('body', wagtail.fields.StreamField([('text', 2), ('picture', 6), ('recording', 7)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 120, 'required': False}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link', 'h3']}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the picture shows, for someone who cannot see it.', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 200, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('stories.blocks.RecordingBlock', (), {})})),
                        ('tenure', models.CharField(blank=True, choices=[('owner', 'Owner-occupied'), ('private_rent', 'Private rent'), ('council', 'Council tenancy'), ('housing_association', 'Housing association tenancy')], max_length=30)),
                        ('adaptations', models.CharField(blank=True, help_text='Codes from the adaptation catalogue, separated by spaces.', max_length=300)),
                        ('made_for_training', models.BooleanField(default=False, help_text='The story is invented; nobody in it is real.', verbose_name='made for training')),
                        ('content_digest', stories.models.story.ContentDigestField(blank=True, editable=False, max_length=64)),
                        ('loaded_digest', models.CharField(blank=True, editable=False, max_length=64)),
                        ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                        ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                        ('needs', modelcluster.fields.ParentalManyToManyField(blank=True, to='stories.need')),
                        ('themes', modelcluster.fields.ParentalManyToManyField(blank=True, to='stories.theme')),
                    ],
                    options={
                        'verbose_name_plural': 'stories',
                        'ordering': ['title'],
                    },
                    bases=(wagtail.models.preview.PreviewableMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='Recording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('type', models.CharField(choices=[('audio', 'Audio file'), ('video', 'Video file')], max_length=255)),
                        ('duration', models.FloatField(blank=True, default=0, help_text='Duration in seconds', validators=[django.core.validators.MinValueValidator(0)], verbose_name='duration')),
                        ('width', models.PositiveIntegerField(blank=True, null=True, verbose_name='width')),
                        ('height', models.PositiveIntegerField(blank=True, null=True, verbose_name='height')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                        ('slug', models.SlugField(help_text='A short name for its address, such as ritas-alarm.', unique=True)),
                        ('file', models.FileField(storage=stories.models.recording.recordings_storage, upload_to='recordings')),
                        ('thumbnail', models.FileField(blank=True, storage=stories.models.recording.recordings_storage, upload_to='posters', verbose_name='poster')),
                        ('content_type', models.CharField(editable=False, max_length=40)),
                        ('digest', models.CharField(editable=False, max_length=64)),
                        ('captions', models.TextField(blank=True, help_text='WebVTT. A video needs them.')),
                        ('transcript', models.TextField(blank=True, help_text='All that is said, and what can be seen where it matters. An empty line ends a paragraph.')),
                        ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                        ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                        ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                        ('story', models.ForeignKey(help_text='The consent of everybody in this story covers the recording.', on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='stories.story')),
                    ],
                    options={
                        'verbose_name': 'recording',
                        'verbose_name_plural': 'recordings',
                        'ordering': ['title'],
                    },
                    bases=(modelsearch.index.Indexed, models.Model),
                ),
                migrations.CreateModel(
                    name='Appearance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('part', models.CharField(choices=[('teller', 'Tells their own story'), ('family', 'Family or friend who appears or is named'), ('home', 'Lives in the home that is shown'), ('staff', 'Member of staff who appears')], max_length=20)),
                        ('noted_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('story', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appearances', to='stories.story')),
                    ],
                    options={
                        'ordering': ['noted_at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='appearance_ended_at_with_by'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('story', 'name', 'part'), name='one_appearance_in_one_part')],
                    },
                ),
                migrations.CreateModel(
                    name='StoryVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('content_digest', models.CharField(max_length=64)),
                        ('revision_id', models.PositiveBigIntegerField(help_text='The revision that holds the words.')),
                        ('published_at', models.DateTimeField()),
                        ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('story', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='stories.story')),
                    ],
                    options={
                        'ordering': ['story', '-number'],
                        'constraints': [models.UniqueConstraint(fields=('story', 'number'), name='one_story_version_for_a_number'), models.UniqueConstraint(fields=('story', 'content_digest'), name='one_story_version_for_its_words')],
                    },
                ),
                migrations.CreateModel(
                    name='Viewing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('first_on', models.DateField()),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='story_viewings', to=settings.AUTH_USER_MODEL)),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='viewings', to='stories.storyversion')),
                    ],
                    options={
                        'ordering': ['first_on', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('user', 'version'), name='one_viewing_of_a_story_version')],
                    },
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('person', 'A person agreed'), ('made_for_training', 'Made for training: not a real person')], max_length=20)),
                        ('given_by', models.CharField(help_text='Who agreed: the person, or who may speak for them.', max_length=120)),
                        ('for_training', models.BooleanField(default=True)),
                        ('for_evaluation', models.BooleanField(default=False)),
                        ('for_public_web', models.BooleanField(default=False)),
                        ('how', models.CharField(blank=True, choices=[('paper', 'Signed on paper'), ('recorded', 'Said and recorded'), ('online', 'Agreed online')], max_length=20)),
                        ('evidence', models.CharField(blank=True, help_text='Where the signed paper or recording is kept.', max_length=300)),
                        ('content_digest', models.CharField(blank=True, max_length=64)),
                        ('valid_from', models.DateField()),
                        ('valid_until', models.DateField(blank=True, null=True)),
                        ('recorded_at', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('appearance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='stories.appearance')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('wording', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stories.consentwording')),
                        ('story', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='stories.story')),
                    ],
                    options={
                        'ordering': ['-valid_from', '-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='consent_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='consent_withdrawn_at_with_by'), models.UniqueConstraint(condition=models.Q(('kind', 'made_for_training'), ('withdrawn_at', None)), fields=('story',), name='one_made_for_training_consent_for_a_story'), models.CheckConstraint(condition=models.Q(models.Q(('appearance', None), ('kind', 'made_for_training'), ('wording', None)), models.Q(('appearance__isnull', False), ('kind', 'person'), ('wording__isnull', False), models.Q(('how', ''), _negated=True), models.Q(('evidence', ''), _negated=True), models.Q(('content_digest', ''), _negated=True)), _connector='OR'), name='a_persons_consent_says_who_how_and_in_which_words'), models.CheckConstraint(condition=models.Q(('for_training', True), ('for_evaluation', True), ('for_public_web', True), _connector='OR'), name='consent_is_for_something')],
                    },
                ),
            ],
        ),
    ]
