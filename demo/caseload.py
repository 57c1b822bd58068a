"""As many further cases as are asked for, over two years and in both nations, told from lists of people and needs.

Each is told in the same words as the thirty, so that it goes the same way through the services. Before its people were
accredited a team arranges what is on the direct-access list; what needs an assessment went to the therapists, who had
to decide everything.
"""

import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cases.constants.funding import CareAct, Resources
from cases.constants.intake import ClosedReason, ReferralRoute
from cases.constants.lines import LineState
from cases.constants.outcome import Met
from demo.partnership import Partnership
from demo.story import ASSESSED_ROUTE, CLOSED_AFTER, SHORT_ROUTE, Words
from demo.story_acts import TRIED_AGAIN_AFTER
from people.vocabulary import Nation, Tenure

SOURCE = Path(__file__).parent / "caseload.toml"
S = LineState
LAST_DAYS = 730
# Which needs a team meets by assessment.
PARTS = {
    "simple": ("simple",),
    "technology": ("technology",),
    "major": ("simple", "major"),
    "england": ("simple", "major", "grant"),
}
AUTHORISED_AFTER, ORDERED_AFTER = (dict(ASSESSED_ROUTE)[state] for state in (S.AUTHORISED, S.ORDERED))
WORKS_AFTER_ORDER = [(0, "placed"), (2, "accepted"), (4, "scheduled"), (9, "started"), (10, "completed")]
# Out of a hundred cases, how many end so; the others are finished.
ENDS = {
    ClosedReason.NOT_NEEDED: 4,
    ClosedReason.PERSON_CHOSE: 5,
    ClosedReason.DISENGAGED: 3,
    ClosedReason.NOT_GIVEN: 1,
    ClosedReason.MOVED: 2,
    ClosedReason.DIED: 3,
}
ROUTES = {
    ReferralRoute.SELF: 34,
    ReferralRoute.HEALTH: 18,
    ReferralRoute.PRIMARY_CARE: 12,
    ReferralRoute.HOUSING: 14,
    ReferralRoute.COUNCIL: 10,
    ReferralRoute.VOLUNTARY: 6,
    ReferralRoute.AGENCY: 4,
    ReferralRoute.OTHER: 2,
}
RESOURCES = {Resources.LIKELY: 65, Resources.UNLIKELY: 20, Resources.NOT_TAKEN: 15}
MET = {Met.MET: 78, Met.PARTLY: 18, Met.NOT_MET: 4}
BENEFITS = ["Guarantee credit of Pension Credit", "Universal Credit"]
SUPPORT_OF_A_CHILD = "Talked with pictures, and tried it in the demonstration flat. Said what they liked best."
LANDLORDS = ["Orchard Lettings", "Harbour Lets", "Beckside Properties", "J. and M. Rowan"]
TALKED = (("roots", "later", "owner"), ("tried", "none", "works"), ("phone", "later", "pendant"), ("balance", "done"))


def read() -> Words:
    return tomllib.loads(SOURCE.read_text())


def told(p: Partnership, source: Words) -> list[Words]:
    """`p.cases` cases, the earliest first, each as the words of a story. The same seed tells the same."""
    if not p.cases:
        return []
    teller = Teller(p=p, source=source, chance=random.Random(p.random.random()))  # noqa: S311
    days = sorted((teller.chance.randint(1, LAST_DAYS) for _ in range(p.cases)), reverse=True)
    return [teller.tell(days_ago) for days_ago in days]


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Draws everything that is left to chance about one case after another."""

    p: Partnership
    source: Words
    chance: random.Random

    def tell(self, days: int) -> Words:
        team = self.chance.choices(self.source["teams"], [team["share"] for team in self.source["teams"]])[0]
        by = self.chance.choice(team["by"])
        home = self._home(team)
        first, last = self.chance.choice(self.source["first_names"]), self.chance.choice(self.source["last_names"])
        words: Words = {"by": by, "days": days, "home": home, "route": self._one_of(ROUTES), "pace": self._pace()}
        words |= self._lateness(days)
        words["lines"] = self._lines(words, team)
        is_child = self._is_for_a_child(team, words["lines"])
        if is_child:
            first = self.chance.choice(self.source["children"])
        words |= {"name": f"{first} {last}", "born": self._born(is_child)}
        words |= self._reason(words["lines"])
        if any("authoriser" in line for line in words["lines"]) or self.chance.random() < 0.25:
            words |= self._conversation(words["lines"], first, is_child, home["tenure"])
        words |= self._end(words)
        return words

    def _one_of(self, shares: dict[Any, int]) -> Any:
        return self.chance.choices(list(shares), list(shares.values()))[0]

    def _pace(self) -> float:
        """How many times as long as planned: most a little longer, some three times."""
        return round(self.chance.triangular(0.8, 3, 1.1), 2)

    def _lateness(self, days: int) -> Words:
        """Of a hundred first visits four come later than in ten working days, and somebody says why."""
        if days < 60 or self.chance.random() >= 0.04:
            return {}
        return {"visit_in": 22, "pace": 5, "late": self.chance.choice(self.source["late"])}

    def _home(self, team: Words) -> Words:
        locality = self.chance.choice(team["localities"])
        streets = self.source["streets"][locality]
        street = self.chance.choice(streets["names"])
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        inward = f"{self.chance.randint(1, 9)}{self.chance.choice(letters)}{self.chance.choice(letters)}"
        return {
            "address": f"{self.chance.randint(1, 140)} {street}\n{streets['place']}",
            "postcode": f"{streets['postcode']} {inward}",
            "tenure": self.chance.choice(team["tenures"]),
            "locality": locality,
        }

    def _born(self, is_child: bool) -> date:
        if is_child:
            age = self.chance.randint(8, 15)
        else:
            age = self.chance.randint(66, 94) if self.chance.random() < 0.86 else self.chance.randint(30, 65)
        return self.p.as_of - timedelta(days=age * 365 + self.chance.randint(0, 364) + LAST_DAYS)

    def _is_for_a_child(self, team: Words, lines: list[Words]) -> bool:
        """Only a therapist decides for a child: its age raises what the need asks for."""
        is_theirs = team.get("items") in {"major", "england"} and all("authoriser" in line for line in lines)
        return is_theirs and self.chance.random() < 0.05

    def _needs(self, *parts: str) -> list[Words]:
        return [need for need in self.source["needs"] if need["part"] in parts]

    def _drawn(self, needs: list[Words]) -> Words:
        return self.chance.choices(needs, [need["weight"] for need in needs])[0]

    def _lines(self, words: Words, team: Words) -> list[Words]:
        """One solution, sometimes two: of the direct-access list, or by assessment where somebody may authorise it."""
        is_rented = words["home"]["tenure"] == Tenure.PRIVATE_RENT
        authoriser = self._authoriser(words, team)
        wants_assessed = authoriser is not None and (is_rented or self.chance.random() < 0.65)
        lines = []
        if authoriser and wants_assessed:
            need = self._drawn(self._needs(*PARTS[team["items"]]))
            lines.append(self._assessed(words, team, need, authoriser))
        if not lines or (not is_rented and self.chance.random() < 0.2):
            lines.append(self._direct(words, self._drawn(self._needs("direct"))))
        return lines

    def _authoriser(self, words: Words, team: Words) -> str | None:
        """Somebody of the team whose standing held on the day on which this would be authorised."""
        on = words["days"] - round(AUTHORISED_AFTER * words["pace"])
        able = [
            one["key"]
            for one in team.get("authorisers", [])
            if one.get("since", LAST_DAYS) >= on + 1 and one.get("until", -1) <= on
        ]
        return self.chance.choice(able) if able else None

    def _direct(self, words: Words, need: Words) -> Words:
        return self._line(need) | {"route": "direct_access", "to": _reached(words, SHORT_ROUTE), "met": Met.MET}

    def _assessed(self, words: Words, team: Words, need: Words, authoriser: str) -> Words:
        line = self._line(need) | {
            "to": _reached(words, ASSESSED_ROUTE),
            "authoriser": authoriser,
            "payer": team["payer"],
            "amount": need["cost"],
            "quoted": need.get("quoted", False),
        }
        others = [key for key in team["inspectors"] if key not in {words["by"], authoriser}]
        line["inspector"] = self.chance.choice(others)
        if line["to"] == S.ORDERED:
            since = words["days"] - round(ORDERED_AFTER * words["pace"])
            line["works"] = [name for days, name in WORKS_AFTER_ORDER if days <= since / max(words["pace"], 1)][-1]
        if line["to"] == S.AUTHORISED and self.chance.random() < 0.5:
            line |= {"to": S.AWAITING_FUNDS, "waits": "The budget’s next instalment."}
        line |= self._money(words, need)
        return line | {"is_invoiced": line.get("resources") != Resources.UNLIKELY}

    def _money(self, words: Words, need: Words) -> Words:
        is_rented = words["home"]["tenure"] == Tenure.PRIVATE_RENT
        landlord = {"landlord": self.chance.choice(LANDLORDS)} if is_rented else {}
        if self.p.localities[words["home"]["locality"]].nation == Nation.SCOTLAND:
            has_benefit = need["part"] == "major" and self.chance.random() < 0.35
            return landlord | ({"benefit": self.chance.choice(BENEFITS)} if has_benefit else {})
        eligible = CareAct.ELIGIBLE if self.chance.random() < 0.7 else CareAct.NOT_ELIGIBLE
        resources = {"resources": self._one_of(RESOURCES)} if need["part"] == "grant" else {}
        return landlord | {"care_act": eligible} | resources

    def _line(self, need: Words) -> Words:
        line = {
            "code": need["code"],
            "purpose": self.chance.choice(need["purposes"]),
            "met": self._one_of(MET),
            "words": self.chance.choice(need["words"]) if self.chance.random() < 0.6 else "",
        }
        return line | ({"difference": need["difference"]} if "difference" in need else {})

    def _need_of(self, line: Words) -> Words:
        need: Words = next(need for need in self.source["needs"] if need["code"] == line["code"])
        return need

    def _reason(self, lines: list[Words]) -> Words:
        said = self.chance.choice(self._need_of(lines[0])["reasons"])
        return {"reason": f"“{said} {self.chance.choice(self.source['since'])}”"}

    def _conversation(self, lines: list[Words], first: str, is_child: bool, tenure: str) -> Words:
        goals = [self.chance.choice(goals) for line in lines if (goals := self._need_of(line).get("goals"))]
        subjects = [list(keys) for keys in TALKED]
        if tenure != Tenure.OWNER:
            subjects[0].remove("owner")
        part = self.chance.choice(self.source["took_part"]).format(first=first)
        return {
            "matters": self.chance.choice(self.source["matters"]),
            "goals": "\n".join(goals or ["Manage alone."]),
            "talked": [self.chance.choice(keys) for keys in subjects],
            "part": f"{first}, with both parents." if is_child else part,
            "alone": self.chance.random() < 0.5,
        } | ({"support": SUPPORT_OF_A_CHILD} if is_child else {})

    def _end(self, words: Words) -> Words:
        """How the case ends, once it is so old. What ends early stops where it is."""
        if words["days"] < round(CLOSED_AFTER * words["pace"]):
            return {}
        drawn = self.chance.choices([None, *ENDS], [100 - sum(ENDS.values()), *ENDS.values()])[0]
        if drawn is None:
            return {"closed": ClosedReason.FINISHED}
        why = {
            ClosedReason.DISENGAGED: self.source["lost_touch"],
            ClosedReason.NOT_GIVEN: self.source["not_given"],
            ClosedReason.PERSON_CHOSE: self.source["chose_otherwise"],
        }
        note = self.chance.choice(why.get(drawn, [""]))
        for line in words["lines"]:
            line |= {"to": S.PROPOSED, "stopped": note or drawn.label}
            for key in ("authoriser", "waits", "works", "landlord"):
                line.pop(key, None)
        ended = {"closed": drawn, "note": note}
        long_ago = words["days"] > round(CLOSED_AFTER * words["pace"]) + TRIED_AGAIN_AFTER + 2
        if drawn == ClosedReason.DISENGAGED and long_ago and self.chance.random() < 0.9:
            ended["tried_again"] = self.chance.choice(self.source["tried_again"])
        return ended


def _reached(words: Words, way: list[tuple[LineState, int]]) -> LineState:
    """How far somebody has come who was referred so many days ago, at this pace. Who waits for money is drawn apart."""
    passed = [(state, days) for state, days in way if state != S.AWAITING_FUNDS]
    reached = [state for state, days in passed if round(days * words["pace"]) < words["days"]]
    return reached[-1] if reached else S.PROPOSED
