from evaluation.services.answering import Given, answer
from evaluation.services.asking import ask_about_use, ask_for_reaction, ask_trainer, do_the_day
from evaluation.services.decisions import answer_decisions, decide, reply_to_decision
from evaluation.services.questionnaires import load_questionnaires, publish_questionnaire

__all__ = [
    "Given",
    "answer",
    "answer_decisions",
    "ask_about_use",
    "ask_for_reaction",
    "ask_trainer",
    "decide",
    "do_the_day",
    "load_questionnaires",
    "publish_questionnaire",
    "reply_to_decision",
]
