"""Index the names that search reads, by three letters at a time, where the database is PostgreSQL."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

CREATE = "CREATE INDEX entry_by_trigram ON accreditation_registerentry USING gin (name_folded gin_trgm_ops)"
DROP = "DROP INDEX entry_by_trigram"


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP)),
    ]
