import core.tables
import core.tokens
import django.db.models.deletion
import modelcluster.fields
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accreditation', '0001_initial'),
        ('cases', '0002_defaults'),
        ('evaluation', '0002_satisfaction'),
        ('people', '0001_initial'),
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='CheckRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('service', 'Service'), ('electrical', 'Electrical test'), ('examination', 'Thorough examination (LOLER)')], max_length=12)),
                        ('is_for_lifting_only', models.BooleanField(default=False, verbose_name='only for equipment that lifts people')),
                        ('months', models.PositiveSmallIntegerField(help_text='At the latest so many months after the last one.')),
                        ('valid_from', models.DateField()),
                        ('valid_until', models.DateField(blank=True, help_text='The first day on which it no longer holds.', null=True)),
                    ],
                    options={
                        'ordering': ['kind', 'valid_from'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='check_rule_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('months__gte', 1)), name='check_rule_is_of_a_month_or_more'), models.UniqueConstraint(condition=models.Q(('valid_until', None)), fields=('kind', 'is_for_lifting_only'), name='one_open_rule_of_a_check')],
                    },
                ),
                migrations.CreateModel(
                    name='Complaint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token', models.CharField(default=core.tokens.new_token, editable=False, max_length=32, unique=True)),
                        ('kind', models.CharField(choices=[('complaint', 'Complaint'), ('compliment', 'Compliment')], max_length=12)),
                        ('whose', models.CharField(choices=[('provider', 'The provider’s own'), ('council', 'The council’s')], default='provider', max_length=10)),
                        ('nation', models.CharField(choices=[('scotland', 'Scotland'), ('england', 'England')], max_length=10)),
                        ('state', models.CharField(choices=[('received', 'Being looked into'), ('answered', 'Answered'), ('closed', 'Closed'), ('noted', 'Passed on')], max_length=10)),
                        ('from_whom', models.CharField(choices=[('person', 'The person'), ('family', 'Family or a carer'), ('neighbour', 'A neighbour or member of the public'), ('partner', 'Another organisation')], max_length=12)),
                        ('from_name', models.CharField(blank=True, max_length=120)),
                        ('contact', models.TextField(blank=True, help_text='How to answer them.')),
                        ('route', models.CharField(choices=[('telephone', 'By telephone'), ('in_person', 'In person'), ('letter', 'By letter'), ('email', 'By e-mail'), ('form', 'By a form or questionnaire'), ('council', 'Through the council or a councillor'), ('advocate', 'Through an advocate or adviser'), ('other', 'In another way')], max_length=12)),
                        ('words', models.TextField()),
                        ('wanted', models.TextField(blank=True)),
                        ('received_on', models.DateField()),
                        ('received_at', models.DateTimeField()),
                        ('passed_to', models.CharField(blank=True, max_length=160)),
                        ('learning', models.TextField(blank=True)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='cases.case')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-received_on', '-pk'],
                        'indexes': [models.Index(fields=['organisation', 'state', '-received_on'], name='complaint_list')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='complaint_closed_at_with_by'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='complaint_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'compliment'), ('state', 'noted')), models.Q(('kind', 'complaint'), models.Q(('state', 'noted'), _negated=True)), _connector='OR'), name='complaint_compliment_has_no_stages'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('closed_at__isnull', False), models.Q(('learning', ''), _negated=True)), _connector='OR'), name='complaint_closed_says_what_was_learned')],
                    },
                ),
                migrations.CreateModel(
                    name='ComplaintProcedure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('nation', models.CharField(choices=[('scotland', 'Scotland'), ('england', 'England')], max_length=10)),
                        ('whose', models.CharField(choices=[('provider', 'The provider’s own'), ('council', 'The council’s')], max_length=10)),
                        ('title', models.CharField(max_length=120)),
                        ('words', models.TextField(help_text='How to complain and what happens then, in plain words.')),
                        ('contact', models.TextField(help_text='Where to complain: telephone, address, e-mail. One line for each.')),
                        ('beyond', models.TextField(help_text='Such as the ombudsman, with the way to get in touch.', verbose_name='who looks at it afterwards')),
                        ('source', models.CharField(blank=True, help_text='The rules that it follows.', max_length=200)),
                        ('valid_from', models.DateField()),
                        ('valid_until', models.DateField(blank=True, help_text='The first day on which it no longer holds.', null=True)),
                        ('organisation', models.ForeignKey(blank=True, help_text='The provider whose own it is. Empty for every provider, or for the council’s.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ],
                    options={
                        'ordering': ['nation', 'whose', 'valid_from'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='complaint_procedure_ends_after_it_starts'), models.UniqueConstraint(fields=('nation', 'whose', 'organisation', 'valid_from'), name='one_complaint_procedure_of_a_provider'), models.UniqueConstraint(condition=models.Q(('organisation', None)), fields=('nation', 'whose', 'valid_from'), name='one_complaint_procedure_of_a_nation')],
                    },
                ),
                migrations.CreateModel(
                    name='ComplaintStage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('name', models.CharField(max_length=80)),
                        ('began_on', models.DateField()),
                        ('calendar', models.CharField(choices=[('SCT', 'Scotland'), ('ENG', 'England')], max_length=3)),
                        ('acknowledge_by', models.DateField(blank=True, null=True)),
                        ('acknowledged_on', models.DateField(blank=True, null=True)),
                        ('first_due_on', models.DateField()),
                        ('due_on', models.DateField()),
                        ('longest_on', models.DateField(blank=True, null=True)),
                        ('extended_reason', models.TextField(blank=True)),
                        ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly', 'Partly upheld'), ('not_upheld', 'Not upheld'), ('resolved', 'Put right, without a finding')], max_length=12)),
                        ('answer', models.TextField(blank=True)),
                        ('answered_on', models.DateField(blank=True, null=True)),
                        ('late_reason', models.TextField(blank=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='cases.complaint')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('complaint', 'number'), name='one_stage_of_a_complaint_for_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('answered_by__isnull', True), ('answered_on__isnull', True)), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False)), _connector='OR'), name='complaint_stage_answered_on_with_by'), models.CheckConstraint(condition=models.Q(('due_on', models.F('first_due_on')), models.Q(('due_on__gt', models.F('first_due_on')), models.Q(('extended_reason', ''), _negated=True)), _connector='OR'), name='complaint_stage_extended_says_why'), models.CheckConstraint(condition=models.Q(('longest_on', None), ('due_on__lte', models.F('longest_on')), _connector='OR'), name='complaint_stage_keeps_its_longest_time'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_on', None), ('outcome', '')), models.Q(('answered_on__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='complaint_stage_answer_is_whole'), models.CheckConstraint(condition=models.Q(('answered_on', None), ('answered_on__lte', models.F('due_on')), models.Q(('late_reason', ''), _negated=True), _connector='OR'), name='complaint_stage_answered_late_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='ComplaintStageRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                        ('number', models.PositiveSmallIntegerField()),
                        ('name', models.CharField(max_length=80)),
                        ('acknowledge_within', models.PositiveSmallIntegerField(blank=True, help_text='Empty where none is asked for.', null=True, verbose_name='acknowledged within (working days)')),
                        ('answer_within', models.PositiveSmallIntegerField(verbose_name='answered within (working days)')),
                        ('extend_by', models.PositiveSmallIntegerField(blank=True, help_text='Empty: as long as is agreed.', null=True, verbose_name='at most so many working days more')),
                        ('procedure', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='cases.complaintprocedure')),
                    ],
                    options={
                        'ordering': ['sort_order'],
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('procedure', 'number'), name='one_complaint_stage_for_a_number')],
                    },
                ),
                migrations.CreateModel(
                    name='Hold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('standing', 'On hold'), ('ended', 'Ended')], default='standing', max_length=10)),
                        ('reason', models.TextField()),
                        ('asked_by', models.CharField(choices=[('person', 'The person'), ('family', 'Family or a carer'), ('landlord', 'The landlord'), ('provider', 'The provider'), ('health', 'A hospital or health team'), ('organisation', 'Our own organisation')], max_length=15)),
                        ('asked_by_note', models.CharField(blank=True, max_length=160)),
                        ('pauses', models.JSONField(blank=True, default=list)),
                        ('from_on', models.DateField()),
                        ('review_on', models.DateField()),
                        ('placed_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('end_note', models.TextField(blank=True)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='cases.case')),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='cases.solutionline')),
                        ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['review_on', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='hold_ended_at_with_by'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hold_says_why'), models.CheckConstraint(condition=models.Q(('review_on__gte', models.F('from_on'))), name='hold_is_looked_at_later'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'standing')), models.Q(('ended_at__isnull', False), ('state', 'ended')), _connector='OR'), name='hold_ended_says_so'), models.UniqueConstraint(condition=models.Q(('state', 'standing')), fields=('line',), name='one_standing_hold_of_a_line'), models.UniqueConstraint(condition=models.Q(('line', None), ('state', 'standing')), fields=('case',), name='one_standing_hold_of_a_whole_case')],
                    },
                ),
                migrations.CreateModel(
                    name='HoldReview',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('was_due_on', models.DateField()),
                        ('review_on', models.DateField()),
                        ('note', models.TextField()),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('hold', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='cases.hold')),
                    ],
                    options={
                        'ordering': ['at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='hold_review_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='ProceduresGiven',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('how', models.CharField(choices=[('by_hand', 'By hand'), ('post', 'By post'), ('email', 'By e-mail')], max_length=10)),
                        ('given_on', models.DateField()),
                        ('at', models.DateTimeField()),
                        ('content', models.JSONField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='procedures_given', to='cases.case')),
                    ],
                    options={
                        'ordering': ['-at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='SatisfactionInvitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token', models.CharField(default=core.tokens.new_token, editable=False, max_length=32, unique=True)),
                        ('paper_code', models.CharField(max_length=12, unique=True)),
                        ('round', models.PositiveSmallIntegerField()),
                        ('asked_on', models.DateField()),
                        ('sent_how', models.CharField(choices=[('email', 'By e-mail'), ('letter', 'By letter'), ('not_sent', 'Not sent yet')], default='not_sent', max_length=10)),
                        ('sent_on', models.DateField(blank=True, null=True)),
                        ('is_answered', models.BooleanField(default=False)),
                        ('answered_how', models.CharField(blank=True, choices=[('link', 'By the link'), ('paper', 'On paper'), ('telephone', 'By telephone')], max_length=10)),
                        ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='satisfaction_invitations', to='cases.solutionline')),
                        ('questionnaire_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.questionnaireversion')),
                        ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-asked_on', '-pk'],
                        'constraints': [models.UniqueConstraint(fields=('line', 'round'), name='one_satisfaction_invitation_in_a_round'), models.CheckConstraint(condition=models.Q(models.Q(('sent_how', 'not_sent'), ('sent_on', None)), models.Q(models.Q(('sent_how', 'not_sent'), _negated=True), ('sent_on__isnull', False)), _connector='OR'), name='satisfaction_sent_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('answered_how', ''), ('is_answered', False)), models.Q(('is_answered', True), models.Q(('answered_how', ''), _negated=True)), _connector='OR'), name='satisfaction_answered_says_how')],
                    },
                ),
                migrations.CreateModel(
                    name='SatisfactionResponse',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('nation', models.CharField(choices=[('scotland', 'Scotland'), ('england', 'England')], max_length=10)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('quarter', models.PositiveSmallIntegerField()),
                        ('filled_in_by', models.CharField(choices=[('person', 'The person it was for'), ('carer', 'A carer or somebody of the family'), ('advocate', 'An advocate or friend'), ('staff', 'Staff who read it aloud')], max_length=10)),
                        ('how', models.CharField(choices=[('link', 'By the link'), ('paper', 'On paper'), ('telephone', 'By telephone')], max_length=10)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('questionnaire_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluation.questionnaireversion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['organisation', 'year', 'quarter'], name='satisfaction_results')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('quarter__gte', 1), ('quarter__lte', 4)), name='satisfaction_quarter_is_one_of_four')],
                    },
                ),
                migrations.CreateModel(
                    name='SatisfactionAnswer',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('code', models.CharField(max_length=50)),
                        ('is_declined', models.BooleanField(default=False)),
                        ('scale', models.PositiveSmallIntegerField(null=True)),
                        ('choice', models.CharField(blank=True, max_length=200)),
                        ('words', models.TextField(blank=True)),
                        ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='cases.satisfactionresponse')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('response', 'code'), name='one_satisfaction_answer_to_a_question'), models.CheckConstraint(condition=models.Q(models.Q(('choice', ''), ('is_declined', True), ('scale', None), ('words', '')), models.Q(('choice', ''), ('is_declined', False), ('scale__gte', 1), ('scale__lte', 5), ('words', '')), models.Q(('is_declined', False), ('scale', None), ('words', ''), models.Q(('choice', ''), _negated=True)), models.Q(('choice', ''), ('is_declined', False), ('scale', None), models.Q(('words', ''), _negated=True)), _connector='OR'), name='satisfaction_answer_is_one_thing')],
                    },
                ),
                migrations.CreateModel(
                    name='StockItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('name', models.CharField(max_length=120)),
                        ('serial_number', models.CharField(max_length=60)),
                        ('is_lifting', models.BooleanField(default=False, verbose_name='lifts people')),
                        ('value', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='what a new one costs')),
                        ('state', models.CharField(choices=[('in_stock', 'In stock'), ('reserved', 'Put by for an order'), ('on_loan', 'On loan'), ('to_collect', 'To be collected'), ('cleaning', 'To be cleaned'), ('repair', 'Being repaired'), ('disposed', 'Disposed of')], default='in_stock', max_length=12)),
                        ('taken_in_on', models.DateField()),
                        ('disposed_on', models.DateField(blank=True, null=True)),
                        ('disposed_how', models.TextField(blank=True)),
                        ('adaptation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accreditation.adaptation')),
                        ('disposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('taken_in_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'item of equipment',
                        'ordering': ['name', 'serial_number'],
                        'indexes': [models.Index(fields=['owner', 'state', 'name'], name='stock_of_owner')],
                        'constraints': [models.UniqueConstraint(fields=('owner', 'serial_number'), name='one_item_for_a_serial_number'), models.CheckConstraint(condition=models.Q(('state__in', ['in_stock', 'reserved', 'on_loan', 'to_collect', 'cleaning', 'repair', 'disposed'])), name='stock_state_is_known'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='stock_value_is_no_less_than_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('disposed_by__isnull', True), ('disposed_on__isnull', True)), models.Q(('disposed_by__isnull', False), ('disposed_on__isnull', False)), _connector='OR'), name='stock_disposed_on_with_by'), models.CheckConstraint(condition=models.Q(models.Q(('disposed_on__isnull', False), ('state', 'disposed'), models.Q(('disposed_how', ''), _negated=True)), models.Q(models.Q(('state', 'disposed'), _negated=True), ('disposed_on', None)), _connector='OR'), name='stock_disposed_says_how')],
                    },
                ),
                migrations.CreateModel(
                    name='Loan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('saved', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=9)),
                        ('put_by_at', models.DateTimeField()),
                        ('lent_on', models.DateField(blank=True, null=True)),
                        ('asked_back_on', models.DateField(blank=True, null=True)),
                        ('asked_back_why', models.CharField(blank=True, max_length=200)),
                        ('ended_on', models.DateField(blank=True, help_text='Brought back, or never lent.', null=True)),
                        ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='cases.solutionline')),
                        ('provision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='loan', to='cases.provision')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='cases.stockitem')),
                    ],
                    options={
                        'ordering': ['-put_by_at', '-id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('item',), name='one_open_loan_of_an_item'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('lent_on', None), ('ended_on__gte', models.F('lent_on')), _connector='OR'), name='loan_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('asked_back_on', None), models.Q(('asked_back_why', ''), _negated=True), _connector='OR'), name='loan_is_asked_back_with_a_reason'), models.CheckConstraint(condition=models.Q(('saved__gte', 0)), name='loan_saves_no_less_than_nothing')],
                    },
                ),
                migrations.CreateModel(
                    name='Fault',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('words', models.CharField(max_length=300)),
                        ('reported_at', models.DateTimeField()),
                        ('mended_at', models.DateTimeField(blank=True, null=True)),
                        ('mended_note', models.CharField(blank=True, max_length=300)),
                        ('mended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='faults', to='cases.stockitem')),
                    ],
                    options={
                        'ordering': ['-reported_at', '-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('mended_at__isnull', True), ('mended_by__isnull', True)), models.Q(('mended_at__isnull', False), ('mended_by__isnull', False)), _connector='OR'), name='fault_mended_at_with_by'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='fault_says_what')],
                    },
                ),
                migrations.CreateModel(
                    name='EquipmentCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('service', 'Service'), ('electrical', 'Electrical test'), ('examination', 'Thorough examination (LOLER)')], max_length=12)),
                        ('done_on', models.DateField()),
                        ('has_passed', models.BooleanField()),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('next_on', models.DateField()),
                        ('recorded_at', models.DateTimeField()),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='cases.stockitem')),
                    ],
                    options={
                        'ordering': ['-done_on', '-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('next_on__gte', models.F('done_on'))), name='check_is_looked_at_again_later')],
                    },
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='spend',
            name='spend_is_of_money_by_invoice',
        ),
        migrations.AddConstraint(
            model_name='spend',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount', 0), _negated=True), models.Q(('invoice', ''), _negated=True)), name='spend_is_of_money_by_invoice'),
        ),
    ]
