"""People are asked once, and what they answer is kept apart from who they are (T10)."""

from datetime import date, datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey

from audit.models import Event
from core import daily, outbox
from core.exceptions import ImmutableRecord
from evaluation.constants import Purpose
from evaluation.exceptions import AlreadyAnswered, AnsweringClosed, AnswersDoNotFit, NotAsked, QuestionnaireNotUsable
from evaluation.models import Answer, Invitation, Questionnaire, QuestionnaireVersion, Response
from evaluation.services import Given, answer, ask_about_use, load_questionnaires, publish_questionnaire
from modules.models import ModuleVersion
from people.models import User
from tests.factories.evaluation import answered, answers_to, asked, in_months, questionnaires
from tests.factories.modules import complete, editor, publish_module
from tests.factories.people import LocalityFactory, UserFactory, employed
from tests.factories.training_sessions import open_session
from training_sessions.constants import AttendanceStatus, Delivery
from training_sessions.models import Attendance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def version(now: datetime) -> ModuleVersion:
    questionnaires()
    return publish_module()


def test_t10_completing_a_module_asks_what_one_thought_once(version: ModuleVersion) -> None:
    user = employed(organisation__code="lantern")
    user.employments.get().localities.add(LocalityFactory(code="harbour"))
    complete(user)
    invitation = Invitation.objects.get()
    assert (invitation.purpose, invitation.asked, invitation.module_version) == (Purpose.REACTION, user, version)
    assert (invitation.organisation.code, invitation.locality.code) == ("lantern", "harbour")
    assert invitation.delivery == Delivery.ONLINE
    assert asked(version, user=user) == invitation, "asking again finds that they were asked"


def test_t10_nobody_is_asked_before_there_is_a_questionnaire() -> None:
    publish_module()
    complete(employed())
    assert not Invitation.objects.exists()


def test_t10_an_answer_cannot_be_led_back_to_a_person(version: ModuleVersion) -> None:
    """No relation from the answers leads to a person or an invitation, and nothing in them tells a time."""
    answered(version, words="More about stairs.")
    for model in (Response, Answer):
        targets = {field.related_model for field in model._meta.fields if isinstance(field, ForeignKey)}
        assert not targets & {User, Invitation}
        kinds = {type(field).__name__ for field in model._meta.fields}
        assert not kinds & {"DateTimeField", "DateField", "BigAutoField"}
    event = Event.objects.get(verb="evaluation.answered")
    assert (event.actor_id, event.subject_type) == ("", "evaluation.QuestionnaireVersion")


def test_t10_it_is_answered_once(version: ModuleVersion) -> None:
    invitation = asked(version)
    stale = Invitation.objects.get(pk=invitation.pk)
    answer(invitation=invitation, answers=answers_to(invitation), by=invitation.asked)
    with pytest.raises(AlreadyAnswered, match="first answers stand"):
        answer(invitation=stale, answers=answers_to(stale), by=None)
    assert Response.objects.count() == 1
    with pytest.raises(ImmutableRecord):
        Response.objects.get().delete()


def test_t10_only_whom_was_asked_answers(version: ModuleVersion) -> None:
    invitation = asked(version)
    with pytest.raises(NotAsked):
        answer(invitation=invitation, answers=answers_to(invitation), by=UserFactory())
    assert not Response.objects.exists()


def test_t10_it_closes(version: ModuleVersion) -> None:
    invitation = asked(version)
    with in_months(date(2027, 8, 3)), pytest.raises(AnsweringClosed):
        answer(invitation=invitation, answers=answers_to(invitation), by=None)
    with in_months(date(2027, 8, 2)):
        answer(invitation=invitation, answers=answers_to(invitation), by=None)


@pytest.mark.parametrize(
    "wrong",
    [
        Given(code="useful", scale=6),
        Given(code="useful", scale=4, words="and words"),
        Given(code="length", choice="Never heard of"),
        Given(code="no-such-question", scale=3),
        Given(code="confidence-now", outcome="O9", scale=3),
        Given(code="better", words="   "),
    ],
)
def test_t10_answers_fit_their_questions(version: ModuleVersion, wrong: Given) -> None:
    invitation = asked(version)
    fitting = [one for one in answers_to(invitation) if (one.code, one.outcome) != (wrong.code, wrong.outcome)]
    with pytest.raises(AnswersDoNotFit):
        answer(invitation=invitation, answers=[*fitting, wrong], by=None)
    with pytest.raises(AnswersDoNotFit):
        answer(invitation=invitation, answers=fitting[1:], by=None)
    invitation.refresh_from_db()
    assert not invitation.is_answered, "a refused answer leaves it open"


def test_t10_the_database_refuses_a_second_asking_and_a_stranger_asked_about_another(version: ModuleVersion) -> None:
    invitation = asked(version)
    invitation.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.bulk_create([invitation])
    with pytest.raises(IntegrityError), transaction.atomic():
        asked(version, user=UserFactory(), about=UserFactory())


def test_t10_a_published_questionnaire_never_changes_and_a_response_keeps_its_version(version: ModuleVersion) -> None:
    answered(version)
    questionnaire = Questionnaire.objects.get(purpose=Purpose.REACTION)
    first = questionnaire.versions.get()
    writer = editor()
    assert publish_questionnaire(questionnaire=questionnaire, by=writer) == first, "nothing changed"
    question = questionnaire.questions.get(code="useful")
    question.text = "I can use this"
    question.save()
    second = publish_questionnaire(questionnaire=questionnaire, by=writer)
    assert second.number == 2
    assert Response.objects.get().questionnaire_version == first
    assert first.asked[0].text == "What I learned is useful in my job"
    assert asked(version).questionnaire_version == second
    with pytest.raises(ImmutableRecord):
        first.save()


def test_t10_a_code_keeps_its_kind_of_question(version: ModuleVersion) -> None:
    questionnaire = Questionnaire.objects.get(purpose=Purpose.REACTION)
    question = questionnaire.questions.get(code="useful")
    question.kind = "words"
    question.save()
    with pytest.raises(QuestionnaireNotUsable, match="another code"):
        publish_questionnaire(questionnaire=questionnaire, by=editor())
    question.delete()
    choice = questionnaire.questions.get(code="length")
    choice.choices = "Only one"
    choice.save()
    with pytest.raises(QuestionnaireNotUsable, match="two different answers"):
        publish_questionnaire(questionnaire=questionnaire, by=editor())
    with pytest.raises(QuestionnaireNotUsable, match="Only editors"):
        publish_questionnaire(questionnaire=questionnaire, by=employed())
    assert QuestionnaireVersion.objects.filter(questionnaire=questionnaire).count() == 1


def test_t10_loading_the_questionnaires_leaves_those_that_are_there(version: ModuleVersion) -> None:
    assert load_questionnaires(by=editor()) == []


class TestUseAtWork:
    """Three months later the learner and the line manager are asked, reminded once, and then left in peace."""

    def completed_on_4_june(self) -> tuple[User, User]:
        manager = UserFactory(first_name="Fiona")
        learner = employed(line_manager=manager)
        complete(learner)
        return learner, manager

    def test_t10_both_are_asked_after_three_months(self, version: ModuleVersion) -> None:
        learner, manager = self.completed_on_4_june()
        with in_months(date(2027, 9, 3)):
            ask_about_use()
        assert Invitation.objects.exclude(purpose=Purpose.REACTION).count() == 0
        with in_months(date(2027, 9, 4)):
            ask_about_use()
            ask_about_use()
        mine = Invitation.objects.get(purpose=Purpose.LEARNER)
        theirs = Invitation.objects.get(purpose=Purpose.MANAGER)
        assert (mine.asked, mine.about) == (learner, learner)
        assert (theirs.asked, theirs.about) == (manager, learner)
        assert theirs.closes_on == date(2027, 11, 3)

    def test_t10_one_e_mail_and_one_reminder_until_it_closes(self, version: ModuleVersion) -> None:
        learner, manager = self.completed_on_4_june()
        for day in [date(2027, 9, 4), date(2027, 9, 17), date(2027, 9, 18), date(2027, 10, 20), date(2027, 11, 10)]:
            with in_months(day):
                daily.run_due()
                outbox.run_due()
        to_learner = [one for one in mail.outbox if one.to == [learner.email]]
        to_manager = [one for one in mail.outbox if one.to == [manager.email]]
        assert [one.subject.startswith("Reminder") for one in to_manager] == [False, True]
        assert [one.subject.startswith("Reminder") for one in to_learner] == [False, True]
        assert str(learner) in to_manager[0].body
        assert learner.email not in to_manager[0].body

    def test_t10_who_has_answered_is_not_reminded(self, version: ModuleVersion) -> None:
        self.completed_on_4_june()
        with in_months(date(2027, 9, 4)):
            daily.run_due()
            for invitation in Invitation.objects.all():
                if not invitation.is_answered and invitation.closes_on > date(2027, 9, 4):
                    answer(invitation=invitation, answers=answers_to(invitation), by=None)
        with in_months(date(2027, 9, 20)):
            daily.run_due()
            outbox.run_due()
        assert not [one for one in mail.outbox if one.subject.startswith("Reminder")]

    def test_t10_old_completions_and_leavers_are_left_in_peace(self, version: ModuleVersion) -> None:
        learner, _ = self.completed_on_4_june()
        with in_months(date(2028, 1, 4)):
            ask_about_use()
        assert not Invitation.objects.filter(purpose=Purpose.LEARNER).exists()
        learner.employments.update(valid_until=date(2027, 8, 1))
        with in_months(date(2027, 9, 4)):
            ask_about_use()
        assert not Invitation.objects.filter(purpose=Purpose.LEARNER).exists()


def test_t10_who_answers_on_the_page_gets_no_e_mail(version: ModuleVersion) -> None:
    quick, slow = employed(), employed()
    complete(quick)
    complete(slow)
    invitation = Invitation.objects.get(asked=quick)
    answer(invitation=invitation, answers=answers_to(invitation), by=quick)
    daily.run_due()
    outbox.run_due()
    assert not mail.outbox, "on the day itself the page asks"
    for day in [date(2027, 6, 5), date(2027, 6, 6), date(2027, 6, 30)]:
        with in_months(day):
            daily.run_due()
            outbox.run_due()
    assert [one.to for one in mail.outbox] == [[slow.email]]


class TestAfterASession:
    """Whoever was in the room is asked the day after, and so are the two who led."""

    def test_t10_those_who_were_there_and_those_who_led_are_asked_once(self, version: ModuleVersion) -> None:
        session = open_session()
        (date_held,) = session.dates.all()
        present, absent = employed(organisation__code="lantern"), employed()
        for user, status in ((present, AttendanceStatus.PRESENT), (absent, AttendanceStatus.ABSENT)):
            Attendance.objects.create(
                session_date=date_held,
                user=user,
                number=1,
                status=status,
                lesson_ids=[],
                how="list",
                marked_at=date_held.ends_at,
                marked_by=date_held.pair.first_trainer,
            )
        with in_months(date(2027, 6, 18)):
            daily.run_due()
        assert not Invitation.objects.exists(), "nobody is asked on the day itself"
        for day in (date(2027, 6, 19), date(2027, 6, 20)):
            with in_months(day):
                daily.run_due()
                outbox.run_due()
        reaction = Invitation.objects.get(purpose=Purpose.REACTION)
        pair = sorted(date_held.pair.trainers, key=lambda one: one.pk)
        assert (reaction.asked, reaction.organisation.code) == (present, "lantern")
        assert (reaction.locality, reaction.delivery) == (session.locality, Delivery.ROOM)
        assert reaction.pair == f"{pair[0]} and {pair[1]}"
        trainers = Invitation.objects.filter(purpose=Purpose.TRAINER)
        assert {one.asked for one in trainers} == set(date_held.pair.trainers)
        sent = [one.to[0] for one in mail.outbox if "/evaluation/answer/" in one.body]
        assert sorted(sent) == sorted(one.email for one in [present, *date_held.pair.trainers])
