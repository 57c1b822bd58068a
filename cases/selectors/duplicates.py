"""People and homes that a referral may be about already. They are proposed; a person says whether they are the same."""

from datetime import date

from django.db.models import Q, QuerySet

from cases.constants.intake import CaseState
from cases.models import Case, Home, Person
from people.models import Organisation

MOST = 10


def people_known_to(organisation: Organisation) -> QuerySet[Person]:
    """Whom an organisation knows: by a case of its own, or because it wrote down where they live."""
    mine = Q(cases__organisation=organisation) | Q(residences__organisation=organisation)
    return Person.objects.filter(pk__in=Person.objects.filter(mine).values("pk"))


def homes_known_to(organisation: Organisation) -> QuerySet[Home]:
    mine = Q(cases__organisation=organisation) | Q(residences__organisation=organisation)
    return Home.objects.filter(pk__in=Home.objects.filter(mine).values("pk"))


def people_like(
    organisation: Organisation, *, name: str, date_of_birth: date | None = None, telephone: str = ""
) -> list[Person]:
    """Known people of the same name, of the same surname and date of birth, or with the same telephone."""
    words = name.split()
    if not words:
        return []
    same = Q(name__iexact=" ".join(words))
    if date_of_birth:
        same |= Q(date_of_birth=date_of_birth, name__iendswith=words[-1])
    if telephone.strip():
        same |= Q(telephone=telephone.strip())
    found = people_known_to(organisation).filter(same).prefetch_related("residences__home", "cases")
    return list(found.order_by("name", "id")[:MOST])


def homes_like(organisation: Organisation, *, address: str, postcode: str, uprn: str = "") -> list[Home]:
    """Known homes with the same property number, or with the same postcode and the same beginning of the address."""
    homes = homes_known_to(organisation).order_by("id")
    if uprn.strip():
        by_number = list(homes.filter(uprn=uprn.strip())[:MOST])
        if by_number:
            return by_number
    outward, inward = _parts(postcode)
    if not inward:
        return []
    close = homes.filter(postcode__istartswith=outward, postcode__iendswith=inward)
    return [
        home
        for home in close[: MOST * 10]
        if _parts(home.postcode) == (outward, inward) and _beginning(home.address) == _beginning(address)
    ][:MOST]


def open_cases_of(person: Person, organisation: Organisation) -> QuerySet[Case]:
    return Case.objects.filter(person=person, organisation=organisation, state=CaseState.OPEN).order_by("reference")


def person_in_words(person: Person) -> str:
    """Enough to tell one from another: name, birth, where they live, and a case."""
    parts = [person.name]
    if person.date_of_birth:
        parts.append(f"born {person.date_of_birth:%-d %B %Y}")
    parts += [stay.home.in_one_line for stay in person.residences.all() if stay.valid_until is None]
    parts += [f"case {case.reference}" for case in list(person.cases.all())[:1]]
    return ", ".join(parts)


def _parts(postcode: str) -> tuple[str, str]:
    whole = "".join(postcode.split()).upper()
    return (whole[:-3], whole[-3:]) if len(whole) > 3 else ("", "")


def _beginning(address: str) -> str:
    words = address.replace(",", " ").lower().split()
    return " ".join(words[:2])
