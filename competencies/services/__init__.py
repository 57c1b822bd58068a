"""The verbs of competence. Each refuses in words, and writes its audit event in the same transaction."""

from competencies.services.approving import approve_framework, send_framework_back, submit_framework
from competencies.services.countersigning import (
    ask_to_countersign,
    decline_ask,
    send_countersign_reminders,
    take_back_ask,
)
from competencies.services.evidence import confirm_evidence, take_back_evidence
from competencies.services.frameworks import delete_draft, load_framework, start_draft, write_draft
from competencies.services.intents import keep_draft, prepare_to_sign, sign_intent
from competencies.services.moderating import moderate
from competencies.services.observing import TypedNote, finish_observation, keep_notes, start_observation
from competencies.services.offering import offer_evidence, reopen_request, withdraw_request
from competencies.services.reminding import remind_of_endings
from competencies.services.sampling import moderate_sample, set_sampling_share
from competencies.services.signing import sign
from competencies.services.standing import (
    confirm_trainer,
    decline_trainer,
    end_standing,
    found_trainer,
    grant_standing,
    propose_trainer,
    tell_of_ending_standing,
)
from competencies.services.travelling import (
    confirm_partnership,
    decline_partnership,
    end_partnership,
    import_portfolio,
    propose_partnership,
)
from competencies.services.visiting import confirm_visit, decline_visit, end_visit, invite_visitor
from competencies.services.withdrawing import hold_sign_offs, withdraw_sign_off

__all__ = [
    "TypedNote",
    "approve_framework",
    "ask_to_countersign",
    "confirm_evidence",
    "confirm_partnership",
    "confirm_trainer",
    "confirm_visit",
    "decline_ask",
    "decline_partnership",
    "decline_trainer",
    "decline_visit",
    "delete_draft",
    "end_partnership",
    "end_standing",
    "end_visit",
    "finish_observation",
    "found_trainer",
    "grant_standing",
    "hold_sign_offs",
    "import_portfolio",
    "invite_visitor",
    "keep_draft",
    "keep_notes",
    "load_framework",
    "moderate",
    "moderate_sample",
    "offer_evidence",
    "prepare_to_sign",
    "propose_partnership",
    "propose_trainer",
    "remind_of_endings",
    "reopen_request",
    "send_countersign_reminders",
    "send_framework_back",
    "set_sampling_share",
    "sign",
    "sign_intent",
    "start_draft",
    "start_observation",
    "submit_framework",
    "take_back_ask",
    "take_back_evidence",
    "tell_of_ending_standing",
    "withdraw_request",
    "withdraw_sign_off",
    "write_draft",
]
