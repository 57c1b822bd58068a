"""The verbs of learning: write, review and publish a module; take it; be certified."""

from modules.services.certificates import issue_certificate
from modules.services.enrolling import EnrolmentRight, enrol_staff, right_to_enrol
from modules.services.knowledge_checks import start_attempt, submit_attempt
from modules.services.learning import enrol, keep_reflections, mark_lesson_done
from modules.services.publishing import approve_draft, ask_for_changes, comment_on_draft, publish_draft
from modules.services.questions import save_question
from modules.services.rules import change_rules, decide_change, propose_content
from modules.services.scenario_runs import start_run, take_step
from modules.services.scenarios import publish_scenario
from modules.services.taught import record_taught, withdraw_taught
from modules.services.teaching import load_teaching
from modules.services.waivers import give_waiver, withdraw_waiver

__all__ = [
    "EnrolmentRight",
    "approve_draft",
    "ask_for_changes",
    "change_rules",
    "comment_on_draft",
    "decide_change",
    "enrol",
    "enrol_staff",
    "give_waiver",
    "issue_certificate",
    "keep_reflections",
    "load_teaching",
    "mark_lesson_done",
    "propose_content",
    "publish_draft",
    "publish_scenario",
    "record_taught",
    "right_to_enrol",
    "save_question",
    "start_attempt",
    "start_run",
    "submit_attempt",
    "take_step",
    "withdraw_taught",
    "withdraw_waiver",
]
