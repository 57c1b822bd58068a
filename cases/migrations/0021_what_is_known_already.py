from django.db import migrations

from cases.constants.referrals import REFERENCE_LENGTH, REFERENCE_LETTERS
from core import chance

TOLD = ("name", "date_of_birth", "telephone", "email", "safe_contact", "communication_needs")
WHERE = ("address", "postcode", "tenure", "locality_id", "uprn")
BEFORE = "Recorded before this was asked."


def fill(apps, schema_editor):
    """What a referral told stands in its case; each old conversation names who decided, and its goals are rows."""
    models = {name: apps.get_model("cases", name) for name in (
        "Case", "ReferralDecision", "Residence", "Conversation", "CapacityRecord", "Power", "Goal"
    )}
    for case in models["Case"].objects.select_related("referral", "person", "home").order_by("id"):
        referral = case.referral
        told = {field: getattr(case.person, field) for field in TOLD}
        told |= {field: getattr(case.home, field) for field in WHERE}
        given = BEFORE if referral.lawful_basis == "consent" else ""
        letters = "".join(REFERENCE_LETTERS[chance.below(len(REFERENCE_LETTERS))] for _ in range(REFERENCE_LENGTH))
        type(referral).objects.filter(pk=referral.pk).update(
            reference=f"R-{letters[:4]}-{letters[4:]}", consent_given=given, **told
        )
        models["Case"].objects.filter(pk=case.pk).update(lawful_basis=referral.lawful_basis, consent_given=given)
        models["ReferralDecision"].objects.create(
            referral=referral, kind="accepted", case=case, at=case.opened_at, by_id=referral.received_by_id
        )
        if not models["Residence"].objects.filter(person=case.person, valid_until=None).exists():
            models["Residence"].objects.create(
                person=case.person,
                home=case.home,
                organisation_id=case.organisation_id,
                valid_from=case.opened_at.date(),
                recorded_by_id=referral.received_by_id,
            )
    for said in models["Conversation"].objects.select_related("case"):
        power = None
        if said.capacity == "represented":
            power = models["Power"].objects.create(
                person_id=said.case.person_id,
                kind="guardian",
                holder=said.capacity_note[:120],
                decisions=said.capacity_note,
                document=BEFORE,
                seen_on=said.recorded_at.date(),
                seen_by_id=said.recorded_by_id,
                valid_from=said.recorded_at.date(),
            )
        record = models["CapacityRecord"].objects.create(
            person_id=said.case.person_id,
            decision="What the person wants, and which solutions to look into",
            finding=said.capacity,
            support_tried="" if said.capacity == "decides" else BEFORE,
            power=power,
            at=said.recorded_at,
            by_id=said.recorded_by_id,
        )
        models["Conversation"].objects.filter(pk=said.pk).update(capacity_record=record)
        for number, words in enumerate([line.strip() for line in said.goals.splitlines() if line.strip()], start=1):
            models["Goal"].objects.create(conversation=said, number=number, words=words[:300])


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_referrals_people_and_homes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
