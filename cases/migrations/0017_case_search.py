"""Find a case among 200,000 by name or postcode: on PostgreSQL, by three letters at a time and by how it begins."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

CREATE = (
    "CREATE INDEX person_by_trigram ON cases_person USING gin (UPPER(name) gin_trgm_ops)",
    "CREATE INDEX home_by_postcode ON cases_home (REPLACE(UPPER(postcode), ' ', '') text_pattern_ops)",
    "CREATE INDEX home_by_uprn ON cases_home (uprn) WHERE uprn <> ''",
)
DROP = ("DROP INDEX person_by_trigram", "DROP INDEX home_by_postcode", "DROP INDEX home_by_uprn")


def on_postgresql(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_mot_defaults")]

    operations = [
        TrigramExtension(),
        migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP)),
    ]
