"""What officers and applicants do. Each verb writes its decision, the register and the audit in one transaction."""

from accreditation.services.appealing import give_opinion, lodge_appeal, name_hearers, withdraw_appeal
from accreditation.services.applying import apply_for
from accreditation.services.catalogue import (
    load_catalogue,
    load_direct_access,
    load_schemes,
    set_direct_access,
    set_together_rule,
)
from accreditation.services.deciding import NewScope
from accreditation.services.lineage import Stopped, close_precaution, suspend_as_precaution
from accreditation.services.practising import confirm_practice, declare_practice, remind_of_renewals
from accreditation.services.reporting import follow_up, report_outage
from accreditation.services.suspending import (
    keep_suspended,
    propose_reinstatement,
    reinstate,
    remind_of_reviews,
    reply,
    suspend,
)
from accreditation.services.terms import add_conditions, grant, refuse, refuse_renewal, relinquish, renew, revoke

__all__ = [
    "NewScope",
    "Stopped",
    "add_conditions",
    "apply_for",
    "close_precaution",
    "confirm_practice",
    "declare_practice",
    "follow_up",
    "give_opinion",
    "grant",
    "keep_suspended",
    "load_catalogue",
    "load_direct_access",
    "load_schemes",
    "lodge_appeal",
    "name_hearers",
    "propose_reinstatement",
    "refuse",
    "refuse_renewal",
    "reinstate",
    "relinquish",
    "remind_of_renewals",
    "remind_of_reviews",
    "renew",
    "reply",
    "report_outage",
    "revoke",
    "set_direct_access",
    "set_together_rule",
    "suspend",
    "suspend_as_precaution",
    "withdraw_appeal",
]
