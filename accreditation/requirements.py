"""What stands between a person and an accreditation, in words (A1).

Written for many at once, so that the officers' list runs the same queries however long it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from accreditation.models import RegisterEntry, Scheme
from accreditation.models.lineage import with_questions
from competencies.constants import SIGNED_LEVELS
from competencies.models import Competency, SignOff
from competencies.selectors import competencies_for_level, signers_of
from core import clock
from modules.models import Completion, Module
from people.constants import REGISTERED_THERAPISTS
from people.models import ComplexExperience, ProfessionalRegistration, StaffCheck, User
from people.vocabulary import Tier


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One thing that is missing, as a sentence, and for the person where to get it: a page, or who does it."""

    sentence: str
    url: str = ""
    link: str = ""
    who: str = ""


def required_competencies(scheme: Scheme) -> list[Competency]:
    """The competencies that a scheme asks for, in the framework in force, in its order."""
    wanted = [(level, "") for level in scheme.competency_levels]
    if scheme.competency_scope:
        wanted += [(level, scheme.competency_scope) for level in SIGNED_LEVELS]
    found = [competency for level, scope in wanted for competency in competencies_for_level(level, scope)]
    return sorted(found, key=lambda competency: competency.position)


def missing_for(user: User, scheme: Scheme) -> list[str]:
    """Everything that is still missing, each as a sentence; empty when the accreditation can be granted."""
    return missing_for_many([user.pk], [scheme])[user.pk, scheme.pk]


def missing_for_many(user_ids: Collection[int], schemes: Collection[Scheme]) -> dict[tuple[int, int], list[str]]:
    """The same for each person under each scheme, by their ids."""
    found = lacking_for_many(user_ids, schemes)
    return {key: [one.sentence for one in missing] for key, missing in found.items()}


def lacking_for_many(user_ids: Collection[int], schemes: Collection[Scheme]) -> dict[tuple[int, int], list[Missing]]:
    """What is missing with where to get it. The queries grow with the schemes, not the people."""
    completed = _by_person(
        Completion.objects.filter(user__in=user_ids).values_list("user_id", "module_version__module__code")
    )
    current = SignOff.objects.current_on(clock.today()).filter(user__in=user_ids)
    rows = with_questions(current).values_list("user_id", "competency__code", "is_questioned")
    signed_off = _by_person((user_id, code) for user_id, code, _ in rows)
    sound = _by_person((user_id, code) for user_id, code, is_questioned in rows if not is_questioned)
    checked = _checked(user_ids)
    fit = _Fit(user_ids) if any(scheme.needs_experience for scheme in schemes) else None
    titles = dict(Module.objects.values_list("code", "title"))
    missing: dict[tuple[int, int], list[Missing]] = {}
    for scheme in schemes:
        required = required_competencies(scheme)
        for user_id in user_ids:
            missing[user_id, scheme.pk] = [
                *_modules_missing(scheme, completed[user_id], titles),
                *_sign_offs_missing(scheme, required, signed_off[user_id]),
                *_sign_offs_questioned(required, signed_off[user_id] - sound[user_id]),
                *_checks_missing(scheme, user_id in checked),
                *(fit.missing(user_id) if fit and scheme.needs_experience else []),
            ]
    return missing


def relied_on(user: User, scheme: Scheme) -> list[SignOff]:
    """For each competency that the scheme asks for, the sign-off that stands longest and is not looked at again."""
    codes = {competency.code for competency in required_competencies(scheme)}
    current = SignOff.objects.current_on(clock.today()).filter(user=user, competency__code__in=codes)
    sound = with_questions(current).filter(is_questioned=False).select_related("competency")
    best = {sign_off.competency.code: sign_off for sign_off in sound.order_by("valid_until", "pk")}
    return [best[code] for code in sorted(best)]


def signed_what_it_rests_on(user: User, scheme: Scheme) -> set[int]:
    """Everybody who signed about this person in what the scheme asks for, under whichever framework version."""
    codes = [competency.code for competency in required_competencies(scheme)]
    every_version = Competency.objects.filter(code__in=codes).values_list("pk", flat=True)
    return signers_of(user, list(every_version))


def _by_person(rows: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for user_id, code in rows:
        found[user_id].add(code)
    return found


def _checked(user_ids: Collection[int]) -> set[int]:
    in_date = StaffCheck.objects.in_date(clock.now()).filter(user__in=user_ids)
    return set(in_date.values_list("user_id", flat=True))


def _modules_missing(scheme: Scheme, completed: set[str], titles: dict[str, str]) -> list[Missing]:
    return [
        Missing(
            sentence=f"The module “{titles.get(code, code)}” is not completed.",
            url=reverse("modules:module", args=[code]) if code in titles else "",
            link="Go to the module",
        )
        for code in scheme.module_codes
        if code not in completed
    ]


def _sign_offs_missing(scheme: Scheme, required: list[Competency], held: set[str]) -> list[Missing]:
    if not required and (scheme.competency_levels or scheme.competency_scope):
        return [Missing(sentence="No competency framework is in force for this scheme.")]
    return [
        Missing(
            sentence=f"Competency {competency.code} “{competency.title}” is not signed off.",
            url=reverse("competencies:offer", args=[competency.code]),
            link=f"Offer evidence of {competency.code}",
        )
        for competency in required
        if competency.code not in held
    ]


def _sign_offs_questioned(required: list[Competency], questioned: set[str]) -> list[Missing]:
    return [
        Missing(
            sentence=f"The sign-off of {competency} is being looked at again as a precaution.",
            who="The accreditation officers are looking into it. You need do nothing.",
        )
        for competency in required
        if competency.code in questioned
    ]


def _checks_missing(scheme: Scheme, is_checked: bool) -> list[Missing]:
    if not scheme.needs_staff_check or is_checked:
        return []
    return [
        Missing(
            sentence="A staff check (DBS or PVG) that is in date is not recorded.",
            who="Show your certificate to an accreditation officer, who records that it was seen.",
        )
    ]


class _Fit:
    """What a scheme up to complex needs asks of people beside what they learned and were signed off in (A8)."""

    def __init__(self, user_ids: Collection[int]) -> None:
        registered = ProfessionalRegistration.objects.on(clock.today()).filter(
            user__in=user_ids, profession__code__in=REGISTERED_THERAPISTS
        )
        experienced = ComplexExperience.objects.holding(clock.now()).filter(registration__user__in=user_ids)
        moderate = RegisterEntry.objects.holding().filter(user__in=user_ids, tier_rank__gte=Tier.MODERATE.rank)
        self.registered = set(registered.values_list("user_id", flat=True))
        self.experienced = set(experienced.values_list("registration__user_id", flat=True))
        self.moderate = set(moderate.values_list("user_id", flat=True))

    def missing(self, user_id: int) -> list[Missing]:
        lacking = []
        if user_id not in self.registered:
            lacking.append(
                Missing(
                    sentence="A registration as an occupational therapist or other allied health professional is not "
                    "recorded.",
                    who="Your manager or an accreditation officer looks it up and records it.",
                )
            )
        if user_id not in self.experienced:
            lacking.append(
                Missing(
                    sentence="Experience in provision for complex needs is not recorded.",
                    who="Your manager or an accreditation officer records it beside your registration.",
                )
            )
        if user_id not in self.moderate:
            lacking.append(Missing(sentence="An accreditation for moderate needs is not held."))
        return lacking
