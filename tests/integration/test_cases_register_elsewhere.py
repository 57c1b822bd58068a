"""P7, A4, A6: cases whose register is another deployment's, asked over HTTP, and what holds while it is away."""

import json
from contextlib import ExitStack
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from accreditation import receipts
from accreditation.models import Answer, OutageItem
from accreditation.services import suspend
from accreditation.webhooks import signing
from cases import register
from cases.constants.decisions import Basis
from cases.constants.lines import LineRoute, LineState
from cases.constants.reviews import OUTAGE
from cases.exceptions import AlreadyDecided, ChangedMeanwhile, NoRegisterNumber, RegisterNotReached
from cases.models import (
    AnswerElsewhere,
    Authorisation,
    AuthorisationRefusal,
    CaseHandover,
    HousingMot,
    MotDraft,
    ReviewItem,
    SolutionLine,
)
from cases.registers.elsewhere import RegisterElsewhere
from cases.services import arrange_direct_access, assess, authorise, recommend, stop_line
from core import clock, outbox
from people.constants import Role
from people.models import Locality
from people.vocabulary import Tier
from tests.factories.accreditation import accredited, an_officer
from tests.factories.cases import Team, a_case, a_line, a_team, assessment_of, brought_to, talked
from tests.factories.cases_mot import a_mot_assessor, eight_areas, finished
from tests.factories.cases_provision import ALL_NO
from tests.factories.elsewhere import SECRET, Wire, a_wire, asked_elsewhere, numbered
from tests.factories.people import employed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    return a_wire(monkeypatch)


@pytest.fixture
def team(live_server: LiveServer, settings: Any, tmp_path: Path, wire: Wire, own_bundles: None) -> Team:
    """Their register is elsewhere; the assessor's number there is recorded."""
    made = a_team()
    asked_elsewhere(settings, live_server.url, tmp_path)
    numbered(made.assessor, made.payer)
    return made


@pytest.fixture
def line(team: Team) -> SolutionLine:
    return brought_to(LineState.RECOMMENDED, team)


def later(**time: float) -> Any:
    return clock.fixed(clock.now() + timedelta(**time))


def kept_up() -> str:
    """What is done every few minutes, and what it says of itself."""
    out = StringIO()
    call_command("keep_up_with_the_register", stdout=out)
    return out.getvalue()


def nothing_happened(line: SolutionLine, *, before: int = 0) -> None:
    """`before` is how many answers were kept about other lines."""
    line.refresh_from_db()
    assert line.state == LineState.RECOMMENDED
    assert not line.authorisations.exists()
    assert not AuthorisationRefusal.objects.exists()
    assert AnswerElsewhere.objects.count() == before


def suspended(team: Team) -> None:
    suspend(accreditation=team.assessor.accreditations.get(), reason="A concern is looked into.", by=an_officer())


def test_p7_an_authorisation_stands_on_the_proved_answer_of_a_register_elsewhere(
    team: Team, line: SolutionLine
) -> None:
    said = authorise(line=line, by=team.assessor)
    assert said.permitted
    made = Authorisation.objects.get()
    kept = AnswerElsewhere.objects.get(answer_id=made.answer_id)
    answer = Answer.objects.get(public_id=made.answer_id)
    assert (kept.receipt, kept.is_offline, kept.is_permit) == (answer.receipt, False, True)
    claims = receipts.read(kept.receipt, receipts.public_keys())
    assert claims["request_hash"] == answer.request_hash
    assert (made.basis, made.tier, made.register_number) == (Basis.ACCREDITED, Tier.SIMPLE, answer.register_number)
    assert made.subject == team.assessor.accreditations.get().number
    assert answer.case_system is not None, "asked over HTTP and not in process"
    assert line.case.reference not in str(kept.asked), "the case is named by a salted hash"
    line.refresh_from_db()
    assert line.state == LineState.AUTHORISED


def test_a4_a_suspension_elsewhere_is_a_refusal_that_is_kept_with_its_proof(team: Team, line: SolutionLine) -> None:
    suspended(team)
    said = authorise(line=line, by=team.assessor)
    assert not said.permitted
    refusal = AuthorisationRefusal.objects.get()
    assert refusal.reasons == ["SUSPENDED"]
    kept = AnswerElsewhere.objects.get(answer_id=refusal.answer_id)
    assert kept.receipt
    assert not kept.is_permit
    line.refresh_from_db()
    assert line.state == LineState.RECOMMENDED


def test_p7_who_may_is_asked_of_the_register_elsewhere(team: Team, line: SolutionLine, settings: Any) -> None:
    unnamed = accredited(user=employed(organisation__code="millburn"))
    question = register.question_about(line, by=team.assessor, tier=Tier.SIMPLE)
    who = register.who_may(question)
    assert [one.name for one in who.people] == [str(team.assessor), "On the register"]
    assert who.people[1].number == unnamed.number
    settings.REGISTER_ELSEWHERE = settings.REGISTER_ELSEWHERE._replace(scope="register:check")
    who = register.who_may(question)
    assert who.people == []
    assert "Ask your manager" in who.cannot_say


def test_p7_somebody_whose_number_is_not_recorded_is_told_whom_to_ask(
    team: Team, line: SolutionLine, wire: Wire
) -> None:
    with pytest.raises(NoRegisterNumber, match="Ask a manager"):
        authorise(line=line, by=team.caseworker)
    assert wire.asked == 0
    nothing_happened(line)


def test_p7_the_register_elsewhere_is_never_asked_with_a_transaction_open(team: Team, line: SolutionLine) -> None:
    with transaction.atomic(), pytest.raises(transaction.TransactionManagementError):
        authorise(line=line, by=team.assessor)
    nothing_happened(line)


def test_p7_of_two_at_once_the_second_is_told_who_was_first(team: Team, line: SolutionLine, wire: Wire) -> None:
    """Both have the register's yes; the lock and the constraint decide."""
    other = employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
    accredited(user=other)
    numbered(other, team.payer)
    wire.then = lambda: authorise(line=line, by=other)
    with pytest.raises(AlreadyDecided, match=str(other)):
        authorise(line=line, by=team.assessor)
    assert wire.asked == 2
    assert Authorisation.objects.get().by == other
    assert AnswerElsewhere.objects.count() == 1


def test_p7_a_line_that_changed_while_the_register_was_asked_is_not_authorised(
    team: Team, line: SolutionLine, wire: Wire
) -> None:
    wire.then = lambda: stop_line(line=line, reason="She chose a stool.", by=team.caseworker)
    with pytest.raises(Exception, match=r"[Ss]topped"):
        authorise(line=line, by=team.assessor)
    assert not Authorisation.objects.exists()


def test_p7_an_answer_to_another_question_is_not_used(team: Team, line: SolutionLine, wire: Wire) -> None:
    """The home moved to another locality between the question and the lock."""
    islands = Locality.objects.create(code="islands", name="The Islands", nation=line.case.home.locality.nation)
    home = line.case.home
    wire.then = lambda: type(home).objects.filter(pk=home.pk).update(locality=islands)
    with pytest.raises(ChangedMeanwhile, match="changed while the register was asked"):
        authorise(line=line, by=team.assessor)
    nothing_happened(line)


def test_a4_a_receipt_of_another_request_is_not_believed(team: Team, line: SolutionLine, wire: Wire) -> None:
    other = brought_to(LineState.RECOMMENDED, team)
    authorise(line=other, by=team.assessor)
    stolen = wire.last["context"]
    wire.forge = lambda reply: reply | {"context": stolen}
    with pytest.raises(RegisterNotReached, match=r"another question\..*Nothing was decided"):
        authorise(line=line, by=team.assessor)
    nothing_happened(line, before=1)


def test_a4_a_no_that_is_turned_into_a_yes_on_the_way_is_not_believed(
    team: Team, line: SolutionLine, wire: Wire
) -> None:
    suspended(team)
    wire.forge = lambda reply: reply | {"decision": True}
    with pytest.raises(RegisterNotReached, match="another decision"):
        authorise(line=line, by=team.assessor)
    nothing_happened(line)


def test_a4_an_answer_that_is_too_old_under_the_lock_is_not_used(
    team: Team, line: SolutionLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = RegisterElsewhere._answer
    with ExitStack() as wait:

        def slowly(self: RegisterElsewhere, asked: Any) -> Any:
            answer = heard(self, asked)
            assert answer.permitted
            wait.enter_context(later(minutes=10))
            return answer

        monkeypatch.setattr(RegisterElsewhere, "_answer", slowly)
        with pytest.raises(RegisterNotReached, match="too late to act on"):
            authorise(line=line, by=team.assessor)
    nothing_happened(line)


def test_a6_without_a_copy_an_outage_decides_nothing_and_says_so(team: Team, line: SolutionLine, wire: Wire) -> None:
    wire.is_cut = True
    with pytest.raises(RegisterNotReached) as refusal:
        authorise(line=line, by=team.assessor)
    words = str(refusal.value)
    assert "The register cannot be reached" in words
    assert "There is no usable offline copy" in words
    assert "Nothing was decided and nothing is lost. Try again" in words
    nothing_happened(line)


def test_a6_in_an_outage_a_fresh_copy_permits_and_the_record_and_the_page_say_so(
    team: Team, line: SolutionLine, wire: Wire, client: Client, wagtail_root: None
) -> None:
    assert "up to date" in kept_up()
    wire.is_cut = True
    with later(hours=1, minutes=5):
        assert authorise(line=line, by=team.assessor).permitted
    made = Authorisation.objects.get()
    kept = AnswerElsewhere.objects.get(answer_id=made.answer_id)
    assert (kept.is_offline, kept.receipt) == (True, "")
    assert kept.copy_age is not None
    assert timedelta(hours=1) < kept.copy_age < timedelta(hours=2)
    client.force_login(team.caseworker)
    page = " ".join(client.get(reverse("cases:line", args=[line.case.reference, line.number])).content.decode().split())
    assert "from the offline copy of" in page
    assert "could not be reached; the copy was 65 minutes old" in page


def test_a6_in_an_outage_a_stale_copy_permits_nothing(team: Team, line: SolutionLine, wire: Wire) -> None:
    kept_up()
    wire.is_cut = True
    with later(hours=5), pytest.raises(RegisterNotReached, match="offline copy is too old"):
        authorise(line=line, by=team.assessor)
    nothing_happened(line)
    wire.is_cut = False
    assert "0 answers" in kept_up(), "what was not allowed is not reported as allowed"


def test_a6_in_an_outage_nothing_above_simple_is_authorised(team: Team, wire: Wire) -> None:
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    line = a_line(case, team.caseworker)
    assess(line=line, by=team.caseworker, **assessment_of(line))
    recommend(line=line, tier=Tier.COMPLEX, tier_reason="He is very ill.", summary="Seat.", by=team.caseworker)
    kept_up()
    wire.is_cut = True
    with pytest.raises(RegisterNotReached, match="never decides this"):
        authorise(line=line, by=team.assessor)
    nothing_happened(line)


def test_a6_p12_after_an_outage_what_would_be_refused_now_is_on_the_review_list(
    team: Team, line: SolutionLine, wire: Wire
) -> None:
    kept_up()
    fine, other = brought_to(LineState.RECOMMENDED, team), employed(organisation__code="lantern")
    accredited(user=other)
    numbered(other, team.payer)
    kept_up()
    wire.is_cut = True
    assert authorise(line=line, by=team.assessor).permitted
    assert authorise(line=fine, by=other).permitted
    assert "Not brought up to date" in kept_up()
    suspended(team)
    ReviewItem.objects.all().delete()  # Elsewhere nobody tells this deployment of the suspension.
    wire.is_cut = False
    assert "2 answers from it were reported" in kept_up()
    assert OutageItem.objects.count() == 2
    item = ReviewItem.objects.get()
    assert (item.line, item.why) == (line, OUTAGE)
    assert "0 answers" in kept_up()
    assert ReviewItem.objects.count() == 1


def test_p6_direct_access_asks_the_same_register(team: Team, wire: Wire) -> None:
    case = a_case(team.caseworker)
    rail = a_line(case, team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
    wire.is_cut = True
    with pytest.raises(RegisterNotReached):
        arrange_direct_access(line=rail, answers=ALL_NO, by=team.caseworker)
    assert not rail.redflaganswers.exists(), "the form keeps what was answered"
    wire.is_cut = False
    assert arrange_direct_access(line=rail, answers=ALL_NO, by=team.caseworker).permitted
    rail.refresh_from_db()
    assert rail.state == LineState.ARRANGED
    assert AnswerElsewhere.objects.get().answer_id == rail.directaccessarrangements.get().answer_id
    seat = a_line(case, team.caseworker, route=LineRoute.DIRECT_ACCESS)
    said = arrange_direct_access(line=seat, answers=ALL_NO, by=team.caseworker)
    assert not said.permitted
    assert "is not on the direct-access list" in said.reasons[0]
    seat.refresh_from_db()
    assert seat.route == LineRoute.ASSESSED


def test_a9_a_housing_mot_asks_the_same_register(team: Team, wire: Wire) -> None:
    assessor = a_mot_assessor(employed(organisation__code="lantern", roles=(Role.CASEWORKER,)))
    numbered(assessor, team.payer)
    case = a_case(team.caseworker)
    eight_areas(case, assessor)
    assert not finished(case, team.assessor).permitted
    wire.is_cut = True
    with pytest.raises(RegisterNotReached):
        finished(case, assessor)
    assert MotDraft.objects.exists(), "nothing is lost"
    wire.is_cut = False
    assert finished(case, assessor).permitted
    mot = HousingMot.objects.get()
    assert mot.accreditation_number == assessor.accreditations.get().number
    assert AnswerElsewhere.objects.filter(answer_id=mot.answer_id).exists()


def test_a6_the_page_keeps_what_was_typed_and_says_what_to_do(
    team: Team, line: SolutionLine, wire: Wire, client: Client, wagtail_root: None
) -> None:
    wire.is_cut = True
    client.force_login(team.assessor)
    address = reverse("cases:authorise", args=[line.case.reference, line.number])
    response = client.post(address, {"tie": "none", "confirm": "on"})
    assert response.status_code == 200
    page = " ".join(response.content.decode().split())
    assert "Nothing was decided and nothing is lost. Try again in a few minutes" in page
    assert page.count("checked") >= 2, "the form keeps what was filled in"


def news(client: Client, kind: str, number: str, *, message_id: str = "msg_1", secret: str = SECRET) -> int:
    """The register's webhook, signed by the product's own hand."""
    body = json.dumps({"type": kind, "data": {"number": number, "status": "suspended"}}).encode()
    signed = signing.headers([secret], message_id=message_id, timestamp=int(clock.now().timestamp()), body=body)
    return client.post("/cases/register-news/", body, content_type="application/json", headers=signed).status_code


def test_a4_p12_news_of_a_suspension_elsewhere_is_heeded_once(team: Team, line: SolutionLine, client: Client) -> None:
    authorise(line=line, by=team.assessor)
    own = a_case(team.assessor)
    number = team.assessor.accreditations.get().number
    another = SECRET[:-4] + "AAA="
    assert news(client, "accreditation.suspended", number, secret=another) == 400
    assert news(client, "accreditation.granted", number, message_id="msg_0") == 204
    assert not ReviewItem.objects.exists()
    for _ in range(2):
        assert news(client, "accreditation.suspended", number) == 204
        outbox.run_due()
    item = ReviewItem.objects.get()
    assert (item.line, item.why) == (line, "suspended")
    handover = CaseHandover.objects.get()
    assert (handover.case, handover.from_owner) == (own, team.assessor)
    assert news(client, "accreditation.suspended", "TA-0000-0", message_id="msg_2") == 204
    outbox.run_due()
    assert ReviewItem.objects.count() == 1


def test_a4_no_news_is_taken_where_the_register_is_kept(client: Client) -> None:
    assert news(client, "accreditation.suspended", "TA-7K3M-3") == 400
