"""docs/api/offline.md tells the truth: its tables are the code's, and its examples run as they stand (A6)."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from threshold_register import _files, _rules, offline

from accreditation.api import outages
from accreditation.case_systems import REGISTER_OFFLINE
from accreditation.offline import files, status_list
from accreditation.offline.entries import hidden
from accreditation.services import suspend
from tests.factories.accreditation import AdaptationFactory, accredited, an_officer, mot_scheme
from tests.factories.fitness import checked, registered_as
from tests.factories.machines import a_machine
from tests.factories.people import employed

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "api" / "offline.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


def section(title: str) -> str:
    return DOCUMENT.partition(title)[2].partition("\n## ")[0]


def test_a6_the_codes_that_only_a_copy_gives_are_told() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", DOCUMENT, re.MULTILINE))
    own = {code: _rules.TEXTS[code] for code in (_rules.ASK_THE_REGISTER, _rules.NOT_A_QUESTION)}
    assert rows == own | offline.OWN_TEXTS


def test_a6_the_limits_are_those_of_the_code() -> None:
    assert f"({files.DEFAULT_USE_WITHIN_HOURS} hours unless" in DOCUMENT
    assert f"({files.DEFAULT_REFUSE_AFTER_HOURS} hours)" in DOCUMENT
    assert f"at most {outages.MOST_ITEMS} items" in DOCUMENT
    assert f"at most {outages.LONGEST_ID} characters" in DOCUMENT
    assert f"`typ` `{files.BUNDLE}`" in DOCUMENT
    assert f"`typ` `{files.CHANGES}`" in DOCUMENT
    assert f"`application/{status_list.KIND}`" in DOCUMENT
    assert {files.BUNDLE, files.CHANGES, files.FORMAT} == {_files.BUNDLE, _files.CHANGES, _files.FORMAT}


def fields(value: Any) -> Any:
    """A value's shape: the names in it, all the way down."""
    if isinstance(value, dict):
        return {name: fields(inner) for name, inner in value.items()}
    return [fields(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


@pytest.mark.django_db
def test_a6_a_person_s_line_and_the_header_have_the_fields_that_are_told(
    now: object, settings: Settings, tmp_path: Path
) -> None:
    settings.REGISTER_BUNDLES = tmp_path
    person = employed(organisation__code="millburn")
    checked(person)
    accredited(user=person, scheme=mot_scheme())
    registered_as(person)
    file = files.whole_copy()
    line = next(json.loads(line) for line in file.rest.splitlines() if b"registrations" in line)
    assert fields(line) == fields(json.loads(blocks("json")[0]))
    payload = json.loads(file.first)["payload"]
    said = json.loads(base64.urlsafe_b64decode(payload + "=="))
    told = re.findall(r"^\| (`[a-z].*?`) \|", section("### The whole").partition("###")[0], re.MULTILINE)
    assert said.keys() == set(re.findall(r"`([a-z_0-9]+)`", "".join(told)))
    assert line["registrations"][0]["number"] == hidden("registration", "OT104233")
    assert line["employments"][0]["organisation"] == hidden("organisation", person.pk, "millburn")


def run(code: str, names: dict[str, Any]) -> None:
    exec(compile(code, "docs/api/offline.md", "exec"), names)  # noqa: S102


@pytest.mark.usefixtures("wagtail_root")
def test_a6_the_examples_keep_a_copy_and_decide_by_it(
    live_server: LiveServer,
    transactional_db: None,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings.REGISTER_ISSUER = live_server.url
    settings.REGISTER_BUNDLES = tmp_path / "bundles"
    AdaptationFactory()
    accreditation = accredited()
    machine = a_machine(scopes=(REGISTER_OFFLINE,))
    key = json.dumps(dict(machine.key.as_dict(private=True)))
    values = {"BASE": live_server.url, "CLIENT_ID": machine.client_id, "PRIVATE_KEY": key}
    for name, value in (values | {"FOLDER": str(tmp_path / "copy")}).items():
        monkeypatch.setenv(name, value)
    keep, decide = blocks("python")
    decide = decide.replace("TA-7K3M-3", accreditation.number)
    names: dict[str, Any] = {}
    run(keep, names)
    run(decide, names)
    assert capsys.readouterr().out.startswith("yes")
    suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    run("register.refresh_offline()", names)
    run(decide, names)
    assert "SUSPENDED" in capsys.readouterr().out
    machine.sign_in()
    report = json.loads(blocks("json")[1].replace("TA-7K3M-3", accreditation.number))
    # As of the clock of whoever runs this, and of the register that was just made.
    report["copy"]["register_number"], report["items"][0]["asked_at"] = 1, "2020-06-04T08:15:00Z"
    report["copy"]["made_at"] = "2020-06-04T07:00:00Z"
    response = machine.browser.post(
        "/register/v1/outage-reports",
        report,
        content_type="application/json",
        headers={"Authorization": f"Bearer {machine.token}"},
    )
    assert response.status_code == 201
    assert fields(response.json()) == fields(json.loads(blocks("json")[2]))
