import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_reading"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photograph", "Photograph"),
                            ("letter", "Letter or consent"),
                            ("drawing", "Drawing or plan"),
                            ("report", "Report or quotation"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "caption",
                    models.CharField(help_text="What it shows, for somebody who cannot see it.", max_length=200),
                ),
                ("stored_as", models.CharField(max_length=80, unique=True)),
                ("content_type", models.CharField(max_length=30)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_case", "It belongs to another case"),
                            ("third_party", "It shows somebody else"),
                            ("asked", "The person asked for it"),
                            ("not_needed", "It is not needed"),
                            ("unreadable", "It cannot be read"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="cases.case"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="cases.solutionline",
                    ),
                ),
                (
                    "removed_by",
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
                "verbose_name": "file",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="one_file_for_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("caption", ""), _negated=True), name="case_file_says_what_it_shows"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content_type__in", ["image/jpeg", "application/pdf"])),
                        name="case_file_is_a_picture_or_pdf",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_file_removed_at_with_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_why", "")),
                            models.Q(
                                ("removed_at__isnull", False), models.Q(("removed_why", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="case_file_removed_says_why",
                    ),
                ],
            },
        ),
    ]
