import core.tables
import django.db.models.deletion
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
                    name='Booking',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('booked', 'Booked'), ('waiting', 'On the waiting list'), ('offered', 'Offered a place'), ('apologised', 'Cannot come'), ('handed_on', 'Place given to a colleague'), ('left', 'Left the waiting list')], max_length=20)),
                        ('queue_number', models.PositiveIntegerField(blank=True, help_text='Given in the order in which people joined the waiting list.', null=True)),
                        ('offered_until', models.DateTimeField(blank=True, null=True)),
                        ('needs', models.TextField(blank=True, help_text='What the person chose to tell the trainers so that they can take part.', max_length=1000)),
                        ('booked_at', models.DateTimeField(help_text='When it was made, or made anew.')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_bookings', to=settings.AUTH_USER_MODEL)),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='training_sessions.session')),
                    ],
                    options={
                        'ordering': ['booked_at', 'pk'],
                        'indexes': [models.Index(fields=['session', 'state'], name='bookings_by_state')],
                        'constraints': [models.UniqueConstraint(fields=('session', 'user'), name='one_booking_of_a_session'), models.UniqueConstraint(fields=('session', 'queue_number'), name='one_person_at_a_place_in_the_queue'), models.CheckConstraint(condition=models.Q(models.Q(('queue_number__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('queue_number', None)), _connector='OR'), name='who_waits_has_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('offered_until__isnull', False), ('state', 'offered')), models.Q(models.Q(('state', 'offered'), _negated=True), ('offered_until', None)), _connector='OR'), name='an_offer_has_an_end')],
                    },
                ),
                migrations.CreateModel(
                    name='BookingMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('booked', 'Booked a place'), ('queued', 'Joined the waiting list'), ('offered', 'Was offered a place'), ('accepted', 'Took the offered place'), ('declined', 'Turned the offered place down'), ('lapsed', 'The offer ran out'), ('left', 'Left the waiting list'), ('apologised', 'Apologised in time'), ('apologised_late', 'Apologised late'), ('handed_on', 'Gave the place to a colleague'), ('took_over', 'Took over a colleague’s place')], max_length=20)),
                        ('from_state', models.CharField(blank=True, choices=[('booked', 'Booked'), ('waiting', 'On the waiting list'), ('offered', 'Offered a place'), ('apologised', 'Cannot come'), ('handed_on', 'Place given to a colleague'), ('left', 'Left the waiting list')], max_length=20)),
                        ('to_state', models.CharField(choices=[('booked', 'Booked'), ('waiting', 'On the waiting list'), ('offered', 'Offered a place'), ('apologised', 'Cannot come'), ('handed_on', 'Place given to a colleague'), ('left', 'Left the waiting list')], max_length=20)),
                        ('position', models.PositiveIntegerField(blank=True, help_text='The place on the waiting list when joined.', null=True)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('moved_at', models.DateTimeField()),
                        ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='training_sessions.booking')),
                        ('moved_by', models.ForeignKey(blank=True, help_text='Empty when the product moved it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Place',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, unique=True)),
                        ('address', models.TextField(max_length=400)),
                        ('how_to_get_there', models.TextField(blank=True, max_length=1000)),
                        ('is_step_free', models.BooleanField(default=False, verbose_name='step-free')),
                        ('has_hearing_loop', models.BooleanField(default=False, verbose_name='hearing loop')),
                        ('has_accessible_toilet', models.BooleanField(default=False, verbose_name='accessible toilet')),
                        ('parking', models.CharField(blank=True, help_text='For example, four spaces at the door, two of them for Blue Badges.', max_length=200)),
                        ('is_in_use', models.BooleanField(default=True, verbose_name='in use')),
                        ('locality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='people.locality')),
                    ],
                    options={
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='DemonstrationArea',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('stairlift', 'Stairlift'), ('bathroom', 'Bathroom'), ('kitchen', 'Kitchen'), ('telecare', 'Telecare'), ('bedroom', 'Bedroom'), ('other', 'Other')], max_length=20)),
                        ('name', models.CharField(max_length=120)),
                        ('capacity', models.PositiveSmallIntegerField(help_text='How many people at a time can use it.')),
                        ('checklist', models.TextField(blank=True, help_text='What trainers check before people use it, one thing on each line.', max_length=2000)),
                        ('is_in_use', models.BooleanField(default=True, verbose_name='in use')),
                        ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='training_sessions.place')),
                    ],
                    options={
                        'ordering': ['place__name', 'name'],
                        'constraints': [models.UniqueConstraint(fields=('place', 'name'), name='one_area_of_a_name_in_a_place'), models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='an_area_has_room_for_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('capacity', models.PositiveSmallIntegerField()),
                        ('delivery', models.CharField(choices=[('room', 'In the room'), ('mixed', 'Partly in the room, partly online')], max_length=10)),
                        ('note', models.TextField(blank=True, help_text='What people should know or bring.', max_length=1000)),
                        ('state', models.CharField(choices=[('planned', 'Planned'), ('open', 'Open for booking'), ('booking_closed', 'Booking closed'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=20)),
                        ('starts_at', models.DateTimeField(help_text='The start of its first date; the service keeps it.')),
                        ('ends_at', models.DateTimeField(help_text='The end of its last date; the service keeps it.')),
                        ('offer_hours', models.PositiveSmallIntegerField(default=48, help_text='How long an offered place is kept, never beyond the start.')),
                        ('cut_off_hours', models.PositiveSmallIntegerField(default=48, help_text='An apology later than this before the start is recorded as late.')),
                        ('queue_counter', models.PositiveIntegerField(default=0, help_text='The last number given on its waiting list.')),
                        ('scheduled_at', models.DateTimeField()),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                        ('cancel_reason', models.TextField(blank=True, max_length=1000)),
                        ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('locality', models.ForeignKey(help_text="The place's, as it was scheduled.", on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='people.locality')),
                        ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='modules.moduleversion')),
                        ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training_sessions.place')),
                        ('scheduled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['starts_at', 'pk'],
                        'indexes': [models.Index(fields=['state', 'starts_at'], name='sessions_ahead')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='a_session_has_places'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_session_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('offer_hours__gte', 1)), name='an_offer_is_kept_for_a_while'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False)), _connector='OR'), name='session_cancelled_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('state', 'cancelled'), models.Q(('cancel_reason', ''), _negated=True)), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_at', None)), _connector='OR'), name='a_cancelled_session_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='SessionDate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, help_text='What calendars know it by.', unique=True)),
                        ('starts_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('lesson_ids', models.JSONField(help_text="The ids of the module version's lessons that it teaches.")),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dates', to='training_sessions.session')),
                        ('pair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dates', to='training_sessions.sessionpair')),
                    ],
                    options={
                        'ordering': ['starts_at', 'pk'],
                        'indexes': [models.Index(fields=['starts_at', 'ends_at'], name='session_dates_in_time')],
                        'constraints': [models.UniqueConstraint(fields=('session', 'number'), name='one_session_date_of_a_number'), models.UniqueConstraint(fields=('session', 'starts_at'), name='a_session_starts_once_at_a_time'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_date_ends_after_it_starts')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('method', models.CharField(choices=[('REQUEST', 'Invitation'), ('CANCEL', 'Cancellation')], max_length=10)),
                        ('sequence', models.PositiveIntegerField()),
                        ('made_at', models.DateTimeField()),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('session_date', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='training_sessions.sessiondate')),
                    ],
                    options={
                        'ordering': ['session_date', 'user', 'sequence'],
                        'constraints': [models.UniqueConstraint(fields=('session_date', 'user', 'sequence'), name='one_invitation_of_a_sequence')],
                    },
                ),
                migrations.CreateModel(
                    name='Attendance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(help_text='1, then 2 for the first correction.')),
                        ('status', models.CharField(choices=[('present', 'There'), ('partly', 'There for a part'), ('absent', 'Not there')], max_length=10)),
                        ('lesson_ids', models.JSONField(default=list)),
                        ('how', models.CharField(choices=[('code', 'Code on the screen'), ('list', 'Trainer’s list'), ('sheet', 'Printed sheet or file')], max_length=10)),
                        ('reason', models.TextField(blank=True, help_text='Why it was marked late or corrected.', max_length=500)),
                        ('marked_at', models.DateTimeField()),
                        ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to=settings.AUTH_USER_MODEL)),
                        ('session_date', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='training_sessions.sessiondate')),
                    ],
                    options={
                        'ordering': ['session_date', 'user', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('session_date', 'user', 'number'), name='one_attendance_of_a_number'), models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_corrected_attendance_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='AreaBooking',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(blank=True, help_text='What for, when it is not a session.', max_length=200)),
                        ('starts_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('booked_at', models.DateTimeField()),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                        ('booked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='training_sessions.demonstrationarea')),
                        ('session_date', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='area_bookings', to='training_sessions.sessiondate')),
                    ],
                    options={
                        'ordering': ['starts_at', 'pk'],
                        'indexes': [models.Index(fields=['area', 'ends_at'], name='area_bookings_in_time')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='area_booking_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('session_date__isnull', False), models.Q(('purpose', ''), _negated=True), _connector='OR'), name='area_is_booked_for_a_session_or_a_purpose'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False)), _connector='OR'), name='area_booking_cancelled_by_somebody'), models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('area', 'starts_at'), name='an_area_is_booked_once_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='SessionLog',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('how_it_went', models.TextField(max_length=4000)),
                        ('to_change', models.TextField(blank=True, max_length=4000)),
                        ('incidents', models.TextField(blank=True, max_length=4000)),
                        ('written_at', models.DateTimeField()),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='logs', to='training_sessions.session')),
                        ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='session_logs', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['written_at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('how_it_went', ''), _negated=True), name='a_session_log_says_something')],
                    },
                ),
                migrations.CreateModel(
                    name='SessionPair',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.TextField(blank=True, help_text='Why a substitute stepped in.', max_length=500)),
                        ('named_at', models.DateTimeField()),
                        ('first_employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('first_profession', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.profession')),
                        ('first_seconded_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('first_setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.servicesetting')),
                        ('first_trainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_first', to=settings.AUTH_USER_MODEL)),
                        ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('qualified', models.ForeignKey(help_text='The one of the two who is qualified for the module.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('second_employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('second_profession', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.profession')),
                        ('second_seconded_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                        ('second_setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.servicesetting')),
                        ('second_trainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_second', to=settings.AUTH_USER_MODEL)),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='training_sessions.session')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('first_trainer', models.F('second_trainer')), _negated=True), name='session_pair_is_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('first_employer', models.F('second_employer')), _negated=True), models.Q(('first_employer', models.F('second_seconded_from')), _negated=True), models.Q(('first_seconded_from', models.F('second_employer')), _negated=True), models.Q(('first_seconded_from', models.F('second_seconded_from')), _negated=True)), name='session_pair_has_two_employers'), models.CheckConstraint(condition=models.Q(models.Q(('first_profession', models.F('second_profession')), _negated=True), models.Q(('first_setting', models.F('second_setting')), _negated=True), _connector='OR'), name='session_pair_has_two_professions_or_settings'), models.CheckConstraint(condition=models.Q(('qualified', models.F('first_trainer')), ('qualified', models.F('second_trainer')), _connector='OR'), name='session_pair_has_one_who_is_qualified')],
                    },
                ),
                migrations.CreateModel(
                    name='TrainerPromise',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(help_text='The year in which it begins: 2027 is April 2027 to March 2028.')),
                        ('days', models.DecimalField(decimal_places=1, help_text='Each trainer at each session counts.', max_digits=5)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainer_promises', to='people.organisation')),
                    ],
                    options={
                        'ordering': ['-year', 'organisation__name'],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'year'), name='one_promise_for_a_year'), models.CheckConstraint(condition=models.Q(('days__gte', 0)), name='promised_days_are_not_negative')],
                    },
                ),
            ],
        ),
    ]
