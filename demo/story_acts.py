"""What is done in a story, step by step, through the services and by the people who would do it."""

from datetime import timedelta
from decimal import Decimal

from accreditation.models import Adaptation
from cases.catalogue import alternatives_of, contraindications_of
from cases.constants.clocks import Measured, MissCause
from cases.constants.conversation import Capacity
from cases.constants.decisions import Agreement, AlternativeCame, Concern
from cases.constants.intake import ClosedReason, LawfulBasis, ReferralRoute
from cases.constants.lines import LineKind, LineRoute
from cases.constants.outcome import Met, ServiceOutcome
from cases.constants.reopening import CameOf
from cases.models import FollowUp, RedFlagQuestion
from cases.register import Said
from cases.services import (
    HomeDetails,
    PersonDetails,
    arrange_direct_access,
    assess,
    authorise,
    close_case,
    do_follow_up,
    mark_person,
    propose_line,
    recommend,
    record_conversation,
    record_outcome,
    stop_line,
    take_referral,
)
from cases.services.assessment import CapacityDetails
from cases.services.clocks import explain_miss
from cases.tiers import tier_of
from core import clock
from demo import provision
from demo.consents import find_out
from demo.story import NotAsExpected, Story, Words
from people.vocabulary import Tenure

KINDS = {"technology": LineKind.TECHNOLOGY, "equipment": LineKind.EQUIPMENT, "repair": LineKind.HANDYPERSON}
SUBJECTS = ("rehousing", "equipment", "technology", "rehabilitation")
PROVIDERS = ["northfield-works", "bridge-street"]
HAND_OVER = [
    "Shown and tried twice. The number to ring is on the card by the door.",
    "Tried together, then alone. Knows whom to ring.",
    "Adjusted by two centimetres after the first try. The card with the number is on the fridge.",
]
TRIED_AGAIN_AFTER = 60


def refer(story: Story) -> None:
    words = story.words
    home = words["home"]
    case = take_referral(
        person=PersonDetails(
            name=words["name"],
            date_of_birth=words["born"],
            telephone=f"01632 960 {story.p.random.randint(200, 999)}",
            safe_contact=words.get("safe", ""),
            communication_needs=words.get("needs", ""),
        ),
        home=HomeDetails(
            address=home["address"],
            postcode=home["postcode"],
            tenure=Tenure(home["tenure"]),
            locality=story.p.localities[home["locality"]],
        ),
        route=ReferralRoute(words["route"]),
        reason=words["reason"],
        lawful_basis=LawfulBasis.PUBLIC_TASK,
        by=story.by,
    )
    story.opened.append(case)


def explain_late_visit(story: Story) -> None:
    cause, words = story.words["late"]
    for late in story.case.clocks.filter(measures=Measured.VISIT):
        explain_miss(clock=late, cause=MissCause(cause), words=words, by=story.by)


def talk(story: Story) -> None:
    words = story.words
    talked: Words = {
        subject: tuple(story.source["talked"][subject][key])
        for subject, key in zip(SUBJECTS, words["talked"], strict=True)
    }
    record_conversation(
        case=story.case,
        what_matters=words["matters"],
        goals=words["goals"].splitlines(),
        **talked,
        took_part=words["part"],
        had_time_alone_offered=words.get("alone", False),
        capacity=Capacity.SUPPORTED if "support" in words else Capacity.DECIDES,
        support_tried=words.get("support", ""),
        by=story.by,
    )


def propose(story: Story, number: int, line: Words) -> None:
    item = Adaptation.objects.get(code=line["code"]) if "code" in line else None
    story.lines[number] = propose_line(
        case=story.case,
        kind=KINDS.get(item.category, LineKind.ADAPTATION) if item else LineKind(line["kind"]),
        adaptation=item,
        title=line.get("title", ""),
        purpose=line["purpose"],
        route=LineRoute(line.get("route", LineRoute.ASSESSED)),
        by=story.by,
    )


def assess_need(story: Story, number: int, line: Words) -> None:
    said = story.source["items"][line["code"]]
    adaptation = Adaptation.objects.get(code=line["code"])
    assess(
        line=story.lines[number],
        reason_for_provision=said["reason"],
        minimum_intervention=said["minimum"],
        contraindications=dict.fromkeys(contraindications_of(adaptation), (Concern.NONE, "")),
        considered=dict.fromkeys(
            alternatives_of(adaptation), (AlternativeCame.NOT_ENOUGH, "Talked over; it would not be enough on its own.")
        ),
        alternatives=said["alternatives"],
        discussion=said["discussion"],
        long_term_suitability=said["suitability"],
        decision=said["decision"],
        agreement=Agreement.AGREES,
        capacity_check=_capacity_check(adaptation, said),
        by=story.by,
    )


def _capacity_check(adaptation: Adaptation, said: Words) -> CapacityDetails | None:
    if not adaptation.capacity_check:
        return None
    return CapacityDetails(
        capacity=Capacity.DECIDES, shown_by=said["shown_by"], least_restrictive=said["least_restrictive"]
    )


def write_recommendation(story: Story, number: int, line: Words) -> None:
    solution, said = story.lines[number], story.source["items"][line["code"]]
    recommend(line=solution, tier=tier_of(solution).tier, summary=said["decision"], by=story.by)


def permit(story: Story, number: int, line: Words) -> None:
    _expect(story, authorise(line=story.lines[number], by=story.p.people[line["authoriser"]]), permitted=True)


def refuse(story: Story, number: int, line: Words) -> None:
    _expect(story, authorise(line=story.lines[number], by=story.p.people[line["refused"]]), permitted=False)


def arrange(story: Story, number: int, line: Words) -> None:
    answers = dict.fromkeys(RedFlagQuestion.objects.values_list("code", flat=True), False)
    _expect(story, arrange_direct_access(line=story.lines[number], answers=answers, by=story.by), permitted=True)


def _expect(story: Story, said: Said, *, permitted: bool) -> None:
    if said.permitted != permitted:
        raise NotAsExpected(f"{story.case}: {' '.join(said.reasons) or 'permitted'}")


def place_order(story: Story, number: int, line: Words) -> None:
    provider = line.get("provider") or story.p.random.choice(PROVIDERS)
    find_out(story.lines[number], story.by)
    quoted = Decimal(line["amount"]) if line.get("quoted") else None
    provision.place(story.p, story.lines[number], provider=provider, quoted=quoted, by=story.by)


def give(story: Story, number: int, line: Words) -> None:
    provision.give(story.lines[number], note=story.p.random.choice(HAND_OVER), by=story.by)


def say_what_changed(story: Story, number: int, line: Words) -> None:
    said = story.source["items"].get(line.get("code", ""), {})
    home = ServiceOutcome.YES if line.get("hospital") else ServiceOutcome.NOT_APPLICABLE
    record_outcome(
        line=story.lines[number],
        goals_met=Met(line.get("met", Met.MET)),
        difference=line.get("difference") or said["difference"],
        stay_at_home=ServiceOutcome.YES,
        avoid_hospital=ServiceOutcome.YES,
        home_from_hospital=home,
        right_housing=ServiceOutcome.YES if "talked" in story.words else ServiceOutcome.NOT_APPLICABLE,
        own_words=line.get("words", ""),
        by=story.by,
    )


def stop(story: Story, number: int, line: Words) -> None:
    stop_line(line=story.lines[number], reason=line["stopped"], by=story.by)


def try_again(story: Story) -> None:
    """Whoever drifted away is tried once more on the day that was set."""
    came_of, words = story.words["tried_again"]
    waiting = FollowUp.objects.get(case=story.case, done_at=None)
    do_follow_up(follow_up=waiting, came_of=CameOf(came_of), words=words, by=story.by)


def close(story: Story) -> None:
    """The end of the case; of somebody who died or moved away that is marked first, and it stops what is on its way."""
    words, today = story.words, clock.today()
    reason = ClosedReason(words["closed"])
    if reason == ClosedReason.DIED:
        mark_person(case=story.case, died_on=today, by=story.by)
    if reason == ClosedReason.MOVED:
        mark_person(case=story.case, moved_on=today, by=story.by)
    again = today + timedelta(days=TRIED_AGAIN_AFTER) if reason == ClosedReason.DISENGAGED else None
    close_case(case=story.case, reason=reason, note=words.get("note", ""), follow_up_on=again, by=story.by)
