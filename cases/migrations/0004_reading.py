import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_person_and_home_of_every_case"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="StatedReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("cover", "I stand in for the owner"),
                            ("contact", "The person, or somebody for them, has been in touch"),
                            ("asked", "The owner or a manager asked me"),
                            ("safety", "Somebody may be in danger"),
                            ("other", "Another reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stated_reasons", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "stated reason",
                "indexes": [models.Index(fields=["case", "by", "until"], name="stated_reason_holds")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", "other"), _negated=True) | models.Q(("words", ""), _negated=True),
                        name="stated_reason_other_is_explained",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("at"))), name="stated_reason_ends_after_it_begins"
                    ),
                ],
            },
        ),
    ]
