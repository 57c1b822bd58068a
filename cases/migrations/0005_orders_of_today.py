from django.db import migrations
from django.utils.text import slugify

NOT_SAID = "Not recorded."


def organisations_from_words(apps, schema_editor):
    """Each name that was written down as a provider becomes an organisation; each order gets its number and state."""
    Organisation, Provision = apps.get_model("people", "Organisation"), apps.get_model("cases", "Provision")
    for provision in Provision.objects.select_related("line__case").order_by("pk"):
        name = provision.provider_words.strip() or NOT_SAID.rstrip(".")
        provider = Organisation.objects.filter(name__iexact=name).first()
        if provider is None:
            code = f"provider-{slugify(name)[:35]}-{provision.pk}"
            provider = Organisation.objects.create(code=code, name=name, kind="provider")
        line = provision.line
        provision.provider = provider
        provision.billed_to_id = line.case.organisation_id
        provision.number = f"{line.case.reference}-{line.number}-{provision.round}"
        if provision.handed_over_at:
            provision.state = "handed_over"
            provision.completed_at, provision.completed_by_id = provision.handed_over_at, provision.handed_over_by_id
            provision.was_demonstrated = provision.was_tried = True
            provision.contacts_left = NOT_SAID
        elif line.state != "ordered" or line.round != provision.round:
            provision.state = "cancelled"
            provision.called_off_at = line.stopped_at or provision.ordered_at
            provision.called_off_by_id = line.stopped_by_id or provision.ordered_by_id
            provision.called_off_reason = line.stopped_reason or "The solution was decided anew."
        provision.save()


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_order_fields")]
    operations = [migrations.RunPython(organisations_from_words, migrations.RunPython.noop)]
