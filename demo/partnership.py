"""The invented partnership that the demonstration loads, and the people in it."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.models import Case
from core import clock
from people.constants import RegistrationBody, Role
from people.models import Locality, Organisation, Profession, ServiceSetting, User
from people.services import add_organisation, add_person, add_word, employ, grant_role, record_registration

SOURCE = Path(__file__).parent / "partnership.toml"
PASSWORD = "a-demonstration-threshold"  # noqa: S105
EMPLOYED_FOR_DAYS = 900


@dataclass(kw_only=True)
class Partnership:
    """Everything the loaders share: the day, the seeded source of chance, and who is who by key.

    `cases` is how many further cases there are beside the thirty that are told one by one.
    """

    as_of: date
    random: random.Random
    cases: int = 0
    organisations: dict[str, Organisation] = field(default_factory=dict)
    localities: dict[str, Locality] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    staff: dict[str, dict[str, Any]] = field(default_factory=dict)

    def moment(self, days_ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """An aware time in the partnership's zone, so many days before the day of the demonstration."""
        day = self.as_of - timedelta(days=days_ago)
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    def day(self, days_ago: int) -> date:
        return self.as_of - timedelta(days=days_ago)

    def case(self, name: str) -> Case:
        """The case of somebody of whom one is told by name; of all who are called so, the last one who came."""
        return Case.objects.select_related("person", "home", "owner").filter(person__name=name).latest("pk")


def email_of(row: dict[str, Any]) -> str:
    """`isla.fraser@lantern-homes.example`, in plain letters."""
    plain = str.maketrans({"ó": "o", "ô": "o", "é": "e", "ŵ": "w"})
    return f"{row['first_name']}.{row['last_name']}@{row['organisation']}.example".lower().translate(plain)


def load_people(p: Partnership) -> None:
    """Organisations, localities and the staff, each at work, with roles and registrations."""
    source = tomllib.loads(SOURCE.read_text())
    p.organisations = {row["code"]: _organisation(row) for row in source["organisations"]}
    p.localities = {row["code"]: add_word(Locality, **row, by=None) for row in source["localities"]}
    professions = {row["code"]: add_word(Profession, **row, by=None) for row in source["professions"]}
    settings = {row["code"]: add_word(ServiceSetting, **row, by=None) for row in source["settings"]}
    p.staff = {row["key"]: row for row in source["staff"]}
    with clock.fixed(p.moment(EMPLOYED_FOR_DAYS)):
        for key, row in p.staff.items():
            p.people[key] = add_person(
                email=email_of(row),
                first_name=row["first_name"],
                last_name=row["last_name"],
                password=None if p.people else PASSWORD,
                by=None,
            )
        first = next(iter(p.people.values()))
        # Hashing takes half a second by design; everyone here has the same password, so it is hashed once.
        User.objects.filter(pk__in=[user.pk for user in p.people.values()]).update(password=first.password)
        for key, row in p.staff.items():
            _employ(p, key, row, professions, settings)
        for key, row in p.staff.items():
            if row.get("hcpc"):
                _register(p, key, row, professions)


def _organisation(row: dict[str, Any]) -> Organisation:
    contact = {"contact_email": f"adaptations@{row['code']}.example", "contact_phone": "01632 960 100"}
    return add_organisation(**(contact | row), by=None)


def _employ(
    p: Partnership,
    key: str,
    row: dict[str, Any],
    professions: dict[str, Profession],
    settings: dict[str, ServiceSetting],
) -> None:
    user = p.people[key]
    employ(
        user=user,
        organisation=p.organisations[row["organisation"]],
        profession=professions[row["profession"]],
        service_setting=settings[row["setting"]],
        job_title=row["job_title"],
        localities=[p.localities[code] for code in row["localities"]],
        line_manager=p.people.get(row.get("line_manager", "")),
        valid_from=clock.today(),
        by=None,
    )
    for role in row["roles"]:
        grant_role(user=user, role=Role(role), valid_from=clock.today(), by=None)


def _register(p: Partnership, key: str, row: dict[str, Any], professions: dict[str, Profession]) -> None:
    """Once everybody has their role: the accreditation officer looks each number up."""
    record_registration(
        user=p.people[key],
        body=RegistrationBody.HCPC,
        number=row["hcpc"],
        profession=professions[row["profession"]],
        valid_from=clock.today(),
        valid_until=p.as_of + timedelta(days=400),
        checked_on=clock.today(),
        by=p.people["accreditor"],
    )
