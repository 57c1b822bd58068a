"""Find cases by what somebody has in hand: a reference, a name, a postcode, a property's number."""

import re

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace, Upper

from cases.models import Case, Home, Person

POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9]?[A-Z]{0,2}")
# A postcode as it is compared: capitals without a space. PostgreSQL has an index of this expression.
PLAIN_POSTCODE = Replace(Upper("postcode"), Value(" "), Value(""))


def matching(cases: QuerySet[Case], typed: str) -> QuerySet[Case]:
    """The cases that fit what was typed; all of them when nothing was."""
    text = typed.strip()
    return cases.filter(_fits(text)) if text else cases


def _fits(text: str) -> Q:
    """What was typed is looked for where its form says that it belongs, so that each search reads one index."""
    plain = re.sub(r"[\s-]+", "", text).upper()
    if plain.isascii() and plain.isdigit():
        uprn = Q(home__in=Home.objects.filter(uprn=plain).values("pk"))
        return uprn | Q(reference__endswith=f"-{plain.zfill(4)}")
    if re.fullmatch(r"[A-Z]{2}\d{4}\d*", plain):
        return Q(reference__istartswith=re.sub(r"\s+", "-", text).upper())
    by_name = Person.objects.all()
    for word in text.split():
        by_name = by_name.filter(name__icontains=word)
    found = Q(person__in=by_name.values("pk")) | Q(reference__iexact=text)
    if POSTCODE.fullmatch(plain):
        homes = Home.objects.annotate(plain=PLAIN_POSTCODE).filter(plain__startswith=plain)
        found |= Q(home__in=homes.values("pk"))
    return found
