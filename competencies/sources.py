"""What a piece of evidence may rest on: something that its owner did here, and what that shows (C2, S4).

Each kind of source says which rows of a person count, how one is named in a list, and what is kept of it. The kept
values are plain, with dates in words, so that a signer reads what was offered even when the world moves on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from competencies.constants import EvidenceKind
from competencies.models import ImportedPortfolio, Observation, ObservationRecord
from competencies.supervised import supervised_cases
from modules.debrief import debrief_of
from modules.models import Attempt, Reflection, ScenarioRun
from people.models import User
from training_sessions.constants import AttendanceStatus
from training_sessions.models import Attendance


@dataclass(frozen=True, kw_only=True)
class SourceKind:
    """One kind of thing that evidence may rest on; `field` is the evidence's link to it."""

    kind: EvidenceKind
    field: str
    rows: Callable[[User], Iterable[Any]]
    words: Callable[[Any], str]
    snapshot: Callable[[Any], dict[str, Any]]
    competency: Callable[[Any], str] = lambda row: ""
    only_for: Callable[[Any], frozenset[str]] = lambda row: frozenset()
    confirmer: Callable[[Any], User | None] = lambda row: None
    link: Callable[[Any], Any] = lambda row: row


@dataclass(frozen=True, kw_only=True)
class Source:
    """One thing of one person that evidence may rest on."""

    of: SourceKind
    row: Any
    owner_id: int

    @property
    def kind(self) -> EvidenceKind:
        return self.of.kind

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.row.pk}"

    @property
    def words(self) -> str:
        return self.of.words(self.row)

    @property
    def competency(self) -> str:
        """The code of the competency that it was written for; empty where it was written for none."""
        return self.of.competency(self.row)

    @property
    def only_for(self) -> frozenset[str]:
        """The codes of the competencies that it can show; empty where it may show any."""
        return self.of.only_for(self.row)

    @property
    def link(self) -> dict[str, Any]:
        """The evidence's field with what it holds; nothing for what is written down with the evidence itself."""
        return {self.of.field: self.of.link(self.row)} if self.of.field else {}

    @property
    def confirmer(self) -> User | None:
        """Who discussed or supervised it, and is asked to say so."""
        return self.of.confirmer(self.row)

    @property
    def snapshot(self) -> dict[str, Any]:
        return {"kind": str(self.kind), "words": self.words} | self.of.snapshot(self.row)


def sources_of(user: User) -> list[Source]:
    """Everything that somebody's evidence may rest on, newest first in each kind; a query for each kind."""
    return [Source(of=kind, row=row, owner_id=user.pk) for kind in SOURCE_KINDS.values() for row in kind.rows(user)]


def source_of(user: User, kind: str, pk: int) -> Source | None:
    """One of them, if it is this person's and counts."""
    of = SOURCE_KINDS.get(kind)
    rows = of.rows(user) if of else []
    found = rows.filter(pk=pk) if isinstance(rows, QuerySet) else rows
    row = next((row for row in found if row.pk == pk), None)
    return Source(of=of, row=row, owner_id=user.pk) if of and row else None


def offer_address(kind: str, pk: int) -> str:
    """Where the owner offers it."""
    return reverse("competencies:offer_source", args=[kind, pk])


def observe_address(date_id: int) -> str:
    """Where a trainer starts to observe the people of a session's date."""
    return reverse("competencies:observe_date", args=[date_id])


def _day(moment: datetime | None) -> str:
    return date_format(localtime(cast("datetime", moment)), "j F Y")


def _runs(user: User) -> QuerySet:
    runs = ScenarioRun.objects.finished().filter(enrolment__user=user)
    return runs.select_related("version", "enrolment__user").order_by("-finished_at")


def _run_words(run: ScenarioRun) -> str:
    return f"“{run.version.title}”, finished on {_day(run.finished_at)}"


def _run_snapshot(run: ScenarioRun) -> dict[str, Any]:
    return {"debrief": debrief_of(run).as_data(), "finished_on": _day(run.finished_at)}


def _reflections(user: User) -> QuerySet:
    found = Reflection.objects.filter(enrolment__user=user)
    return found.select_related("module_version").defer("module_version__content").order_by("-written_at")


def _reflection_words(reflection: Reflection) -> str:
    return f"{reflection.module_version.title}, written on {_day(reflection.written_at)}: {reflection.text[:40]}"


def _reflection_snapshot(reflection: Reflection) -> dict[str, Any]:
    return {
        "prompt": reflection.prompt,
        "text": reflection.text,
        "module": str(reflection.module_version),
        "written_on": _day(reflection.written_at),
    }


def _attempts(user: User) -> QuerySet:
    passed = Attempt.objects.filter(enrolment__user=user, passed=True)
    return passed.select_related("module_version").defer("module_version__content").order_by("-submitted_at")


def _attempt_words(attempt: Attempt) -> str:
    return f"{attempt.module_version.title}, passed on {_day(attempt.submitted_at)}"


def _attempt_snapshot(attempt: Attempt) -> dict[str, Any]:
    return {
        "module": str(attempt.module_version),
        "score": attempt.score,
        "out_of": attempt.out_of,
        "pass_mark": attempt.module_version.pass_mark,
        "passed_on": _day(attempt.submitted_at),
    }


def _attendances(user: User) -> QuerySet:
    there = Attendance.objects.newest().filter(user=user).exclude(status=AttendanceStatus.ABSENT)
    related = there.select_related("session_date__session__module_version", "session_date__session__place")
    return related.defer("session_date__session__module_version__content").order_by("-session_date__starts_at")


def _attendance_words(attendance: Attendance) -> str:
    return f"{attendance.session_date.session}, {_day(attendance.session_date.starts_at)}"


def _attendance_snapshot(attendance: Attendance) -> dict[str, Any]:
    session = attendance.session_date.session
    return {
        "module": str(session.module_version),
        "place": str(session.place),
        "held_on": _day(attendance.session_date.starts_at),
        "there": attendance.get_status_display(),
    }


def _observations(user: User) -> QuerySet:
    mine = ObservationRecord.objects.filter(person=user).select_related("trainer").order_by("pk")
    seen = Observation.objects.filter(Exists(mine.filter(observation=OuterRef("pk"))))
    return seen.prefetch_related(Prefetch("records", mine, to_attr="of_the_person")).order_by("-observed_on", "-pk")


def _observation_words(observation: Any) -> str:
    trainers = len(observation.of_the_person)
    by = "one trainer" if trainers == 1 else f"{trainers} trainers"
    return f"Watched by {by} on {date_format(observation.observed_on, 'j F Y')}, {observation.place}"


def _observation_snapshot(observation: Any) -> dict[str, Any]:
    """That it took place, and by how many; never a trainer's notes, which the other signer is not to read beforehand.

    The digest of each record binds what is signed to exactly these notes without showing them.
    """
    return {
        "observed_on": date_format(observation.observed_on, "j F Y"),
        "place": observation.place,
        "trainers": len(observation.of_the_person),
        "competencies": sorted(_competencies_seen(observation)),
        "records": [record.digest for record in observation.of_the_person],
    }


def _competencies_seen(observation: Any) -> frozenset[str]:
    return frozenset(code for record in observation.of_the_person for code in record.competencies_seen())


# A sign-off in somebody's file, as it stood there on the day of issue.
THERE = {"holds": "Held there until", "ended": "Ended there on", "withdrawn": "Withdrawn there; was to end on"}


def _imported(user: User) -> QuerySet:
    return ImportedPortfolio.objects.filter(user=user)


def _imported_words(imported: ImportedPortfolio) -> str:
    return f"Portfolio from {imported.issuer}, issued on {_day(imported.issued_at)}"


def _last_day(until: date) -> str:
    return date_format(until - timedelta(days=1), "j F Y")


def _imported_snapshot(imported: ImportedPortfolio) -> dict[str, Any]:
    """What it says, in sentences. It counts for nothing by itself, however it is worded."""
    portfolio = imported.readable["portfolio"]
    return {
        "issuer": imported.issuer,
        "issued_on": _day(imported.issued_at),
        "verified_on": _day(imported.verified_at),
        "holder": imported.holder,
        "name_differs": imported.name_differs,
        "content_hash": imported.content_hash,
        "sign_offs": [
            f"{row['competency']}: {row['title']}. {THERE[row['state']]} {_last_day(row['valid_until'])}. "
            "Signed by " + " and ".join(f"{one['signer']} ({one['employer']})" for one in row["signatures"]) + "."
            for row in portfolio["sign_offs"]
        ],
        "completions": [
            f"{row['module']}, completed on {date_format(row['completed_on'], 'j F Y')}."
            for row in portfolio["completions"]
        ],
    }


@dataclass(frozen=True, kw_only=True)
class CaseDiscussion:
    """A case talked through with a trainer, without names: what they asked, and what the person answered."""

    the_case: str
    questions: str
    answers: str
    otherwise: str
    discussed_with: User | None = None

    @property
    def words(self) -> str:
        return f"A case talked through with {self.discussed_with}" if self.discussed_with else "A case talked through"


_DISCUSSION = SourceKind(
    kind=EvidenceKind.CASE_DISCUSSION,
    field="",
    rows=lambda user: [],
    words=lambda talk: talk.words,
    snapshot=lambda talk: {
        "the_case": talk.the_case,
        "questions": talk.questions,
        "answers": talk.answers,
        "otherwise": talk.otherwise,
    },
    confirmer=lambda talk: talk.discussed_with,
)


def discussion_source(user: User, talk: CaseDiscussion) -> Source:
    """A case discussion as its owner offers it; it is written down nowhere else."""
    return Source(of=_DISCUSSION, row=talk, owner_id=user.pk)


SOURCE_KINDS: dict[str, SourceKind] = {
    kind.kind: kind
    for kind in (
        SourceKind(
            kind=EvidenceKind.SCENARIO,
            field="scenario_run",
            rows=_runs,
            words=_run_words,
            snapshot=_run_snapshot,
            competency=lambda run: run.version.content["competency"],
        ),
        SourceKind(
            kind=EvidenceKind.REFLECTION,
            field="reflection",
            rows=_reflections,
            words=_reflection_words,
            snapshot=_reflection_snapshot,
        ),
        SourceKind(
            kind=EvidenceKind.KNOWLEDGE_CHECK,
            field="attempt",
            rows=_attempts,
            words=_attempt_words,
            snapshot=_attempt_snapshot,
        ),
        SourceKind(
            kind=EvidenceKind.ATTENDANCE,
            field="attendance",
            rows=_attendances,
            words=_attendance_words,
            snapshot=_attendance_snapshot,
        ),
        SourceKind(
            kind=EvidenceKind.OBSERVED_PRACTICE,
            field="observation",
            rows=_observations,
            words=_observation_words,
            snapshot=_observation_snapshot,
            competency=lambda row: min(_competencies_seen(row), default=""),
            only_for=_competencies_seen,
        ),
        SourceKind(
            kind=EvidenceKind.SUPERVISED_CASE,
            field="case_label",
            rows=supervised_cases,
            words=lambda case: case.words,
            snapshot=lambda case: case.facts,
            confirmer=lambda case: case.supervisor,
            link=lambda case: case.label,
        ),
        SourceKind(
            kind=EvidenceKind.IMPORTED,
            field="imported_portfolio",
            rows=_imported,
            words=_imported_words,
            snapshot=_imported_snapshot,
        ),
    )
}
