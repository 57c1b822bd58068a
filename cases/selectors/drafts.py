"""Who else writes a case assessment, and what of it is saved (P4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.models import AssessmentDraft, DraftEditor, SolutionLine
from core import clock
from people import drafts
from people.models import FormDraft, User

# After so long without a sign somebody has gone home.
SHOWN_FOR = timedelta(hours=12)


def draft_key(line: SolutionLine) -> str:
    """Under which key what one person types into a line's case assessment is kept; the draft's version follows it."""
    return f"case-assessment:{line.pk}:{line.round}:"


@dataclass(frozen=True, kw_only=True)
class Editor:
    """A colleague who has the same case assessment open. `typed_at` is when they last typed what is not saved yet."""

    name: str
    opened_at: datetime
    seen_at: datetime
    saved_at: datetime | None
    typed_at: datetime | None


def draft_of(line: SolutionLine) -> AssessmentDraft | None:
    return AssessmentDraft.objects.filter(line=line, round=line.round).select_related("saved_by").first()


def other_editors(line: SolutionLine, user: User) -> list[Editor]:
    """Who else has it open, the latest first. Two queries."""
    since = clock.now() - SHOWN_FOR
    typed = dict(
        FormDraft.objects.filter(key__startswith=draft_key(line), expires_at__gt=clock.now())
        .exclude(user=user)
        .order_by("kept_at")
        .values_list("user", "kept_at")
    )
    rows = DraftEditor.objects.filter(line=line, round=line.round).exclude(user=user).select_related("user")
    editors = [
        Editor(
            name=str(row.user),
            opened_at=row.opened_at,
            seen_at=max(row.seen_at, typed.get(row.user_id, row.seen_at)),
            saved_at=row.saved_at,
            typed_at=typed.get(row.user_id),
        )
        for row in rows
    ]
    return sorted((one for one in editors if one.seen_at > since), key=lambda one: one.seen_at, reverse=True)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What one person typed and did not save, and the version that they began with."""

    version: int
    fields: Mapping[str, str]
    draft: FormDraft


def typed_by(user: User, line: SolutionLine) -> Typed | None:
    """The newest of what somebody typed into this case assessment and did not save."""
    kept = drafts.newest(user, draft_key(line))
    if kept is None:
        return None
    values = {name: value for name, value in drafts.values(kept).items() if isinstance(value, str)}
    return Typed(version=int(kept.key.rpartition(":")[2]), fields=values, draft=kept)
