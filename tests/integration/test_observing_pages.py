"""The pages of an observation, with and without a script: who reaches them, what they keep and show (C2)."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from competencies.models import Evidence, Observation, ObservationNote, ObservationRecord
from competencies.observing import grid_of
from people.models import User
from tests.factories import competencies as factory
from tests.factories.observing import a_note, an_observation, sheets_of, wrote
from tests.factories.people import employed
from tests.factories.training_sessions import open_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"competencies:{name}", args=args)


def sent(client: Client, observation: Observation, sheet: int, *notes: dict):
    url = address("observation_notes", observation.pk)
    return client.post(url, json.dumps({"sheet": sheet, "notes": notes}), content_type="application/json")


def as_json(note, **changes: object) -> dict:
    plain = {name: getattr(note, name) for name in ("sequence", "person", "criterion", "verdict", "text")}
    return plain | {"uuid": str(note.uuid), "replaces": []} | changes


def test_c2_an_observation_is_started_by_picking_people() -> None:
    first, second = factory.trainer_pair()
    people = [employed(), employed()]
    competency = factory.competency()
    client = browser(first)
    assert address("observations") in client.get(address("sign_offs")).content.decode()
    assert address("observe") in client.get(address("observations")).content.decode()
    values = {
        "others": "\n".join(user.email for user in people),
        "competencies": [competency.pk],
        "colleague": second.email,
        "observed_on_day": "4",
        "observed_on_month": "6",
        "observed_on_year": "2027",
        "place": "Flat",
    }
    refused = client.post(address("observe"), values | {"others": "nobody@example.org", "competencies": []})
    for words in ("Nobody here has the e-mail address nobody@example.org", "Choose at least one competency"):
        assert words in refused.content.decode()
    assert (
        "cannot watch and be watched"
        in client.post(address("observe"), values | {"others": first.email}).content.decode()
    )
    page = client.post(address("observe"), values, follow=True).content.decode()
    assert all(str(user) in page for user in people)
    assert [sheet.trainer for sheet in sheets_of(Observation.objects.get())] == [first, second]
    assert "Being written" in browser(second).get(address("observations")).content.decode()


def test_c2_a_sessions_people_are_proposed_to_the_two_who_lead() -> None:
    from training_sessions.services import book

    session = open_session()
    factory.framework()
    learner = employed()
    book(session=session, user=learner, by=learner)
    date = session.dates.get()
    first, second = date.pair.trainers
    client = browser(first)
    url = address("observe_date", date.pk)
    assert url in client.get(reverse("training_sessions:pack", args=[session.pk])).content.decode()
    assert str(learner) in client.get(url).content.decode()
    client.post(url, {"attendees": [learner.pk], "others": "", "competencies": [factory.competency().pk]})
    observation = Observation.objects.get()
    assert observation.session_date == date
    assert {sheet.trainer for sheet in sheets_of(observation)} == {first, second}
    assert browser(factory.trainer("cove", "surveyor")).get(url).status_code == 404


@pytest.mark.parametrize("name", ["observation", "observation_offline", "finish_observation"])
def test_c2_only_the_trainers_who_watch_find_their_sheets(name: str) -> None:
    observation = an_observation()
    sheet, second = sheets_of(observation)
    wrote(sheet, a_note(sheet, "Mine alone."))
    url = address(name, observation.pk)
    assert browser(sheet.trainer).get(url).status_code == 200
    theirs = browser(second.trainer).get(url)
    assert theirs.status_code == 200
    assert "Mine alone." not in theirs.content.decode()
    for other in (employed(), observation.people.first().user, factory.trainer("cove", "surveyor")):
        assert browser(other).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_c2_without_a_script_each_person_is_saved_by_a_form() -> None:
    observation = an_observation()
    sheet, _ = sheets_of(observation)
    client, url = browser(sheet.trainer), address("observation", observation.pk)
    row = grid_of(sheet)[0]
    one, other = (cell.criterion.pk for cell in row.cells)
    values = {
        "person": row.person.pk,
        "page": str(uuid4()),
        f"verdict_{one}": "met",
        f"text_{one}": "First line.\r\nSecond.",
        f"seen_{one}": "",
        f"text_{other}": "",
        f"seen_{other}": "",
    }
    for _ in range(2):
        page = client.post(url, values, follow=True).content.decode()
    assert f"Saved: {row.person}." in page
    assert "1 of 2 written" in page
    note = ObservationNote.objects.get()
    assert note.text == "First line.\nSecond."
    again = values | {"page": str(uuid4()), f"text_{one}": "Better.", f"seen_{one}": f"{note.uuid}:1"}
    client.post(url, again)
    assert grid_of(sheet)[0].cells[0].text == "Better."
    assert client.post(url, values | {"person": "0"}).status_code == 404
    assert "Not saved" in client.post(url, again | {f"seen_{one}": "x"}).content.decode()


def test_c2_a_device_sends_its_notes_and_hears_which_are_here() -> None:
    observation = an_observation()
    sheet, second = sheets_of(observation)
    client = browser(sheet.trainer)
    note = a_note(sheet)
    for _ in range(2):
        answer = sent(client, observation, sheet.pk, as_json(note)).json()
        assert answer == {"have": {str(note.uuid): 1}, "others": [], "at": "13:00"}
    torn = a_note(sheet, "On the tablet.")
    answer = sent(client, observation, sheet.pk, as_json(torn)).json()
    assert answer["others"] == [{"person": note.person, "criterion": note.criterion, "words": note.text}]
    page = client.get(address("observation", observation.pk)).content.decode()
    assert "You wrote about this on two phones" in page
    assert "on two phones about" in client.post(address("finish_observation", observation.pk)).content.decode()
    assert sent(browser(second.trainer), observation, sheet.pk, as_json(note)).status_code == 404
    assert sent(Client(), observation, sheet.pk, as_json(note)).status_code == 401
    for nonsense in ({}, as_json(note, uuid="x"), as_json(note, replaces=["x"]), as_json(note, person=None)):
        assert sent(client, observation, sheet.pk, nonsense).status_code == 400
    assert sent(client, observation, sheet.pk, as_json(a_note(sheet), person=0)).status_code == 409


def test_c2_a_device_needs_the_token_of_its_site() -> None:
    observation = an_observation()
    sheet, _ = sheets_of(observation)
    client = Client(enforce_csrf_checks=True)
    client.force_login(sheet.trainer)
    assert sent(client, observation, sheet.pk, as_json(a_note(sheet))).status_code == 403


def test_c2_the_copy_for_the_phone_has_names_and_no_notes() -> None:
    observation = an_observation()
    sheet, _ = sheets_of(observation)
    wrote(sheet, a_note(sheet, "Not for the phone."))
    page = browser(sheet.trainer).get(address("observation_offline", observation.pk)).content.decode()
    assert str(observation.people.first()) in page
    assert "Not for the phone." not in page


def test_c2_the_worker_reaches_no_further_than_observations() -> None:
    response = Client().get(address("observation_worker"))
    assert response["Content-Type"] == "text/javascript"
    assert "Service-Worker-Allowed" not in response
    assert address("observation_worker").rpartition("/")[0] == address("observations").rstrip("/")


def test_c2_from_finishing_to_evidence_in_one_tap() -> None:
    observation = an_observation()
    sheet, second = sheets_of(observation)
    person, unseen = (row.user for row in observation.people.all())
    factory.completed(person, "module-2")
    wrote(sheet, a_note(sheet, "She asked first."))
    client, url = browser(sheet.trainer), address("finish_observation", observation.pk)
    assert "She asked first." in client.get(url).content.decode()
    page = client.post(url, {"proposed": [person.pk]}, follow=True).content.decode()
    assert "Seen by" in page
    assert client.get(url).status_code == 302
    theirs = browser(second.trainer).get(address("observation", observation.pk)).content.decode()
    assert "She asked first." not in theirs
    own = browser(person)
    assert "A trainer proposes" in own.get(address("mine")).content.decode()
    assert "She asked first." in own.get(address("observed")).content.decode()
    assert "She asked first." not in browser(unseen).get(address("observed")).content.decode()
    accept = address("accept_observation", observation.pk, "SN-1")
    for other in (unseen, sheet.trainer):
        assert browser(other).post(accept).status_code == 404
    assert "is with the trainers" in own.post(accept, follow=True).content.decode()
    piece = Evidence.objects.get()
    assert piece.observation == observation
    assert own.post(accept).status_code == 404, "it is offered once"
    evidence = address("evidence", piece.pk)
    assert "She asked first." in own.get(evidence).content.decode()
    assert "She asked first." in client.get(evidence).content.decode()
    signing = address("sign", piece.request_id)
    assert "She asked first." in client.get(signing).content.decode(), "it fills the own signing form"
    could_sign = browser(second.trainer)
    assert "Watched by one trainer on 4 June 2027" in could_sign.get(signing).content.decode()
    for page in (evidence, signing):
        assert "She asked first." not in could_sign.get(page).content.decode()
    assert ObservationRecord.objects.count() == 1


def test_c2_it_is_offered_in_own_words_for_what_was_watched() -> None:
    observation = an_observation()
    sheet, _ = sheets_of(observation)
    person = observation.people.first().user
    factory.completed(person, "module-2")
    wrote(sheet, a_note(sheet))
    browser(sheet.trainer).post(address("finish_observation", observation.pk))
    url = address("offer_source", "observed_practice", observation.pk)
    page = browser(person).get(url)
    assert list(page.context["competencies"]) == ["SN-1"]
    browser(person).post(url, {"competency": "SN-1", "shows": "I waited for her answer."})
    assert Evidence.objects.get().shows == "I waited for her answer."
    assert browser(employed()).get(url).status_code == 404
