import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REASONS = [
    ("finished", "Everything agreed is done"),
    ("not_needed", "The person needs nothing more now"),
    ("person_chose", "The person chose not to go on"),
    ("disengaged", "We lost touch with the person"),
    ("not_given", "A service could not be given"),
    ("moved", "The person moved out of the area"),
    ("died", "The person died"),
    ("passed_on", "Passed on to another service"),
]


def user(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_help_links"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AlterField(
            model_name="case",
            name="closed_reason",
            field=models.CharField(blank=True, choices=REASONS, max_length=15),
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("needs_again", "Something is difficult at home again"),
                            ("back_in_touch", "The person is back in touch"),
                            ("not_right", "What was done does not help, or has broken"),
                            ("complaint", "A complaint or a review asks for it"),
                            ("in_error", "It was closed in error"),
                        ],
                        max_length=15,
                    ),
                ),
                ("words", models.TextField()),
                ("was_closed_at", models.DateTimeField()),
                ("was_closed_reason", models.CharField(choices=REASONS, max_length=15)),
                ("was_closing_note", models.TextField(blank=True)),
                (
                    "stage",
                    models.CharField(help_text="How far the case had come, and where it goes on.", max_length=25),
                ),
                ("received_at", models.DateTimeField()),
                ("by", user()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reopenings", to="cases.case"
                    ),
                ),
                ("owner", user()),
                ("was_closed_by", user()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="reopening_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_at__gte", models.F("was_closed_at"))),
                        name="reopening_comes_after_the_close",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("hand_over", "To ask what it changed"),
                            ("disengaged", "To try once more to reach the person"),
                            ("agreed", "Agreed with the person"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField()),
                ("set_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "came_of",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("well", "Reached: nothing more is needed"),
                            ("help", "Reached: help is wanted"),
                            ("not_wanted", "Reached: does not want to be asked again"),
                            ("not_reached", "Not reached"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="cases.case"
                    ),
                ),
                ("done_by", user(blank=True, null=True)),
                ("set_by", user()),
            ],
            options={
                "verbose_name": "follow-up",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["due_on"], name="follow_up_due")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="follow_up_done_at_with_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("came_of", "")),
                            models.Q(("done_at__isnull", False), models.Q(("came_of", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="follow_up_done_says_what_came_of_it",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)),
                        fields=("case", "why"),
                        name="one_open_follow_up_of_a_kind",
                    ),
                ],
            },
        ),
    ]
