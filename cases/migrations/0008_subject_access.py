import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_reopening"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="SubjectAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                (
                    "identity",
                    models.CharField(
                        choices=[
                            ("known", "Known to whoever took the request"),
                            ("document", "A document was seen"),
                            ("representative", "Somebody with papers to act for them; papers seen"),
                        ],
                        max_length=15,
                    ),
                ),
                ("due_on", models.DateField()),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("stored_as", models.CharField(blank=True, max_length=80)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kept_until",
                    models.DateField(blank=True, help_text="The day on which the file is deleted.", null=True),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        help_text="Who took the request.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subject_access", to="cases.case"
                    ),
                ),
                (
                    "checked_by",
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
                "verbose_name": "request for a copy",
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="subject_access_checked_at_with_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("checked_at", None), ("made_at__isnull", False), _connector="OR"),
                        name="subject_access_checked_once_made",
                    ),
                ],
            },
        ),
    ]
