import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_panel_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reviewitem",
            name="calendar",
            field=models.CharField(
                choices=[("SCT", "Scotland"), ("ENG", "England")],
                default="SCT",
                help_text="Whose working days it was counted in.",
                max_length=3,
            ),
        ),
        migrations.CreateModel(
            name="CaseHandover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("asked", "Handed over"),
                            ("suspended", "The owner’s accreditation was suspended"),
                            ("revoked", "The owner lost their accreditation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("looked_at_at", models.DateTimeField(blank=True, null=True)),
                (
                    "is_superseded",
                    models.BooleanField(default=False, help_text="The case went on before a person looked at this."),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="cases.case"
                    ),
                ),
                (
                    "from_owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "looked_at_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "handover",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("looked_at_at__isnull", True), ("looked_at_by__isnull", True)),
                            models.Q(("looked_at_at__isnull", False), ("looked_at_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_handover_looked_at_with_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_superseded", False), ("looked_at_at", None)),
                        fields=("case",),
                        name="one_handover_of_a_case_to_look_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_owner", models.F("from_owner")), _negated=True),
                        name="case_handover_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("by__isnull", False),
                                ("to_owner__isnull", False),
                                ("why", "asked"),
                                models.Q(("note", ""), _negated=True),
                            ),
                            models.Q(("by", None), ("why__in", ["revoked", "suspended"])),
                            _connector="OR",
                        ),
                        name="case_handover_by_a_person_says_why",
                    ),
                ],
            },
        ),
    ]
