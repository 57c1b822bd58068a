from evaluation.models.asking import Answer, Invitation, Response
from evaluation.models.decision import Decision, DecisionAnswered, DecisionReply, Present
from evaluation.models.questionnaire import Questionnaire, QuestionnaireQuestion, QuestionnaireVersion

__all__ = [
    "Answer",
    "Decision",
    "DecisionAnswered",
    "DecisionReply",
    "Invitation",
    "Present",
    "Questionnaire",
    "QuestionnaireQuestion",
    "QuestionnaireVersion",
    "Response",
]
