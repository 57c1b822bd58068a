"""Rules of who needs which module by when: some of the staff are due, some late, one is to do it again soon."""

from demo.partnership import Partnership
from modules.models import Module
from people.constants import OrganisationKind
from people.models import Profession, ServiceSetting
from targeting.models import TargetRule
from targeting.selectors import people_touched
from targeting.services import save_rule


def load(p: Partnership) -> None:
    """Made by the governance group, through the same service as in the editor."""
    first, second = (Module.objects.get(code=code) for code in ("module-1", "module-2"))
    officers = Profession.objects.get(code="housing-officer")
    therapists = Profession.objects.get(code="occupational-therapist")
    offices = ServiceSetting.objects.get(code="housing-office")
    everybody = {"module": first, "within_days": 120, "valid_from": p.day(100)}
    rules = [
        TargetRule(**everybody),
        TargetRule(**everybody | {"profession": officers, "service_setting": offices, "within_days": 60}),
        TargetRule(**everybody | {"organisation_kind": OrganisationKind.COUNCIL_HOUSING, "again_every_months": 12}),
        TargetRule(module=second, profession=therapists, within_days=180, valid_from=p.day(120)),
    ]
    for rule in rules:
        save_rule(rule=rule, confirmed=people_touched(rule), by=p.people["governor"])
