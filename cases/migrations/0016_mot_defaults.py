"""What is asked in each area of a Housing MOT where no other checklist was agreed, and England's 29 hazards."""

from datetime import date

from django.db import migrations

from cases.constants.hazards import HHSRS

FROM = date(2020, 1, 1)
PROMPTS = {
    "a": ["How are you managing day to day?", "Falls, memory, mood, sight, hearing", "Medicines: can you get and take them?"],
    "b": ["Roof, windows, doors, floors, stairs", "Anything broken that stays broken", "Room to move: things piled up", "Does the home suit you in five years?"],
    "c": ["Locks on doors and windows", "Light at the door", "Do you open to strangers? Callers and telephone fraud"],
    "d": ["Smoke and carbon monoxide alarms, tested today", "A way out in a fire", "A telephone within reach, also after a fall", "Light at night"],
    "e": ["Rugs, cables, steps, thresholds", "Handrails on both sides", "Bath, toilet, bed and chair: getting on and off", "Garden, path and bins"],
    "f": ["Washing, dressing, cooking, toilet", "Equipment that is there and not used", "Technology that could help", "What an adaptation could change"],
    "g": ["Damp or mould, and where", "Fans and windows that open", "Condensation or a leak?"],
    "h": ["Is the home warm enough, and can you pay for it?", "Boiler or heaters: last service", "Controls: can you reach and read them?"],
}


def load(apps, schema_editor):
    checklists = apps.get_model("cases", "MotChecklist").objects
    for area, prompts in PROMPTS.items():
        checklists.get_or_create(area=area, valid_from=FROM, defaults={"prompts": "\n".join(prompts)})
    kinds = apps.get_model("cases", "HazardKind").objects
    for number, name in enumerate(HHSRS, start=1):
        kinds.get_or_create(nation="england", number=number, valid_from=FROM, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_default_standards")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
