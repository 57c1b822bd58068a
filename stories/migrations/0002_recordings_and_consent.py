import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import stories.models.recording
import stories.models.story
import taggit.managers
import wagtail.fields
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '__first__'),
        ('stories', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
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
            ],
            options={
                'verbose_name': 'recording',
                'verbose_name_plural': 'recordings',
                'ordering': ['title'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='StoryVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content_digest', models.CharField(max_length=64)),
                ('revision_id', models.PositiveBigIntegerField(help_text='The revision that holds the words.')),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['story', '-number'],
            },
        ),
        migrations.CreateModel(
            name='Viewing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
            ],
            options={
                'ordering': ['first_on', 'pk'],
            },
        ),
        migrations.RemoveField(
            model_name='consent',
            name='agreed_to',
        ),
        migrations.AddField(
            model_name='consent',
            name='content_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='consent',
            name='evidence',
            field=models.CharField(blank=True, help_text='Where the signed paper or recording is kept.', max_length=300),
        ),
        migrations.AddField(
            model_name='consent',
            name='for_evaluation',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='consent',
            name='for_public_web',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='consent',
            name='for_training',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='consent',
            name='how',
            field=models.CharField(blank=True, choices=[('paper', 'Signed on paper'), ('recorded', 'Said and recorded'), ('online', 'Agreed online')], max_length=20),
        ),
        migrations.AddField(
            model_name='story',
            name='content_digest',
            field=stories.models.story.ContentDigestField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='story',
            name='expire_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time'),
        ),
        migrations.AddField(
            model_name='story',
            name='expired',
            field=models.BooleanField(default=False, editable=False, verbose_name='expired'),
        ),
        migrations.AddField(
            model_name='story',
            name='first_published_at',
            field=models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at'),
        ),
        migrations.AddField(
            model_name='story',
            name='go_live_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='go live date/time'),
        ),
        migrations.AddField(
            model_name='story',
            name='has_unpublished_changes',
            field=models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes'),
        ),
        migrations.AddField(
            model_name='story',
            name='last_published_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='last published at'),
        ),
        migrations.AddField(
            model_name='story',
            name='latest_revision',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision'),
        ),
        migrations.AddField(
            model_name='story',
            name='live',
            field=models.BooleanField(default=True, editable=False, verbose_name='live'),
        ),
        migrations.AddField(
            model_name='story',
            name='live_revision',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='given_by',
            field=models.CharField(help_text='Who agreed: the person, or who may speak for them.', max_length=120),
        ),
        migrations.AlterField(
            model_name='story',
            name='body',
            field=wagtail.fields.StreamField([('text', 2), ('picture', 6), ('recording', 7)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 120, 'required': False}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link', 'h3']}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the picture shows, for someone who cannot see it.', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 200, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('stories.blocks.RecordingBlock', (), {})}),
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
        migrations.AddField(
            model_name='consent',
            name='appearance',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='stories.appearance'),
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
        migrations.RemoveField(
            model_name='consent',
            name='wording',
        ),
        migrations.AddField(
            model_name='consent',
            name='wording',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stories.consentwording'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appearance', None), ('kind', 'made_for_training'), ('wording', None)), models.Q(('appearance__isnull', False), ('kind', 'person'), ('wording__isnull', False), models.Q(('how', ''), _negated=True), models.Q(('evidence', ''), _negated=True), models.Q(('content_digest', ''), _negated=True)), _connector='OR'), name='a_persons_consent_says_who_how_and_in_which_words'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('for_training', True), ('for_evaluation', True), ('for_public_web', True), _connector='OR'), name='consent_is_for_something'),
        ),
        migrations.AddField(
            model_name='story',
            name='needs',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, to='stories.need'),
        ),
        migrations.AddField(
            model_name='recording',
            name='collection',
            field=models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection'),
        ),
        migrations.AddField(
            model_name='recording',
            name='story',
            field=models.ForeignKey(help_text='The consent of everybody in this story covers the recording.', on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='stories.story'),
        ),
        migrations.AddField(
            model_name='recording',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags'),
        ),
        migrations.AddField(
            model_name='recording',
            name='uploaded_by_user',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user'),
        ),
        migrations.AddField(
            model_name='storyversion',
            name='published_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='storyversion',
            name='story',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='stories.story'),
        ),
        migrations.AddField(
            model_name='viewing',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='story_viewings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='viewing',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='viewings', to='stories.storyversion'),
        ),
        migrations.AddConstraint(
            model_name='storyversion',
            constraint=models.UniqueConstraint(fields=('story', 'number'), name='one_story_version_for_a_number'),
        ),
        migrations.AddConstraint(
            model_name='storyversion',
            constraint=models.UniqueConstraint(fields=('story', 'content_digest'), name='one_story_version_for_its_words'),
        ),
        migrations.AddConstraint(
            model_name='viewing',
            constraint=models.UniqueConstraint(fields=('user', 'version'), name='one_viewing_of_a_story_version'),
        ),
    ]
