"""Questions about moderation: what waits for whom, who may moderate what, and what it has shown (C3, C4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Greatest, Least

from competencies.constants import DEFAULT_ONE_IN, SampleOutcome, StandingBasis
from competencies.exceptions import MayNotModerate
from competencies.models import SampledSignOff, SamplingShare, SignOff, SignOffRequest
from competencies.signers import Signer, signers_on
from core import clock
from core.exceptions import Refused
from people.models import User


def share_on(day: date) -> int:
    """Of how many sign-offs one is drawn on a day."""
    row = SamplingShare.objects.filter(valid_from__lte=day).order_by("-valid_from", "-pk").first()
    return row.one_in if row else DEFAULT_ONE_IN


def samples_waiting() -> QuerySet[SampledSignOff]:
    """What is to be moderated, the earliest due first. A sign-off that was withdrawn waits for nobody."""
    return (
        SampledSignOff.objects.filter(moderation__isnull=True, sign_off__withdrawal__isnull=True)
        .select_related("sign_off__user", "sign_off__competency", "sign_off__first_signer", "sign_off__second_signer")
        .order_by("due_on", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class SampleRow:
    """One sample as one trainer sees it: whether they may moderate it and, if not, why."""

    sample: SampledSignOff
    problem: str

    @property
    def may_moderate(self) -> bool:
        return not self.problem


def sample_rows(samples: Sequence[SampledSignOff], trainer: User) -> list[SampleRow]:
    """These samples as the trainer sees them; the same number of queries however many there are."""
    facts = signers_on([trainer], clock.today())[trainer.pk]
    rows = []
    for sample in samples:
        refused = moderation_refusal(sample.sign_off, facts)
        rows.append(SampleRow(sample=sample, problem=str(refused) if refused else ""))
    return rows


def moderation_refusal(sign_off: SignOff, moderator: Signer) -> Refused | None:
    """The first rule that keeps this person from moderating the sign-off, or None."""
    user, level = moderator.user, sign_off.competency.level
    if user.pk == sign_off.user_id:
        return MayNotModerate("You cannot moderate your own sign-off.")
    if user.pk in {sign_off.first_signer_id, sign_off.second_signer_id}:
        return MayNotModerate("You signed this. Somebody who did not must moderate it.")
    if sign_off.user_id in moderator.managed:
        return MayNotModerate(f"You line-manage {sign_off.user}. Somebody who does not must moderate this.")
    if moderator.employment is None:
        return MayNotModerate("You have no current employer here, and a moderator acts for an employer.")
    if employers_of(sign_off) & {moderator.employment.organisation_id, moderator.employment.seconded_from_id}:
        return MayNotModerate(f"One of its signers acted for {moderator.employment.organisation}, as you do.")
    standing = moderator.standings.get(level)
    if standing is None or standing.basis == StandingBasis.VISITING:
        level_words = sign_off.competency.get_level_display().lower()
        return MayNotModerate(f"You have no trainer standing of this partnership at the {level_words} tier.")
    return None


def employers_of(sign_off: SignOff) -> set[int | None]:
    """The employers of its signers as at signing, and those that had seconded them."""
    first = {sign_off.first_employer_id, sign_off.first_seconded_from_id}
    return (first | {sign_off.second_employer_id, sign_off.second_seconded_from_id}) - {None}


def may_read_to_moderate(request: SignOffRequest, user: User) -> bool:
    """Whether this person may moderate what came of the request, and so may read what it rests on."""
    sample = samples_waiting().filter(sign_off__request=request).first()
    return sample is not None and sample_rows([sample], user)[0].may_moderate


def moderation_figures() -> dict[str, int]:
    """How many sign-offs were made, sampled, moderated and found to be what. Two queries."""
    found = Count("pk", filter=Q(moderation__isnull=False))
    counts: dict[str, Any] = {
        outcome: Count("pk", filter=Q(moderation__outcome=outcome)) for outcome in SampleOutcome.values
    }
    waiting = Q(moderation__isnull=True, sign_off__withdrawal__isnull=True)
    overdue = Count("pk", filter=waiting & Q(due_on__lt=clock.today()))
    figures = SampledSignOff.objects.aggregate(
        sampled=Count("pk"), moderated=found, waiting=Count("pk", filter=waiting), overdue=overdue, **counts
    )
    return figures | {"made": SignOff.objects.count()}


def figures_by_pair(limit: int) -> list[dict[str, Any]]:
    """What moderation found, by the pair that signed, most "not sound" first: one query, and one for the names."""
    one, other = F("sign_off__first_signer_id"), F("sign_off__second_signer_id")
    rows = (
        SampledSignOff.objects.annotate(one=Least(one, other), other=Greatest(one, other))
        .values("one", "other")
        .annotate(
            sampled=Count("pk"),
            moderated=Count("pk", filter=Q(moderation__isnull=False)),
            sound=Count("pk", filter=Q(moderation__outcome=SampleOutcome.SOUND)),
            advice=Count("pk", filter=Q(moderation__outcome=SampleOutcome.ADVICE)),
            not_sound=Count("pk", filter=Q(moderation__outcome=SampleOutcome.NOT_SOUND)),
        )
        .order_by("-not_sound", "-sampled", "one", "other")[:limit]
    )
    people = User.objects.in_bulk({person for row in rows for person in (row["one"], row["other"])})
    return [{**row, "names": f"{people[row['one']]} and {people[row['other']]}"} for row in rows]


def is_first_at_level(sign_off: SignOff, signer_id: int) -> bool:
    """Whether this is the first sign-off that the signer ever made at its level."""
    earlier = SignOff.objects.filter(competency__level=sign_off.competency.level).exclude(pk=sign_off.pk)
    return not earlier.filter(Q(first_signer=signer_id) | Q(second_signer=signer_id)).exists()
