"""Fill what search reads, and index it: by three letters at a time, on PostgreSQL."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from core.folding import fold

TERM_DECISIONS = ("granted", "renewed")
CREATE = "CREATE INDEX entry_by_trigram ON accreditation_registerentry USING gin (name_folded gin_trgm_ops)"
DROP = "DROP INDEX entry_by_trigram"


def fill(apps, schema_editor):
    RegisterEntry = apps.get_model("accreditation", "RegisterEntry")
    Scope = apps.get_model("accreditation", "Scope")
    for entry in RegisterEntry.objects.select_related("user").iterator(chunk_size=1000):
        scopes = Scope.objects.filter(
            decision__accreditation=entry.accreditation_id, decision__kind__in=TERM_DECISIONS
        ).order_by("-decision__register_number", "id")
        newest = [scope for scope in scopes if scope.tier and scope.decision_id == scopes[0].decision_id]
        kinds = sorted({kind for scope in newest for kind in scope.kinds})
        covers_all = any(not scope.kinds for scope in newest)
        entry.kinds = "|*|" if covers_all else f"|{'|'.join(kinds)}|" if kinds else ""
        entry.name_folded = f" {fold(f'{entry.user.last_name} {entry.user.first_name}')}"
        entry.save(update_fields=["kinds", "name_folded"])


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0006_public_names")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        TrigramExtension(),
        migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP)),
    ]
