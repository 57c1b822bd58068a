from core.exceptions import Refused


class QuestionnaireNotUsable(Refused):
    """The questions do not make a questionnaire that can be published."""

    code = "questionnaire_not_usable"


class NotAsked(Refused):
    """This person was not asked this."""

    code = "not_asked"


class AlreadyAnswered(Refused):
    """An invitation is answered once."""

    code = "already_answered"


class AnsweringClosed(Refused):
    """The time for answering is over."""

    code = "answering_closed"


class AnswersDoNotFit(Refused):
    """Answers to questions that were not asked, or outside what each allows."""

    code = "answers_do_not_fit"


class DecisionNotAllowed(Refused):
    """This person, or this group, may not decide this now."""

    code = "decision_not_allowed"
