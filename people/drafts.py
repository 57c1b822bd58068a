"""What is typed into a long form is not lost: not with the connection, not with the sign-in, with or without a script.

A form takes part by one tag and one call:

    <form method="post" data-draft>{% csrf_token %}{% draft_of "lesson:module-1:4f" %} …      (templates)
    form = ReflectionForm(prompts, initial=written | drafts.values(request.user, key))        (the view, on GET)
    drafts.forget(request.user, key)                                                          (once it is sent)

The tag writes a token, signed for this person and this form, so that what is sent after the sign-in has expired is
kept for the person whose page it was and for nobody else. Static file drafts.js sends what is typed to `/drafts/`
now and then, and holds it in the browser while there is no connection. Drafts are never logged, and expire.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.http import QueryDict

from core import clock
from people.models import FormDraft, User

FIELD = "draft"
NEVER_KEPT = frozenset({FIELD, "csrfmiddlewaretoken", "action"})
DAYS = 30
MOST_CHARACTERS = 100_000
MOST_FIELDS = 400
MOST_FOR_A_PERSON = 100
SALT = "people.drafts"

Fields = Mapping[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose form a token was written into, and which form."""

    user_id: int
    key: str


def token_for(user: User, key: str, until: datetime | None = None) -> str:
    """A token for this person's form. Nothing is kept with it after `until`, so that the draft stays as it was then."""
    ends = [until.isoformat()] if until else []
    return signing.dumps([user.pk, key, *ends], salt=SALT, compress=False)


def owner_of(token: str) -> Owner | None:
    """Who may have typed a form with this token; None for one that is forged, too old or past its time."""
    try:
        user_id, key, *until = signing.loads(token, salt=SALT, max_age=timedelta(days=DAYS))
    except signing.BadSignature:
        return None
    if until and clock.now() >= datetime.fromisoformat(until[0]):
        return None
    return Owner(user_id=user_id, key=key)


def keep(owner: Owner, typed: QueryDict) -> bool:
    """Keep what was typed in place of what was kept before. False when there is nothing to keep, or too much."""
    fields = {name: typed.getlist(name) for name in typed if name not in NEVER_KEPT and "password" not in name}
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if not any(value.strip() for values in fields.values() for value in values):
        return False
    if size > MOST_CHARACTERS or len(fields) > MOST_FIELDS:
        return False
    now = clock.now()
    facts = {"fields": fields, "kept_at": now, "expires_at": now + timedelta(days=DAYS)}
    if not User.objects.filter(pk=owner.user_id, is_active=True).exists():
        return False
    FormDraft.objects.update_or_create(user_id=owner.user_id, key=owner.key, defaults=facts)
    too_many = FormDraft.objects.filter(user_id=owner.user_id).order_by("-kept_at", "-pk")[MOST_FOR_A_PERSON:]
    FormDraft.objects.filter(pk__in=list(too_many.values_list("pk", flat=True))).delete()
    return True


def held(user: User, key: str) -> FormDraft | None:
    return FormDraft.objects.filter(user=user, key=key, expires_at__gt=clock.now()).first()


def newest(user: User, prefix: str) -> FormDraft | None:
    """The newest of somebody's drafts whose keys begin so: forms that have a version in their key."""
    kept = FormDraft.objects.filter(user=user, key__startswith=prefix, expires_at__gt=clock.now())
    return kept.order_by("-kept_at", "-pk").first()


def values(draft: FormDraft | None, several: Iterable[str] = ()) -> dict[str, str | list[str]]:
    """The draft as a form's `initial`; `several` names the fields that hold more than one value."""
    many = set(several)
    fields: Fields = draft.fields if draft else {}
    return {name: typed if name in many else typed[-1] for name, typed in fields.items() if typed}


def data(draft: FormDraft) -> QueryDict:
    """The draft as a form's data, for forms that read more than plain fields."""
    found = QueryDict(mutable=True)
    for name, typed in draft.fields.items():
        found.setlist(name, typed)
    return found


def forget(user: User, key: str) -> None:
    """Drop a draft: its form was sent, or its writer does not want it."""
    FormDraft.objects.filter(user=user, key=key).delete()


def forget_all(user: User, prefix: str) -> None:
    """Drop every draft of somebody whose key begins so."""
    FormDraft.objects.filter(user=user, key__startswith=prefix).delete()


def drop_expired(now: datetime | None = None) -> int:
    """Once a day: drafts do not stay."""
    return FormDraft.objects.filter(expires_at__lte=now or clock.now()).delete()[0]
