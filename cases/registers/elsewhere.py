"""The register of another deployment, asked over HTTP by the client of `clients/python`.

It is asked first, with no lock and no transaction open; then the line is locked, and the answer counts only if the
line is still as it was asked about (design: authorisation against a register elsewhere).
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from threshold_register import Answer, Register, RegisterError
from threshold_register import Question as Sent

from accreditation.questions import Question
from cases.exceptions import ChangedMeanwhile, NoRegisterNumber, RegisterNotReached
from cases.models import AnswerElsewhere, Case, RegisterNumber
from cases.registers.base import Asked, Competent, Reply
from cases.registers.copies import KeptCopy
from cases.registers.near import nearest_first
from core import clock
from people.constants import OCCUPATIONAL_THERAPIST
from people.models import Employment, ProfessionalRegistration, User

T = TypeVar("T")

# Direct access is asked about nobody in particular; the register wants a name for them all the same.
ANYONE = "anyone"
SEARCH = "register:search"
# How long one question may take, asking again included, before whoever waits at the screen is told.
SECONDS = 8.0
NOTHING_LOST = "Nothing was decided and nothing is lost."
AGAIN = "Try again in a few minutes; if it stays away, ask whoever keeps the register at {}."


class Place(NamedTuple):
    """Which register, asked by whom: what the settings say."""

    address: str
    client_id: str
    key_file: str
    folder: str
    scope: str
    secret_file: str = ""


@lru_cache(maxsize=4)
def client_of(place: Place) -> Register:
    """The client, kept: it holds the token, the keys and the newest state that it has seen."""
    folder = Path(place.folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Register(
        place.address,
        place.client_id,
        private_key=json.loads(Path(place.key_file).read_text()),
        scope=place.scope,
        offline=KeptCopy(folder / "copy", issuer=place.address),
        outage_file=folder / "outage.jsonl",
        time_limit=SECONDS,
        clock=_seconds,
    )


def _seconds() -> float:
    return clock.now().timestamp()


class RegisterElsewhere:
    """Another deployment's register. What it answers is kept with its proof, beside what stands on it."""

    def __init__(self, place: Iterable[str]) -> None:
        self._place = Place(*place)

    @property
    def _client(self) -> Register:
        return client_of(self._place)

    def ask(self, prepare: Callable[[], Asked | T], write: Callable[[Asked, Reply], T]) -> T:
        """Look, ask, then look again under the lock.

        Raises `RegisterNotReached` when no answer was had or it came too late, `ChangedMeanwhile` when the question is
        another by then, and `NoRegisterNumber` for somebody whose number is not recorded.
        """
        with transaction.atomic():
            first = prepare()
        if not isinstance(first, Asked):
            return first
        answer = self._answer(first)
        with transaction.atomic():
            again = prepare()
            if not isinstance(again, Asked):
                return again
            self._require_about(again, first, answer)
            return write(again, self._keep(answer))

    def number_of(self, user: User) -> str:
        """A registered occupational therapist's professional number; else the number that their manager recorded; else
        whatever professional number they have.
        """
        registrations = ProfessionalRegistration.objects.filter(user=user).order_by("-valid_until", "-pk")
        if therapist := registrations.on(clock.today()).filter(profession__code=OCCUPATIONAL_THERAPIST).first():
            return therapist.number
        recorded = RegisterNumber.objects.filter(user=user).first() or registrations.first()
        return recorded.number if recorded else ""

    def would_permit(self, question: Question) -> bool:
        """Nobody is warned by what would have to be asked over the network: the register says so when it is asked."""
        return True

    def nearest(self, question: Question, limit: int) -> list[Competent]:
        """The register gives numbers and no names: whose number is known here is named, the others by number."""
        require_nothing_open()
        sorry = (
            "Who may authorise it cannot be listed here now. Ask your manager, or whoever keeps the register at "
            f"{self._place.address}."
        )
        if SEARCH not in self._place.scope.split():
            raise RegisterNotReached(sorry)
        try:
            found = self._client.who_may(_sent(replace(question, organisation="")), most=limit)
        except RegisterError:
            raise RegisterNotReached(sorry) from None
        owners = _owners(found)
        known = nearest_first(question, owners)
        named = {one.number for one in known}
        others = [Competent(name="On the register", organisation="", number=one) for one in found if one not in named]
        return (known + others)[:limit]

    def colleagues(self, question: Question, limit: int) -> list[User]:
        """Those whose number is known: the register is asked about them when they authorise."""
        jobs = Employment.objects.on(clock.today()).filter(organisation__code=question.organisation)
        people = {job.user for job in jobs.select_related("user")}
        numbered = RegisterNumber.objects.filter(user__in=people).values_list("user_id", flat=True)
        registered = ProfessionalRegistration.objects.on(clock.today()).filter(user__in=people)
        known = {*numbered, *registered.values_list("user_id", flat=True)}
        return sorted((user for user in people if user.pk in known), key=str)[:limit]

    def _answer(self, asked: Asked) -> Answer:
        """The register's proved answer, or a yes of the offline copy while it cannot be reached."""
        require_nothing_open()
        answer = self._client.check(_sent_about(asked))
        if answer.source == "register" or answer.permitted:
            return answer
        raise RegisterNotReached(f"{answer.why} {NOTHING_LOST} {AGAIN.format(self._place.address)}")

    def _require_about(self, again: Asked, first: Asked, answer: Answer) -> None:
        """That the answer is about what is locked now, and may still be acted on.

        That the register signed it for this very request, the client has proved before it gave it.
        """
        if not again.is_still(first) or Sent.from_authzen(answer.question) != _sent_about(again):
            raise ChangedMeanwhile(
                f"This changed while the register was asked. {NOTHING_LOST} Look at it again, and try once more."
            )
        if answer.was_permitted and not answer.permitted:
            raise RegisterNotReached(f"The register's answer came too late to act on. {NOTHING_LOST} Try again.")

    def _keep(self, answer: Answer) -> Reply:
        if answer.use_by is None or answer.register_number is None:
            raise ValueError("An answer that counts says until when, and on which state of the register it was given.")
        is_offline = answer.source == "offline"
        row = AnswerElsewhere.objects.create(
            answer_id=offline_id(answer.question["context"]["nonce"]) if is_offline else answer.answer_id,
            register=self._place.address,
            asked=dict(answer.question),
            is_permit=answer.permitted,
            reasons=list(answer.codes),
            register_number=answer.register_number,
            receipt=answer.receipt,
            use_by=answer.use_by,
            is_offline=is_offline,
            copy_age=answer.age,
            kept_at=clock.now(),
        )
        return Reply(
            permitted=row.is_permit,
            answer_id=row.answer_id,
            register_number=row.register_number,
            reasons=answer.codes,
            tier=answer.tier,
        )


def offline_id(nonce: str) -> str:
    """The id of an answer that the offline copy gave, which is known to the register by the nonce of its request."""
    return f"offline-{nonce}"


def require_nothing_open() -> None:
    """Raises an error of the program when somebody would wait for the network with rows locked."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("The register elsewhere is asked with no transaction open.")


def _sent_about(asked: Asked) -> Sent:
    """The question as the client sends it. The case is named by a salted hash and by nothing else."""
    if not asked.question.subject and not _is_for_anyone(asked):
        raise NoRegisterNumber(
            "Your number on the register is not recorded here, so the register cannot be asked about you. Ask a "
            "manager of your organisation to record it."
        )
    return _sent(asked.question, case=asked.case)


def _is_for_anyone(asked: Asked) -> bool:
    """Direct access is asked about without a person and without a tier."""
    return bool(asked.question.adaptation) and asked.question.tier is None


def _sent(question: Question, case: Case | None = None) -> Sent:
    return Sent(
        number=question.subject or ANYONE,
        action=str(question.action),
        adaptation=question.adaptation,
        tier=str(question.tier or ""),
        tenure=str(question.tenure or ""),
        locality=question.locality,
        organisation=question.organisation,
        purpose="authorisation" if case else "",
        case_hash=salted_hmac("cases.registers", case.reference, algorithm="sha256").hexdigest() if case else "",
        together_with=question.together_with,
    )


def _owners(numbers: list[str]) -> dict[int, str]:
    """Whose they are, as far as is known here."""
    recorded = RegisterNumber.objects.filter(number__in=numbers).values_list("user_id", "number")
    registered = ProfessionalRegistration.objects.on(clock.today()).filter(number__in=numbers)
    return dict(registered.values_list("user_id", "number")) | dict(recorded)
