"""What people said about the drafts of a version, and what was done about it (T13)."""

from dataclasses import dataclass

from modules.constants import Voice
from modules.models import ModuleVersion, ReviewComment


@dataclass(frozen=True, kw_only=True)
class Told:
    """One comment and what was done. Who said it is left out: only in which role they spoke is shown."""

    voice: str
    words: str
    done: list[str]


def told_about(version: ModuleVersion) -> list[Told]:
    """The comments that were answered on the drafts that led to this version, since the version before. Two queries.

    A comment that nobody has answered is not shown: an editor reads each before it stands where all learners see it.
    """
    earlier = ModuleVersion.objects.filter(module=version.module_id, number__lt=version.number).order_by("-number")
    comments = ReviewComment.objects.filter(
        module=version.module_id,
        revision_id__lte=version.revision_id,
        recorded_at__lte=version.published_at,
        answers__isnull=False,
    )
    if (before := earlier.values_list("revision_id", flat=True).first()) is not None:
        comments = comments.filter(revision_id__gt=before)
    return [
        Told(
            voice=Voice(comment.voice).label,
            words=comment.words,
            done=[answer.done for answer in comment.answers.all()],
        )
        for comment in comments.distinct().prefetch_related("answers")
    ]
