"""Enrolling many people from a table: looked through first, row by row, and saved only as a whole or as asked (T9)."""

from dataclasses import dataclass
from enum import Enum

from django.db import transaction

from core import clock
from core.exceptions import Refused
from core.spreadsheets import read_csv
from modules.models import Enrolment, Module, ModuleVersion
from modules.selectors import prerequisites_missing_of
from modules.services import EnrolmentRight, enrol_staff, right_to_enrol
from people.models import Employment, User

COLUMNS = ("email", "module")
EXAMPLE = ("isla.fraser@lantern-homes.example", "module-1")
MOST_LINES = 500


class Outcome(Enum):
    """What becomes of a row. The value is a state's code, for its tag."""

    WILL_ENROL = "yes"
    ENROLLED_ALREADY = "not_needed"
    WRONG = "no"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the table with its line number, and what happens to it or why nothing can."""

    number: int
    email: str
    code: str
    outcome: Outcome
    words: str
    user: User | None = None
    module: Module | None = None


class NotAllGood(Refused):
    """Some rows cannot be used, and nobody said that the others shall be."""

    code = "not_all_good"


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What the rows are held against, read in a fixed number of queries."""

    right: EnrolmentRight
    users: dict[str, User]
    jobs: dict[int, Employment]
    modules: dict[str, Module]
    published: set[int]
    enrolled: set[tuple[int, int]]
    missing: dict[tuple[int, int], list[str]]


def look_through(content: bytes, *, by: User) -> list[Line]:
    """What each row would do; changes nothing. Raises `core.spreadsheets.TableUnusable` for what is no such table."""
    rows = read_csv(content, columns=COLUMNS, most=MOST_LINES)
    known = _known([cells for _, cells in rows], by)
    seen: dict[tuple[str, str], int] = {}
    lines = []
    for number, cells in rows:
        email, code = cells["email"].lower(), cells["module"].lower()
        first = seen.setdefault((email, code), number)
        problem = f"The same as line {first}." if first != number else _problem(email, code, known)
        lines.append(_line(number, cells, email, code, known, problem))
    return lines


@transaction.atomic
def enrol_lines(content: bytes, *, good_only: bool, by: User) -> list[Line]:
    """Look through the table again and enrol whom it may. Raises `NotAllGood`, with nothing saved, when a row is wrong.

    Returns the lines by which somebody was enrolled. Doing it again enrols nobody.
    """
    lines = look_through(content, by=by)
    if not good_only and any(line.outcome is Outcome.WRONG for line in lines):
        raise NotAllGood("Nothing was saved, because some rows cannot be used.")
    enrolled = []
    for line in lines:
        if line.outcome is Outcome.WILL_ENROL and line.user and line.module:
            _, is_new = enrol_staff(user=line.user, module=line.module, by=by)
            enrolled += [line] if is_new else []
    return enrolled


def _known(cells: list[dict[str, str]], by: User) -> _Known:
    users = {user.email: user for user in User.objects.filter(email__in={row["email"].lower() for row in cells})}
    modules = {
        module.code: module for module in Module.objects.filter(code__in={row["module"].lower() for row in cells})
    }
    people = list(users.values())
    return _Known(
        right=right_to_enrol(by),
        users=users,
        jobs={job.user_id: job for job in Employment.objects.on(clock.today()).filter(user__in=people)},
        modules=modules,
        published=set(ModuleVersion.objects.current().order_by().values_list("module_id", flat=True)),
        enrolled=set(Enrolment.objects.filter(user__in=people).values_list("user_id", "module_id")),
        missing=prerequisites_missing_of(people, list(modules.values())),
    )


def _problem(email: str, code: str, known: _Known) -> str:
    if not email or not code:
        return "The e-mail address is missing." if not email else "The module’s code is missing."
    user, module = known.users.get(email), known.modules.get(code)
    job = known.jobs.get(user.pk) if user and user.is_active else None
    if problem := known.right.problem(job):
        return problem
    if user is None or module is None:
        return f"There is no module with the code “{code}”."
    if (user.pk, module.pk) in known.enrolled:
        return ""
    if module.pk not in known.published:
        return "This module is not published at the moment."
    return " ".join(known.missing[user.pk, module.pk])


def _line(number: int, cells: dict[str, str], email: str, code: str, known: _Known, problem: str) -> Line:
    user, module = known.users.get(email), known.modules.get(code)
    if problem or user is None or module is None:
        return Line(number=number, email=cells["email"], code=cells["module"], outcome=Outcome.WRONG, words=problem)
    is_enrolled = (user.pk, module.pk) in known.enrolled
    outcome = Outcome.ENROLLED_ALREADY if is_enrolled else Outcome.WILL_ENROL
    words = f"{user} is enrolled in “{module}” already." if is_enrolled else f"{user}: “{module}”."
    return Line(number=number, email=email, code=code, outcome=outcome, words=words, user=user, module=module)
