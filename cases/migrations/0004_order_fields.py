import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def key(to, **more):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more
    )


class Migration(migrations.Migration):
    """What an order says besides its line, before the rows of today are brought into it."""

    dependencies = [
        ("cases", "0003_person_and_home_of_every_case"),
        ("people", "0009_providers_and_their_staff"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RenameField("provision", "provider", "provider_words"),
        migrations.AlterField("provision", "provider_words", models.CharField(default="", max_length=120)),
        migrations.AddField(
            "provision",
            "provider",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provisions",
                to="people.organisation",
            ),
        ),
        migrations.AddField("provision", "billed_to", key("people.organisation")),
        migrations.AddField("provision", "number", models.CharField(max_length=40, null=True)),
        migrations.AddField("provision", "state", models.CharField(default="placed", max_length=20)),
        migrations.AddField("provision", "completed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("provision", "completed_by", key(settings.AUTH_USER_MODEL)),
        migrations.AddField("provision", "was_demonstrated", models.BooleanField(default=False)),
        migrations.AddField("provision", "was_tried", models.BooleanField(default=False)),
        migrations.AddField("provision", "contacts_left", models.TextField(blank=True, default="")),
        migrations.AddField("provision", "called_off_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("provision", "called_off_by", key(settings.AUTH_USER_MODEL)),
        migrations.AddField("provision", "called_off_reason", models.TextField(blank=True, default="")),
        migrations.RemoveConstraint("provision", "one_provision_in_a_round"),
    ]
