"""The times that are promised, the checklists of a Housing MOT, England's kinds of hazard, and how cases are found.

They hold for every organisation that agreed nothing else. The times are those of the home improvement agency's
specification (6.1, 6.2, 14.2); how soon danger is told to an authority is not written there, and four hours is ours.
"""

from datetime import date

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from cases.constants.hazards import HHSRS

FROM = date(2020, 1, 1)
STANDARDS = [
    ("response", 24, "elapsed_hours", "Home improvement agency specification, 6.1"),
    ("visit", 10, "working_days", "Home improvement agency specification, 6.2"),
    ("incident", 1, "working_days", "Home improvement agency specification, 14.2"),
    ("urgent_notice", 4, "elapsed_hours", "Threshold's own default for 7.1.2"),
]
PROMPTS = {
    "a": [
        "How are you managing day to day?",
        "Falls, memory, mood, sight, hearing",
        "Medicines: can you get and take them?",
    ],
    "b": [
        "Roof, windows, doors, floors, stairs",
        "Anything broken that stays broken",
        "Room to move: things piled up",
        "Does the home suit you in five years?",
    ],
    "c": [
        "Locks on doors and windows",
        "Light at the door",
        "Do you open to strangers? Callers and telephone fraud",
    ],
    "d": [
        "Smoke and carbon monoxide alarms, tested today",
        "A way out in a fire",
        "A telephone within reach, also after a fall",
        "Light at night",
    ],
    "e": [
        "Rugs, cables, steps, thresholds",
        "Handrails on both sides",
        "Bath, toilet, bed and chair: getting on and off",
        "Garden, path and bins",
    ],
    "f": [
        "Washing, dressing, cooking, toilet",
        "Equipment that is there and not used",
        "Technology that could help",
        "What an adaptation could change",
    ],
    "g": ["Damp or mould, and where", "Fans and windows that open", "Condensation or a leak?"],
    "h": [
        "Is the home warm enough, and can you pay for it?",
        "Boiler or heaters: last service",
        "Controls: can you reach and read them?",
    ],
}
# Find a case among 200,000 by name or postcode: by three letters at a time and by how it begins.
CREATE = (
    "CREATE INDEX person_by_trigram ON cases_person USING gin (UPPER(name) gin_trgm_ops)",
    "CREATE INDEX home_by_postcode ON cases_home (REPLACE(UPPER(postcode), ' ', '') text_pattern_ops)",
    "CREATE INDEX home_by_uprn ON cases_home (uprn) WHERE uprn <> ''",
)
DROP = ("DROP INDEX person_by_trigram", "DROP INDEX home_by_postcode", "DROP INDEX home_by_uprn")


def write_defaults(apps, schema_editor):
    standards = apps.get_model("cases", "ServiceStandard").objects
    for measures, amount, counted_in, source in STANDARDS:
        terms = {"amount": amount, "counted_in": counted_in, "source": source}
        standards.get_or_create(organisation=None, measures=measures, valid_from=FROM, defaults=terms)
    checklists = apps.get_model("cases", "MotChecklist").objects
    for area, prompts in PROMPTS.items():
        checklists.get_or_create(area=area, valid_from=FROM, defaults={"prompts": "\n".join(prompts)})
    kinds = apps.get_model("cases", "HazardKind").objects
    for number, name in enumerate(HHSRS, start=1):
        kinds.get_or_create(nation="england", number=number, valid_from=FROM, defaults={"name": name})


def on_postgresql(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_defaults")]

    operations = [
        migrations.RunPython(write_defaults, migrations.RunPython.noop),
        TrigramExtension(),
        migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP)),
    ]
