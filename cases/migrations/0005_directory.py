import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.tables

TOPICS = [
    ("company", "Company and getting out"),
    ("carers", "Help for carers"),
    ("money", "Money and benefits"),
    ("warmth", "A warm home and energy bills"),
    ("repairs", "Repairs and gardening"),
    ("falls", "Falls and keeping active"),
    ("meals", "Meals and shopping"),
    ("transport", "Transport"),
    ("sight_hearing", "Sight and hearing"),
    ("memory", "Memory and dementia"),
    ("mind", "Worry and low mood"),
    ("advice", "Legal and housing advice"),
    ("safety", "Feeling safe at home"),
]
CODES = [code for code, _ in TOPICS]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_access"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name="ListedOrganisation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=160)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("name"), name="one_listed_organisation_of_a_name"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListedService",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=160)),
                        ("description", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "In use"), ("inactive", "Out of use")], default="active", max_length=10
                            ),
                        ),
                        ("state_reason", models.TextField(blank=True)),
                        ("minimum_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("maximum_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("eligibility", models.TextField(blank=True, verbose_name="who it is for")),
                        ("costs", models.TextField(blank=True)),
                        ("telephone", models.CharField(blank=True, max_length=30)),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                        ("website", models.URLField(blank=True)),
                        ("contact_name", models.CharField(blank=True, max_length=120, verbose_name="who to ask for")),
                        ("opening_times", models.TextField(blank=True)),
                        ("places", models.TextField(blank=True)),
                        (
                            "assured_on",
                            models.DateField(
                                help_text="When somebody last asked the service whether the entry is right."
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
                        (
                            "assured_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("localities", models.ManyToManyField(blank=True, related_name="+", to="people.locality")),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="cases.listedorganisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "service",
                        "ordering": ["name", "pk"],
                        "indexes": [models.Index(fields=["state", "name"], name="listed_service_by_name")],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("organisation"),
                                django.db.models.functions.text.Lower("name"),
                                name="one_listed_service_of_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True), models.Q(("description", ""), _negated=True)
                                ),
                                name="listed_service_is_named_and_described",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minimum_age", None),
                                    ("maximum_age", None),
                                    ("maximum_age__gte", models.F("minimum_age")),
                                    _connector="OR",
                                ),
                                name="listed_service_ages_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("email", ""), ("places", ""), ("telephone", ""), ("website", ""), _negated=True
                                ),
                                name="listed_service_can_be_reached",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "active"), ("state_reason", "")),
                                    models.Q(("state", "inactive"), models.Q(("state_reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="listed_service_out_of_use_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceTopic",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("topic", models.CharField(choices=TOPICS, max_length=20)),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="topics",
                                to="cases.listedservice",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["topic"],
                        "constraints": [
                            models.UniqueConstraint(fields=("service", "topic"), name="one_topic_of_a_service"),
                            models.CheckConstraint(
                                condition=models.Q(("topic__in", CODES)), name="topic_of_a_service_is_known"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Suggestion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("words", models.JSONField()),
                        ("topic", models.CharField(choices=TOPICS, max_length=20, verbose_name="what it is for")),
                        (
                            "told_how",
                            models.CharField(
                                choices=[
                                    ("in_person", "In person"),
                                    ("printed", "In person, with the printed page"),
                                    ("telephone", "By telephone"),
                                    ("letter", "The printed page by post"),
                                ],
                                max_length=10,
                                verbose_name="how they were told",
                            ),
                        ),
                        (
                            "answered",
                            models.CharField(
                                choices=[
                                    ("wants", "Wants to try it"),
                                    ("thinks", "Wants to think about it"),
                                    ("declines", "Does not want it"),
                                ],
                                max_length=10,
                                verbose_name="what they make of it",
                            ),
                        ),
                        ("said", models.TextField(blank=True, verbose_name="in their words")),
                        ("ask_again_on", models.DateField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestions",
                                to="cases.case",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestions",
                                to="cases.listedservice",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ask_again_on__isnull", False)),
                                fields=["ask_again_on"],
                                name="suggestion_to_follow",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("topic__in", CODES)), name="suggestion_topic_is_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered", "declines"), _negated=True),
                                    ("ask_again_on", None),
                                    _connector="OR",
                                ),
                                name="suggestion_declined_is_not_followed_up",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SuggestionFollowUp",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "got_there",
                            models.CharField(
                                choices=[
                                    ("yes", "Got there"),
                                    ("not_yet", "Not yet"),
                                    ("turned_away", "The service could not help"),
                                    ("gave_up", "No longer wants it"),
                                    ("not_known", "Could not be asked"),
                                ],
                                max_length=12,
                                verbose_name="did they get there",
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "suggestion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="cases.suggestion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("got_there__in", ["turned_away", "not_known"]), _negated=True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="follow_up_that_failed_says_why",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
