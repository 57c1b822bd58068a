"""Standing and proposals named a level only; each now names the module of that level."""

from django.db import migrations
from django.db.models import F

MODULES = {"simple": "module-2", "moderate": "module-3", "trainer": "trainer"}


def give(apps, schema_editor):
    Module = apps.get_model("modules", "Module")
    TrainerStanding = apps.get_model("competencies", "TrainerStanding")
    TrainerProposal = apps.get_model("competencies", "TrainerProposal")
    ProposedStanding = apps.get_model("competencies", "ProposedStanding")

    def module_of(level):
        defaults = {"title": MODULES[level].replace("-", " ").capitalize(), "level": level}
        return Module.objects.get_or_create(code=MODULES[level], defaults=defaults)[0]

    for level in TrainerStanding.objects.order_by().values_list("level", flat=True).distinct():
        TrainerStanding.objects.filter(level=level).update(module=module_of(level))
    # Until when it would have held was not kept then; what is known is when it ended.
    TrainerStanding.objects.filter(ended_at__isnull=False).update(was_until=F("valid_until"))
    ProposedStanding.objects.bulk_create(
        ProposedStanding(proposal=proposal, module=module_of(level), level=level)
        for proposal in TrainerProposal.objects.all()
        for level in proposal.levels
    )


class Migration(migrations.Migration):

    dependencies = [
        ("competencies", "0005_standing_for_a_module"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
