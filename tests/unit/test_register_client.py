"""The client package against a register that misbehaves in every way: whatever it does, a doubt is a no (A4, A5)."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from threshold_register import Answer, NotPermitted, NotTrusted, Question, Refused, Register

from tests.factories.fake_register import (
    AUTHZEN,
    CLIENT,
    JWKS,
    MANY,
    NOW,
    OAUTH,
    ONE,
    SEARCH,
    TOKEN,
    FakeRegister,
    Reply,
    b64,
    served,
)

SEAT = Question(number="TA-7K3M-3", adaptation="SEAT-SHOWER", tenure="owner", locality="harbour", tier="simple")
OTHER = Question(number="TA-2222-2", adaptation="SEAT-SHOWER", tenure="owner", locality="harbour")


@pytest.fixture
def fake() -> Iterator[FakeRegister]:
    with served(FakeRegister()) as fake:
        yield fake


def client(fake: FakeRegister, **options: Any) -> Register:
    """Its pauses take no time; they are noted in `pauses` of the register."""
    pauses: list[float] = []
    settings: dict[str, Any] = {"clock": lambda: fake.now, "pause": pauses.append, "private_key": fake.private_jwk}
    register = Register(fake.url, CLIENT, **(settings | options))
    register.pauses = pauses  # type: ignore[attr-defined]
    return register


def in_answer(name: str, value: Any) -> Callable[[FakeRegister], None]:
    def plant(fake: FakeRegister) -> None:
        fake.change_answer = lambda answer: answer | {name: value}

    return plant


def in_context(name: str, value: Any) -> Callable[[FakeRegister], None]:
    def plant(fake: FakeRegister) -> None:
        fake.change_answer = lambda answer: answer | {"context": answer["context"] | {name: value}}

    return plant


def in_claims(name: str, value: Any) -> Callable[[FakeRegister], None]:
    def plant(fake: FakeRegister) -> None:
        fake.change_claims = lambda claims: claims | {name: value}

    return plant


def in_header(**changes: Any) -> Callable[[FakeRegister], None]:
    def plant(fake: FakeRegister) -> None:
        fake.change_header = lambda header: header | changes

    return plant


def instead(path: str, *replies: Reply) -> Callable[[FakeRegister], None]:
    def plant(fake: FakeRegister) -> None:
        fake.instead[path] = list(replies) * 4

    return plant


def signed_by_another(fake: FakeRegister) -> None:
    fake.signs_with = Ed25519PrivateKey.generate()


def with_another_questions_receipt(fake: FakeRegister) -> None:
    receipt = fake.answer_to(SEAT.as_authzen())["context"]["receipt"]
    in_context("receipt", receipt)(fake)


def unsigned(fake: FakeRegister) -> None:
    def strip(answer: dict[str, Any]) -> dict[str, Any]:
        payload = answer["context"]["receipt"].split(".")[1]
        header = b64(json.dumps({"alg": "none", "typ": "JWT", "kid": fake.kid}).encode())
        return answer | {"context": answer["context"] | {"receipt": f"{header}.{payload}."}}

    fake.change_answer = strip


def an_older_state(fake: FakeRegister) -> None:
    fake.number = 90


MISBEHAVIOURS: dict[str, tuple[Callable[[FakeRegister], None], str]] = {
    "decision as text": (in_answer("decision", "true"), "holds no decision"),
    "decision as a number": (in_answer("decision", 1), "holds no decision"),
    "no decision": (in_answer("decision", None), "holds no decision"),
    "context as a list": (in_answer("context", []), "no proof"),
    "reasons that do not agree": (in_context("reason_codes", ["REGISTERED"]), "do not agree"),
    "reasons as text": (in_context("reasons", "yes"), "lacks its reasons"),
    "no receipt": (in_context("receipt", None), "carries no proof"),
    "receipt that is no JWS": (in_context("receipt", "yes"), "carries no proof"),
    "receipt of odd letters": (in_context("receipt", "ä.ö.ü"), "not base64url"),
    "unsigned receipt": (unsigned, "not of the kind"),
    "another key's signature": (signed_by_another, "signature is wrong"),
    "unknown key": (in_header(kid="nobody"), "key that is not the register's"),
    "another algorithm": (in_header(alg="HS256"), "not of the kind"),
    "a signed file": (in_header(typ="threshold-bundle+json"), "not of the kind"),
    "critical header": (in_header(crit=["exp"]), "not of the kind"),
    "another register": (in_claims("iss", "https://elsewhere.example"), "another register"),
    "another client": (in_claims("aud", "somebody"), "another client"),
    "another question's receipt": (with_another_questions_receipt, "another question"),
    "receipt says no": (in_claims("decision", False), "another decision"),
    "receipt says 1": (in_claims("decision", 1), "another decision"),
    "receipt's other reasons": (in_claims("reasons", ["REGISTERED"]), "other reasons"),
    "receipt's other state": (in_claims("register_number", 7), "another state"),
    "another state in the answer": (in_context("register_number", 101), "another state"),
    "expired": (in_claims("use_by", int(NOW)), "too old"),
    "use_by as text": (in_claims("use_by", "9999999999"), "no number use_by"),
    "use_by left out": (in_claims("use_by", None), "no number use_by"),
    "from the future": (in_claims("iat", int(NOW) + 61), "from the future"),
    "broken JSON": (instead(ONE, Reply(body=b'{"decision": tru')), "not the JSON"),
    "a name twice": (instead(ONE, Reply(body=b'{"decision": false, "decision": true}')), "not the JSON"),
    "not UTF-8": (instead(ONE, Reply(body=b'{"decision": "\xff"}')), "not the JSON"),
    "deeply nested": (instead(ONE, Reply(body=b'{"a":' * 30_000 + b"1" + b"}" * 30_000)), "not the JSON"),
    "a list": (instead(ONE, Reply(body=[])), "not a JSON object"),
    "a page": (instead(ONE, Reply(body=b"<p>yes", headers={"Content-Type": "text/html"})), "not JSON"),
    "too long": (instead(ONE, Reply(body=b" " * (2 * 1024 * 1024 + 1))), "longer than"),
    "redirect": (instead(ONE, Reply(302, headers={"Location": "http://127.0.0.1:9/"})), "redirect"),
    "redirect of the token": (instead(TOKEN, Reply(307, headers={"Location": "http://127.0.0.1:9/"})), "redirect"),
    "400": (instead(ONE, Reply(400, {"error": "invalid_request", "message": "subject.id is missing."})), "subject.id"),
    "403": (instead(ONE, Reply(403, {"error": "insufficient_scope", "message": "No scope."})), "No scope"),
    "500": (instead(ONE, Reply(500, b"oh")), "500"),
    "401 again and again": (instead(ONE, Reply(401, {"error": "invalid_token", "message": "Off."})), "Off"),
    "another's name": (
        instead(AUTHZEN, Reply(body={"policy_decision_point": "https://elsewhere.example"})),
        "names itself by another address",
    ),
    "tokens by another": (instead(OAUTH, Reply(body={"issuer": "https://elsewhere.example"})), "another name"),
    "odd token": (instead(TOKEN, Reply(body={"access_token": 7, "token_type": "Bearer"})), "access_token"),
    "token of an odd kind": (instead(TOKEN, Reply(body={"access_token": "a", "token_type": "mac"})), "unknown kind"),
    "no keys": (instead(JWKS, Reply(body={"keys": []})), "shows no key"),
    "keys away": (instead(JWKS, Reply(503)), "keys could not be fetched"),
    "a key that is none": (instead(JWKS, Reply(body={"keys": [{"kty": "OKP", "crv": "Ed25519"}]})), "no key"),
    "503": (instead(ONE, Reply(503)), "cannot be reached now"),
}


@pytest.mark.parametrize("fault", MISBEHAVIOURS)
def test_a4_whatever_the_register_does_wrong_is_a_no_in_words(fake: FakeRegister, fault: str) -> None:
    plant, words = MISBEHAVIOURS[fault]
    register = client(fake)
    plant(fake)
    answer = register.check(SEAT)
    assert answer.permitted is False
    assert answer.source == "none"
    assert words in answer.why
    assert register.min_seq == 0


@pytest.mark.parametrize("fault", MISBEHAVIOURS)
def test_a4_the_same_in_a_batch_permits_nothing(fake: FakeRegister, fault: str) -> None:
    plant, _ = MISBEHAVIOURS[fault]
    plant(fake)
    fake.instead[MANY] = fake.instead.get(ONE, [])
    answers = client(fake).check_many([SEAT, OTHER])
    assert [answer.permitted for answer in answers] == [False, False]


def test_a4_a_yes_is_proved_and_tells_what_it_rests_on(fake: FakeRegister) -> None:
    answer = client(fake).check(SEAT)
    assert answer.permitted is True
    assert answer.require() is answer
    assert (answer.source, answer.codes, answer.register_number) == ("register", ("ACCREDITED",), 100)
    assert answer.why == "It is accredited."
    assert answer.use_by == datetime.fromtimestamp(NOW + 300, UTC)
    assert answer.question == fake.asked(ONE)[0].json()
    assert answer.receipt.count(".") == 2


def test_a4_a_no_is_an_answer_of_the_register(fake: FakeRegister) -> None:
    fake.codes[SEAT.number] = ["SUSPENDED", "TIER_NOT_HELD"]
    answer = client(fake).check(SEAT)
    assert (answer.permitted, answer.source) == (False, "register")
    assert answer.why == "It is suspended. It is tier_not_held."
    with pytest.raises(NotPermitted, match="It is suspended"):
        answer.require()


def test_a4_an_answer_is_not_taken_for_true_by_mistake(fake: FakeRegister) -> None:
    with pytest.raises(TypeError, match="permitted"):
        bool(client(fake).check(SEAT))


def test_a4_a_yes_that_is_kept_turns_into_a_no(fake: FakeRegister) -> None:
    answer = client(fake).check(SEAT)
    fake.now += 299
    assert answer.permitted
    fake.now += 1
    assert not answer.permitted
    with pytest.raises(NotPermitted, match="too old"):
        answer.require()


@pytest.mark.parametrize("source", ["register", "offline"])
def test_a4_an_answer_without_a_time_limit_is_no_yes(source: Any) -> None:
    assert not Answer(source=source, why="", was_permitted=True).permitted


def test_a4_a_question_that_cannot_be_sent_is_a_no(fake: FakeRegister) -> None:
    register = client(fake)
    for question in ({"subject": {1, 2}}, {"n": float("nan")}, {"subject": {"id": "\ud800"}}, 7):
        answer = register.check(question)  # type: ignore[arg-type]
        assert (answer.permitted, answer.source) == (False, "none")


# Tokens


def test_a4_each_token_is_asked_for_with_a_fresh_statement_and_kept_until_shortly_before_its_end(
    fake: FakeRegister,
) -> None:
    register = client(fake)
    assert register.check(SEAT).permitted
    fake.now += 3569
    assert register.check(SEAT).permitted
    assert len(fake.statements) == 1
    fake.now += 1
    assert register.check(SEAT).permitted
    assert len(fake.statements) == 2


def test_a4_a_token_that_is_not_known_any_more_is_replaced_once(fake: FakeRegister) -> None:
    register = client(fake)
    register.check(SEAT)
    fake.tokens.clear()
    assert register.check(SEAT).permitted
    assert len(fake.statements) == 2
    assert len(fake.asked(ONE)) == 3


def test_a4_the_metadata_and_the_keys_are_fetched_once(fake: FakeRegister) -> None:
    register = client(fake)
    for _ in range(3):
        register.check(SEAT)
    assert [len(fake.asked(path)) for path in (AUTHZEN, OAUTH, JWKS, TOKEN, ONE)] == [1, 1, 1, 1, 3]


def test_a5_a_new_key_is_fetched_and_a_made_up_one_is_not_asked_for_again_and_again(fake: FakeRegister) -> None:
    register = client(fake)
    register.check(SEAT)
    fake.now += 31
    fake.key, fake.kid = Ed25519PrivateKey.generate(), "key-2"
    assert register.check(SEAT).permitted
    in_header(kid="nobody")(fake)
    for _ in range(3):
        assert not register.check(SEAT).permitted
    assert len(fake.asked(JWKS)) == 2


def test_a4_a_shared_secret_goes_over_the_basic_scheme(fake: FakeRegister) -> None:
    secret = "s3cret/with:signs"
    fake.instead["/token"] = [Reply(body={"access_token": "t", "token_type": "Bearer", "expires_in": 60})]
    fake.tokens = {"t"}
    register = client(fake, private_key=None, secret=secret, token_url=f"{fake.url}/token")
    assert register.check(SEAT).permitted
    assert fake.asked("/token")[0].headers["Authorization"].startswith("Basic ")
    assert secret not in repr(vars(register))
    assert fake.private_jwk["d"] not in repr(vars(client(fake)))


# Asking again


@pytest.mark.parametrize(("headers", "waited"), [({}, 0.2), ({"Retry-After": "3"}, 3.0), ({"Retry-After": "x"}, 0.2)])
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a4_it_is_asked_once_more_after_the_time_the_register_wishes(
    fake: FakeRegister, headers: dict[str, str], waited: float, status: int
) -> None:
    fake.instead[ONE] = [Reply(status, headers=headers)]
    register = client(fake)
    assert register.check(SEAT).permitted
    assert register.pauses == [waited]  # type: ignore[attr-defined]


def test_a4_it_does_not_wait_beyond_the_time_limit(fake: FakeRegister) -> None:
    fake.instead[ONE] = [Reply(503, headers={"Retry-After": "60"})]
    register = client(fake)
    assert register.check(SEAT).source == "none"
    assert register.pauses == []  # type: ignore[attr-defined]


def test_a4_a_register_that_drips_is_cut_off(fake: FakeRegister) -> None:
    fake.instead[ONE] = [Reply(body=b" " * 100, drip=True)] * 2
    answer = client(fake, time_limit=0.4).check(SEAT)
    assert (answer.permitted, answer.source) == (False, "none")
    assert "in time" in answer.why or "no time left" in answer.why


def test_a4_nobody_there_is_a_no() -> None:
    answer = Register("http://127.0.0.1:9", CLIENT, secret="s", pause=lambda _: None).check(SEAT)
    assert (answer.permitted, answer.source) == (False, "none")
    assert "cannot be reached" in answer.why


@pytest.mark.parametrize(
    "address", ["http://register.example", "file:///etc", "ftp://x", "register.example", "https://a:b@c", "https://"]
)
def test_a4_an_address_that_is_not_safe_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Register(address, CLIENT, secret="s")


def test_a4_another_question_s_reply_is_not_taken(fake: FakeRegister) -> None:
    fake.change_request_id = lambda value: "another" if value else ""
    assert "another question" in client(fake).check(SEAT).why


# States


def test_a4_it_is_never_answered_from_an_older_state_than_it_has_seen(fake: FakeRegister) -> None:
    register = client(fake)
    register.check(SEAT)
    assert register.min_seq == 100
    an_older_state(fake)
    answer = register.check(SEAT)
    assert fake.asked(ONE)[-1].json()["context"]["min_seq"] == 100
    assert (answer.permitted, answer.source) == (False, "none")
    assert "older state" in answer.why
    assert client(fake, remembers_state=False).check(SEAT).permitted


def test_a5_no_two_questions_are_the_same_so_an_old_answer_answers_none(fake: FakeRegister) -> None:
    register = client(fake)
    register.check(SEAT)
    register.check(SEAT)
    first, second = (sent.json() for sent in fake.asked(ONE))
    assert first["context"]["nonce"] != second["context"]["nonce"]


# Batches and lists


def test_a4_a_batch_is_answered_in_its_order(fake: FakeRegister) -> None:
    fake.codes[OTHER.number] = ["SUSPENDED"]
    answers = client(fake).check_many([OTHER, SEAT])
    assert [answer.permitted for answer in answers] == [False, True]
    assert fake.asked(MANY)[0].json()["options"] == {"evaluations_semantic": "execute_all"}
    assert client(fake).check_many([]) == []


def test_a4_answers_that_changed_places_are_no_answers(fake: FakeRegister) -> None:
    fake.change_batch = lambda answers: answers[::-1]
    assert [answer.source for answer in client(fake).check_many([OTHER, SEAT])] == ["none", "none"]


@pytest.mark.parametrize("change", [lambda answers: answers[:1], lambda answers: answers * 2, lambda answers: []])
def test_a4_fewer_or_more_answers_than_questions_are_none(fake: FakeRegister, change: Any) -> None:
    fake.change_batch = change
    assert [answer.permitted for answer in client(fake).check_many([OTHER, SEAT])] == [False, False]


def test_a4_what_was_not_asked_any_more_is_not_permitted(fake: FakeRegister) -> None:
    fake.codes[OTHER.number] = ["SUSPENDED"]
    fake.change_batch = lambda answers: answers[:1]
    answers = client(fake).check_many([OTHER, SEAT], semantics="deny_on_first_deny")
    assert [answer.source for answer in answers] == ["register", "none"]
    assert "not asked any more" in answers[1].why


def test_a4_one_question_that_cannot_be_read_does_not_spoil_the_others(fake: FakeRegister) -> None:
    error = {"decision": False, "context": {"error": {"status": 400, "message": "subject.id is missing."}}}
    fake.change_batch = lambda answers: [error, answers[1]]
    answers = client(fake).check_many([OTHER, SEAT])
    assert [answer.permitted for answer in answers] == [False, True]
    assert answers[0].why == "subject.id is missing."


def test_a4_whom_to_ask_is_a_list_and_no_answer(fake: FakeRegister) -> None:
    register = client(fake)
    assert register.who_may(SEAT) == ["TA-7K3M-3"]
    assert fake.asked(SEARCH)[0].json()["subject"] == {"type": "assessor"}
    fake.instead[SEARCH] = [Reply(403, {"error": "insufficient_scope", "message": "No."})]
    with pytest.raises(Refused, match="403"):
        register.who_may(SEAT)
    fake.instead[SEARCH] = [Reply(body={"results": "TA-7K3M-3"})]
    with pytest.raises(NotTrusted):
        register.who_may(SEAT)
