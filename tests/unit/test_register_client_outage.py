"""The client while the register is away: the offline copy, what keeps it from a wrong yes, and the account (A6)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from threshold_register import Question, Register, RegisterError, Unreachable
from threshold_register.fallback import Get

from tests.factories.fake_register import CLIENT, NOW, ONE, FakeRegister, Reply, served

SEAT = Question(number="TA-7K3M-3", adaptation="SEAT-SHOWER", tenure="owner", locality="harbour", tier="simple")
REPORTS = "/register/v1/outage-reports"
MADE, ENDS = (datetime.fromtimestamp(NOW + seconds, UTC) for seconds in (-3600, 3600))


@dataclass(frozen=True)
class Said:
    permitted: Any = True
    codes: tuple[str, ...] = ("ACCREDITED",)
    why: str = "From the copy."
    warning: str = ""
    tier: str = "simple"
    register_number: int | None = 90
    made_at: datetime | None = MADE
    age: timedelta | None = timedelta(hours=1)
    use_by: datetime | None = ENDS


@dataclass
class Copy:
    """An offline copy that says what it is told."""

    says: Any = field(default_factory=Said)
    asked: list[Question] = field(default_factory=list)
    taken: list[tuple[int, bytes]] = field(default_factory=list)

    def decide(self, question: Question) -> Any:
        self.asked.append(question)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    def refresh(self, get: Get) -> None:
        self.taken += [get("/register/v1/bundle"), get("/register/v1/bundle/changes?after=1")]


@pytest.fixture
def fake() -> Iterator[FakeRegister]:
    with served(FakeRegister()) as fake:
        yield fake


@pytest.fixture
def copy() -> Copy:
    return Copy()


def client(fake: FakeRegister, copy: Copy | None, **options: Any) -> Register:
    return Register(
        fake.url,
        CLIENT,
        private_key=fake.private_jwk,
        offline=copy,
        clock=lambda: fake.now,
        pause=lambda _: None,
        **options,
    )


def away(fake: FakeRegister, times: int = 50) -> None:
    fake.instead[ONE] = [Reply(503)] * times


def back(fake: FakeRegister) -> None:
    fake.instead.clear()


def test_a6_the_copy_answers_while_the_register_is_away_and_says_so(fake: FakeRegister, copy: Copy) -> None:
    away(fake)
    answer = client(fake, copy).check(SEAT)
    assert (answer.permitted, answer.source, answer.age) == (True, "offline", timedelta(hours=1))
    assert (answer.why, answer.register_number, answer.receipt) == ("From the copy.", 90, "")
    assert copy.asked == [SEAT]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a6_a_register_that_is_away_by_its_proxy_s_word_is_away(fake: FakeRegister, copy: Copy, status: int) -> None:
    fake.instead[ONE] = [Reply(status)] * 2
    assert client(fake, copy).check(SEAT).source == "offline"


def test_a6_nobody_there_at_all_is_away(copy: Copy) -> None:
    register = Register("http://127.0.0.1:9", CLIENT, secret="s", offline=copy, pause=lambda _: None, clock=lambda: NOW)
    assert register.check(SEAT).permitted
    assert [answer.source for answer in register.check_many([SEAT, SEAT])] == ["offline", "offline"]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(400, {"error": "invalid_request", "message": "No."}),
        Reply(401, {"error": "invalid_token", "message": "Switched off."}),
        Reply(403, {"error": "insufficient_scope", "message": "No."}),
        Reply(404, {"error": "not_found", "message": "No."}),
        Reply(429, {"error": "too_many_requests", "message": "No."}),
        Reply(500, b"oh"),
        Reply(302, headers={"Location": "/elsewhere"}),
        Reply(body=b"broken"),
        Reply(body={"decision": True}),
    ],
)
def test_a6_the_copy_is_not_asked_when_the_register_answers_otherwise(
    fake: FakeRegister, copy: Copy, reply: Reply
) -> None:
    fake.instead[ONE] = [reply] * 4
    answer = client(fake, copy).check(SEAT)
    assert (answer.permitted, answer.source, copy.asked) == (False, "none", [])


def test_a6_a_no_is_a_no_whatever_the_copy_says(fake: FakeRegister, copy: Copy) -> None:
    fake.codes[SEAT.number] = ["SUSPENDED"]
    answer = client(fake, copy).check(SEAT)
    assert (answer.permitted, answer.source, copy.asked) == (False, "register", [])


def test_a6_a_no_whose_proof_cannot_be_had_is_no_outage(fake: FakeRegister, copy: Copy) -> None:
    fake.codes[SEAT.number] = ["SUSPENDED"]
    fake.instead["/register/v1/jwks.json"] = [Reply(503)]
    answer = client(fake, copy).check(SEAT)
    assert (answer.permitted, copy.asked) == (False, [])


@pytest.mark.parametrize(
    "says",
    [
        Said(permitted=False, codes=("SUSPENDED",)),
        Said(permitted="true"),
        Said(permitted=1),
        Said(register_number=None, age=None, use_by=None, permitted=True),
        Said(use_by=datetime.fromtimestamp(NOW, UTC)),
        ValueError("The copy is broken."),
        None,
    ],
)
def test_a6_whatever_is_wrong_with_the_copy_is_a_no(fake: FakeRegister, copy: Copy, says: Any) -> None:
    away(fake)
    copy.says = says
    register = client(fake, copy)
    answer = register.check(SEAT)
    assert answer.permitted is False
    assert answer.why
    assert register.report_outage() == []


@pytest.mark.parametrize(("code", "number", "permitted"), [
    ("SUSPENDED", "TA-7K3M-3", False), ("OTHER_REASON", "TA-7K3M-3", False), ("SUSPENDED", "TA-2222-2", True),
])  # fmt: skip
def test_a6_a_copy_from_before_a_no_does_not_say_yes_to_it(
    fake: FakeRegister, copy: Copy, code: str, number: str, permitted: bool
) -> None:
    """The register said on state 100 that this person is stopped; the copy is of state 90."""
    register = client(fake, copy)
    fake.codes[SEAT.number] = [code]
    register.check(SEAT)
    away(fake)
    answer = register.check(replace(SEAT, number=number, locality="islands"))
    assert answer.permitted is permitted
    assert ("after the offline copy was made" in answer.why) is not permitted


def test_a6_a_copy_from_after_the_no_and_a_yes_since_then_count(fake: FakeRegister, copy: Copy) -> None:
    register = client(fake, copy)
    fake.codes[SEAT.number] = ["SUSPENDED"]
    register.check(SEAT)
    away(fake)
    copy.says = Said(register_number=100)
    assert register.check(SEAT).permitted
    back(fake)
    fake.codes.clear()
    fake.number = 101
    register.check(SEAT)
    away(fake)
    copy.says = Said(register_number=90)
    assert register.check(SEAT).permitted


def test_a6_a_yes_from_the_copy_ends_as_soon_as_one_of_the_register(fake: FakeRegister, copy: Copy) -> None:
    away(fake)
    copy.says = Said(warning="It is old.")
    answer = client(fake, copy).check(SEAT)
    assert answer.warning == "It is old."
    fake.now += 299
    assert answer.permitted
    fake.now += 1
    assert not answer.permitted


def test_a6_the_past_and_items_together_are_not_asked_of_a_copy(fake: FakeRegister, copy: Copy) -> None:
    away(fake)
    request = SEAT.as_authzen()
    past = request | {"context": {"at": "2026-01-01T00:00:00Z"}}
    together = replace(SEAT, together_with=("RAIL-GRAB",))
    other = request | {"subject": {"type": "person", "id": "TA-7K3M-3"}}
    odd = request | {"resource": request["resource"] | {"properties": {"tenure": 1, "locality": "harbour"}}}
    register = client(fake, copy)
    assert [register.check(question).permitted for question in (past, together, other, odd)] == [False] * 4
    assert copy.asked == []


# The account


@pytest.mark.parametrize("is_kept", [True, False])
def test_a6_what_was_allowed_is_reported_once_the_register_is_back(
    fake: FakeRegister, copy: Copy, tmp_path: Path, is_kept: bool
) -> None:
    kept = {"outage_file": tmp_path / "outage.jsonl"} if is_kept else {}
    register = client(fake, copy, **kept)
    away(fake)
    register.check(SEAT)
    copy.says = Said(permitted=False, codes=("SUSPENDED",))
    register.check(SEAT)
    copy.says = Said(register_number=95)
    register.check(SEAT)
    fake.instead[REPORTS] = [Reply(503)] * 2
    with pytest.raises(Unreachable):
        register.report_outage()
    back(fake)
    fake.instead[REPORTS] = [Reply(201, {"items": [{"stop": False}]}), Reply(200, {"items": [{"stop": True}]})]
    after_a_restart = client(fake, copy, **kept) if is_kept else register
    told = after_a_restart.report_outage()
    assert [(result.stop, result.question["subject"]["id"]) for result in told] == [
        (False, SEAT.number),
        (True, SEAT.number),
    ]
    reports = [sent.json() for sent in fake.asked(REPORTS)]
    # Tried twice while it was away, then one report for each copy: the same words under the same id each time.
    assert [report["copy"]["register_number"] for report in reports] == [90, 90, 90, 95]
    assert reports[0] == reports[1] == reports[2]
    assert reports[3]["copy"]["made_at"] == MADE.isoformat()
    assert reports[3]["items"][0]["decision"] is True
    assert after_a_restart.report_outage() == []


@pytest.mark.parametrize("reply", [Reply(body={}), Reply(body={"items": []}), Reply(body=b"oh"), Reply(400, {})])
def test_a6_an_account_that_was_not_understood_is_kept(fake: FakeRegister, copy: Copy, reply: Reply) -> None:
    register = client(fake, copy)
    away(fake)
    register.check(SEAT)
    fake.instead = {REPORTS: [reply, Reply(body={"items": [{"stop": "no"}]})]}
    with pytest.raises(RegisterError):
        register.report_outage()
    assert [result.stop for result in register.report_outage()] == [True]


def test_a6_what_was_not_heeded_is_heard_again(fake: FakeRegister, copy: Copy) -> None:
    register = client(fake, copy)
    away(fake)
    register.check(SEAT)
    back(fake)
    fake.instead = {REPORTS: [Reply(201, {"items": [{"stop": True}]}), Reply(200, {"items": [{"stop": True}]})]}
    heard: list[Any] = []

    def heed(results: list[Any]) -> None:
        heard.extend(results)
        if len(heard) == 1:
            raise ValueError("The database is away.")

    with pytest.raises(ValueError, match="database"):
        register.report_outage(heed)
    assert register.report_outage(heed) == heard[1:]
    assert [result.stop for result in heard] == [True, True]
    assert register.report_outage(heed) == []


def test_a6_several_processes_share_the_account(fake: FakeRegister, copy: Copy, tmp_path: Path) -> None:
    one, other = (client(fake, copy, outage_file=tmp_path / "outage.jsonl") for _ in range(2))
    away(fake)
    one.check(SEAT)
    other.check(SEAT)
    back(fake)
    fake.instead = {REPORTS: [Reply(201, {"items": [{"stop": False}, {"stop": False}]})]}
    assert len(one.report_outage()) == 2
    assert other.report_outage() == []


def test_a6_what_cannot_be_recorded_is_not_allowed(fake: FakeRegister, copy: Copy, tmp_path: Path) -> None:
    away(fake)
    answer = client(fake, copy, outage_file=tmp_path / "nowhere" / "outage.jsonl").check(SEAT)
    assert (answer.permitted, answer.source) == (False, "none")


def test_a6_the_record_is_for_its_owner_alone(fake: FakeRegister, copy: Copy, tmp_path: Path) -> None:
    away(fake)
    file = tmp_path / "outage.jsonl"
    client(fake, copy, outage_file=file).check(SEAT)
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(file.read_text())["copy"]["register_number"] == 90


def test_a6_the_copy_is_refreshed_through_the_client(fake: FakeRegister, copy: Copy) -> None:
    fake.instead["/register/v1/bundle"] = [Reply(body=b"lines", headers={"Content-Type": "application/jsonl"})]
    fake.instead["/register/v1/bundle/changes?after=1"] = [Reply(410, {"error": "gone", "message": "Too old."})]
    client(fake, copy).refresh_offline()
    assert copy.taken == [(200, b"lines"), (410, b"")]
    assert fake.asked("/register/v1/bundle")[0].headers["Authorization"].startswith("Bearer ")
