"""What is missing in a case at this step, said on its page (P1).

A part of the product adds what it misses by registering a function of a case that was read for its page: it asks no
query for each line or record.

    register(lambda case: [Missing(words="No consent to share", page="consents")] if … else [])
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from cases.constants.clocks import ClockState, Measured
from cases.constants.intake import CaseState
from cases.models import Case
from cases.selectors.contact import ShownClock, shown_clocks


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing, in words, and the page of the case on which it is put right. `number` is the page's own, if any."""

    words: str
    page: str
    number: int | None = None

    def address(self, case: Case) -> str:
        return reverse(f"cases:{self.page}", args=[case.reference, *([self.number] if self.number else [])])


Finder = Callable[[Case], Iterable[Missing]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Let a case's page say it."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def missing_now(case: Case) -> list[tuple[str, str]]:
    """What is missing, each with the address where it is put right. Nothing is missing in a closed case."""
    if case.state != CaseState.OPEN:
        return []
    return [(missing.words, missing.address(case)) for finder in _finders for missing in finder(case)]


WAITING_FOR = {
    Measured.RESPONSE: ("Nobody has answered the referral", "new-contact"),
    Measured.VISIT: ("The home has not been visited", "contacts"),
}


@register
def _times(case: Case) -> Iterator[Missing]:
    """What nobody has done yet, and what was late without anybody saying why."""
    for shown in shown_clocks(case):
        yield from _of_clock(case, shown)


def _of_clock(case: Case, shown: ShownClock) -> Iterator[Missing]:
    clock = shown.clock
    measured = Measured(clock.measures)
    if clock.done_at is None and measured in WAITING_FOR and case.person.may_be_contacted:
        words, page = WAITING_FOR[measured]
        late = ", and it is overdue" if shown.state == ClockState.OVERDUE else ""
        yield Missing(words=f"{words}{late}", page=page)
    if shown.state == ClockState.MISSED and shown.wants_reason:
        yield Missing(
            words=f"Nobody has said why this was late: {measured.label.lower()}", page="miss", number=clock.pk
        )


@register
def _conversation(case: Case) -> Iterator[Missing]:
    if not case.conversations.all():
        yield Missing(words="The conversation with the person is not recorded", page="conversation")


@register
def _nothing_proposed(case: Case) -> Iterator[Missing]:
    if case.conversations.all() and not case.lines.all():
        yield Missing(words="Nothing has been proposed", page="propose")


@register
def _mot(case: Case) -> Iterator[Missing]:
    """A danger that no authority knows of, and results that the person has not been given."""
    for notice in case.urgent_notices.all():
        if notice.decided_at is None:
            yield Missing(words="No authority has been told of a danger", page="danger-told", number=notice.pk)
    for mot in list(case.mots.all())[:1]:
        if case.person.may_be_contacted and not any(share.is_person for share in mot.shares.all()):
            words = "The person has not been given the results of the Housing MOT"
            yield Missing(words=words, page="mot-share", number=mot.number)
