"""What the dashboard and the public pages compose from the apps below."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from accreditation.client_selectors import contact_for
from accreditation.models import Adaptation, CaseSystem, DirectAccessList
from accreditation.selectors import AccreditationSummary, accreditation_summary
from cases.selectors import CaseSummary, case_summary
from cases.selectors.panel import PanelSummary, panel_summary
from competencies.selectors import CompetenceSummary, competence_summary, sign_offs_waiting_for
from core import clock
from evaluation.selectors.invitations import waiting_for_answer
from modules.selectors import LearningSummary, learning_summary
from people.constants import Role
from people.models import Employment, Organisation, User
from people.selectors import current_employment
from targeting.selectors import Need, RulesInForce, count_late, manages_anybody, needs_of
from training_sessions.selectors import SessionSummary, session_summary


@dataclass
class Work:
    """What somebody has to do, part by part; a part is asked for only when the page shows it."""

    user: User
    roles: frozenset[str]

    @cached_property
    def employment(self) -> Employment | None:
        return current_employment(self.user)

    @cached_property
    def learning(self) -> list[LearningSummary]:
        return learning_summary(self.user)

    @cached_property
    def needs(self) -> list[Need]:
        """What the person must do of what rules ask of them, the most pressing first (T9)."""
        return [need for need in needs_of(self.user, self._rules) if need.is_to_do]

    @cached_property
    def late_in_team(self) -> int:
        return count_late(Q(line_manager=self.user), self._rules) if manages_anybody(self.user) else 0

    @cached_property
    def _rules(self) -> RulesInForce:
        return RulesInForce()

    @cached_property
    def questions_waiting(self) -> int:
        return waiting_for_answer(self.user).count()

    @cached_property
    def sessions(self) -> SessionSummary:
        return session_summary(self.user)

    @cached_property
    def competence(self) -> CompetenceSummary:
        return competence_summary(self.user)

    @cached_property
    def accreditation(self) -> AccreditationSummary:
        return accreditation_summary(self.user)

    @cached_property
    def case_systems(self) -> list[CaseSystem]:
        """Those that the person is the technical contact of: without a role no link in the header leads there."""
        return list(contact_for(self.user))

    @cached_property
    def is_caseworker(self) -> bool:
        return Role.CASEWORKER in self.roles

    @cached_property
    def cases(self) -> CaseSummary:
        return case_summary(self.user)

    @cached_property
    def panel(self) -> PanelSummary | None:
        """For those who sit on the Complex Cases Panel: without a role no link in the header leads there."""
        return panel_summary(self.user)

    @cached_property
    def is_trainer(self) -> bool:
        return Role.TRAINER in self.roles

    @cached_property
    def waiting_for_signature(self) -> int:
        return sign_offs_waiting_for(self.user)


def direct_access_items() -> QuerySet[Adaptation]:
    """What anybody may have without an assessment, in at least one tenure today (I3)."""
    today = DirectAccessList.objects.on(clock.today())
    return Adaptation.objects.filter(direct_access_lists__in=today).distinct().order_by("name")


def contacts() -> QuerySet[Organisation]:
    """The partners that a person can ask, kept in one place and shown everywhere (I4)."""
    return Organisation.objects.ours().exclude(contact_phone="", contact_email="")
