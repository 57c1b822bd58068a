"""Pages of case discussions, supervised cases, confirming and taking back (C2)."""

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.lines import LineState
from competencies.models import Evidence
from people.models import User
from tests.factories import competencies as factory
from tests.factories.cases import a_team, brought_to
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"competencies:{name}", args=args)


def test_c2_a_discussion_is_written_confirmed_and_shown_to_signers() -> None:
    owner, (trainer, signer) = employed(), factory.trainer_pair()
    factory.competency()
    factory.completed(owner, "module-2")
    client, url = browser(owner), at("discuss", "SN-1")
    assert url in client.get(at("offer", "SN-1")).content.decode()
    sent = {"the_case": "A bath.", "questions": "Why?", "answers": "She tires.", "otherwise": "Ask.", "shows": "Care."}
    assert "Say what the case was" in client.post(url, {}).content.decode()
    for email in (owner.email, employed().email):
        assert "No other current trainer" in client.post(url, sent | {"trainer": email}).content.decode()
    client.post(url, sent | {"trainer": trainer.email})
    piece = Evidence.objects.get()
    confirming, evidence = browser(trainer), at("evidence", piece.pk)
    assert "Not confirmed yet" in browser(signer).get(at("sign", piece.request_id)).content.decode()
    assert evidence in confirming.get(at("to_confirm")).content.decode()
    assert "A bath." in confirming.get(evidence).content.decode()
    confirming.post(evidence, {"note": "She weighed two ways."})
    assert "Confirmed by" in browser(signer).get(at("sign", piece.request_id)).content.decode()
    theirs = browser(signer).get(evidence).content.decode()
    assert "confirmed this on 4 June 2027" in theirs
    assert "She weighed two ways." not in theirs, "a trainer's note waits for the signer's own view"
    assert "She weighed two ways." in client.get(evidence).content.decode()
    browser(signer).post(evidence, {"note": "Not mine to confirm."})
    assert browser(employed()).get(evidence).status_code == 404


def test_c2_a_supervised_case_is_offered_from_its_page_and_found_by_nobody_else() -> None:
    team = a_team()
    line = brought_to(LineState.AUTHORISED, team)
    factory.competency()
    for user in (team.caseworker, team.assessor):
        factory.completed(user, "module-2")
    url = at("offer_source", "supervised_case", line.caseassessments.get().pk)
    case = reverse("cases:line", args=[line.case.reference, line.number])
    assert url in browser(team.caseworker).get(case).content.decode()
    assert url not in browser(team.assessor).get(case).content.decode()
    for other in (team.assessor, team.payer, employed()):
        assert browser(other).get(url).status_code == 404
        assert browser(other).post(url, {"competency": "SN-1", "shows": "Mine."}).status_code == 404
    client = browser(team.caseworker)
    assert f"Case {line.case.reference}" in client.get(at("offer", "SN-1")).content.decode()
    client.post(url, {"competency": "SN-1", "shows": "My first seat."})
    piece = Evidence.objects.get()
    page = browser(team.assessor).get(at("evidence", piece.pk)).content.decode()
    assert "Contraindications" in page
    assert line.case.person.name not in page
    browser(team.assessor).post(at("evidence", piece.pk), {"note": "I read it and went along."})
    assert piece.confirmation.confirmed_by == team.assessor


def test_c2_the_owner_takes_evidence_back_from_its_page() -> None:
    request = factory.request_of(employed())
    piece = request.evidence.get()
    client = browser(request.user)
    assert at("evidence", piece.pk) in client.get(at("mine")).content.decode()
    assert "Take this evidence back" in client.get(at("evidence", piece.pk)).content.decode()
    signer = browser(factory.trainer_pair()[0])
    assert "Take this evidence back" not in signer.get(at("evidence", piece.pk)).content.decode()
    assert signer.post(at("take_back_evidence", piece.pk)).status_code == 404
    assert "is taken back" in client.post(at("take_back_evidence", piece.pk), follow=True).content.decode()
    assert "You took this back" in client.get(at("evidence", piece.pk)).content.decode()
    assert signer.get(at("evidence", piece.pk)).status_code == 404
