"""Enrolling somebody else: a manager for their organisation, editors and the governance group for anybody (T9).

The learner is told by e-mail, and starts when they choose. What must come before the module holds here too.
"""

from dataclasses import dataclass

from django.db import transaction

from audit.services import record
from core import clock
from modules.exceptions import MayNotEnrol
from modules.models import Enrolment, Module
from modules.services.learning import require_open, version_for
from people.constants import Role
from people.models import Employment, User
from people.notices import notify
from people.selectors import organisations_managed_by, roles_of

ENROL_ANYBODY = frozenset({Role.GOVERNANCE, Role.EDITOR})


@dataclass(frozen=True, kw_only=True)
class EnrolmentRight:
    """Whom somebody may enrol: anybody, or the staff of these organisations."""

    anybody: bool
    organisations: frozenset[int]

    def __bool__(self) -> bool:
        return self.anybody or bool(self.organisations)

    def problem(self, job: Employment | None) -> str:
        """Why the person with this job may not be enrolled, as a sentence; empty when they may.

        No job, or nobody, reads the same as a job elsewhere: asking tells a manager nothing of others' staff.
        """
        if self.anybody:
            return "" if job else "Nobody with this e-mail address works for a partner today."
        if job and job.organisation_id in self.organisations:
            return ""
        return "Nobody with this e-mail address works for an organisation that you manage."


def right_to_enrol(by: User) -> EnrolmentRight:
    return EnrolmentRight(
        anybody=not roles_of(by).isdisjoint(ENROL_ANYBODY), organisations=organisations_managed_by(by)
    )


@transaction.atomic
def enrol_staff(*, user: User, module: Module, by: User) -> tuple[Enrolment, bool]:
    """Enrol somebody and tell them; also whether that was new. Enrolling twice changes nothing and tells nobody.

    Raises `MayNotEnrol`, or `ModuleNotOpen` with what must come first.
    """
    job = Employment.objects.on(clock.today()).filter(user=user).first()
    if problem := right_to_enrol(by).problem(job):
        raise MayNotEnrol(problem)
    if existing := Enrolment.objects.filter(user=user, module=module).first():
        return existing, False
    version = version_for(module)
    require_open(user, module)
    enrolment, is_new = Enrolment.objects.get_or_create(user=user, module=module, defaults={"enrolled_at": clock.now()})
    if is_new:
        record("modules.enrolled_by_another", enrolment, by=by)
        notify(
            user=user,
            template="modules/emails/enrolled.txt",
            key=f"modules.enrolled.{enrolment.pk}",
            context={"title": version.title, "minutes": version.minutes, "code": module.code, "by": str(by)},
        )
    return enrolment, is_new
