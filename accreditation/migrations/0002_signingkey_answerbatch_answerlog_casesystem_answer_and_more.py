import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accreditation', '0001_initial'),
        ('allauth_idp_oidc', '0003_client_allow_uri_wildcards'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kid', models.CharField(help_text="The key's RFC 7638 thumbprint.", max_length=60, unique=True)),
                ('public_jwk', models.JSONField()),
                ('first_used_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AnswerBatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(help_text='From 1, without gaps.', unique=True)),
                ('size', models.PositiveSmallIntegerField()),
                ('previous_head', models.CharField(blank=True, help_text='Empty for the first.', max_length=64)),
                ('head', models.CharField(max_length=64, unique=True)),
                ('signed_head', models.TextField()),
                ('sealed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'answer batches',
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='answer_batch_holds_something'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('previous_head', '')), models.Q(('number__gt', 1), models.Q(('previous_head', ''), _negated=True)), _connector='OR'), name='only_the_first_answer_batch_has_nothing_before_it')],
            },
        ),
        migrations.CreateModel(
            name='AnswerLog',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('batches', models.PositiveBigIntegerField(default=0)),
                ('head', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='answer_log_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='CaseSystem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('is_live', models.BooleanField(default=True, help_text='The register answers it.')),
                ('created_at', models.DateTimeField()),
                ('switched_off_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case_system', to='allauth_idp_oidc.client')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_systems', to='people.organisation')),
                ('switched_off_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('switched_off_at__isnull', True), ('switched_off_by__isnull', True)), models.Q(('switched_off_at__isnull', False), ('switched_off_by__isnull', False)), _connector='OR'), name='case_system_switched_off_at_with_by'), models.CheckConstraint(condition=models.Q(('switched_off_at', None), ('is_live', False), _connector='OR'), name='case_system_switched_off_is_not_live')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveSmallIntegerField(help_text='Its place in the batch, from 1.')),
                ('asked_at', models.DateTimeField()),
                ('asker', models.CharField(help_text='Who asked, as a label that outlives what it names.', max_length=250)),
                ('question', models.JSONField()),
                ('decision', models.BooleanField(help_text='True permits.')),
                ('reasons', models.JSONField()),
                ('tier', models.CharField(blank=True, help_text='The tier that was used.', max_length=20)),
                ('accreditation_number', models.CharField(blank=True, max_length=40)),
                ('register_number', models.PositiveBigIntegerField(help_text='The state of the register that was read.')),
                ('request_hash', models.CharField(max_length=64)),
                ('receipt', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='accreditation.answerbatch')),
                ('case_system', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='accreditation.casesystem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'position'), name='one_answer_in_a_place'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='answer_place_is_from_one')],
            },
        ),
    ]
