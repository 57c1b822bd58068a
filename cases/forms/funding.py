"""Forms about who pays. They ask what the rules of the home's nation ask for this kind of works, and nothing else."""

from typing import Any

from django import forms

from cases.constants.funding import (
    CareAct,
    HandOff,
    HandypersonBasis,
    PassportEvidence,
    Resources,
    Urgency,
    Works,
)
from cases.forms.fields import Data, Section, line, money, one_of, words
from cases.funding import Found, Rule
from cases.models import PassportBenefit, SolutionLine
from cases.selectors.funding import Paying, facts_of
from cases.services import MoneyDetails
from core import clock
from core.forms import DateField

NOT_KNOWN = ("", "Not known yet")


def _asked(label: str, choices: Any, *, hint: str = "") -> forms.ChoiceField:
    """A question that may stay open: nothing is guessed."""
    return forms.ChoiceField(
        label=label, help_text=hint, choices=[*choices, NOT_KNOWN], required=False, widget=forms.RadioSelect
    )


class MoneyForm(forms.Form):
    """What is known about money for one line."""

    def __init__(self, data: Data = None, *, line: SolutionLine, paying: Paying, rules: list[Rule]) -> None:
        facts = facts_of(line, paying.facts)
        self.rules = [rule for rule in rules if rule.nation == facts.nation and rule.works == facts.works]
        super().__init__(data, initial=self._initial(paying))
        self.works, self.is_child = facts.works, facts.is_child
        self._ask_costs(line)
        self._ask_rights()
        self._ask_passport(facts.nation)
        self.fields["urgency"] = one_of(
            "If it has to wait for money, how soon is it needed?", Urgency.choices, "Choose how soon it is needed"
        )
        self.must_say_why = paying.decision is not None
        if self.must_say_why:
            self.fields["reason"] = words(
                "Why it is decided anew",
                "",
                rows=2,
                required=False,
                hint="Needed if the answer changes. The earlier decision stays on record.",
            )

    def _initial(self, paying: Paying) -> dict[str, Any]:
        known = paying.facts
        if known is None:
            return {"urgency": Urgency.ROUTINE}
        names = MoneyDetails.__dataclass_fields__
        return {name: getattr(known, name) for name in names}

    def _ask_costs(self, of: SolutionLine) -> None:
        if self.works == Works.HANDYPERSON:
            nothing = "The amount cannot be less than nothing"
            self.fields["labour"] = money("Likely cost of the work, in pounds", least="0", too_little=nothing)
            self.fields["materials"] = money("Likely cost of the materials, in pounds", least="0", too_little=nothing)
            self.fields["basis"] = _asked("What asks for it", HandypersonBasis.choices)
            return
        hint = "For supply, fitting and everything that goes with it."
        if of.adaptation:
            hint += f" The catalogue says £{of.adaptation.cost_low:,.0f} to £{of.adaptation.cost_high:,.0f}."
        self.fields["estimate"] = money("Likely cost of the whole job, in pounds", hint=hint)

    def _ask_rights(self) -> None:
        if any(rule.care_act for rule in self.rules) and not self.is_child:
            adults = [(value, label) for value, label in CareAct.choices if value != CareAct.CHILD]
            self.fields["care_act"] = _asked("Are the person’s needs eligible under the Care Act?", adults)
        if not any(rule.resources for rule in self.rules):
            return
        self.fields["right_told"] = forms.BooleanField(
            label="I told the person that they may apply formally whatever a test points to",
            required=False,
            help_text="Say it always, and before the test. The council decides on a formal application.",
        )
        if self.is_child:
            return
        self.fields["resources"] = _asked(
            "What the preliminary test of resources pointed to",
            Resources.choices,
            hint="Needed for works above the limit. Record what it pointed to, and none of the sums.",
        )
        self.fields["applies_formally"] = forms.BooleanField(
            label="The person wants to apply formally, whatever the test points to", required=False
        )

    def _ask_passport(self, nation: str) -> None:
        if not any(rule.passport_share is not None for rule in self.rules):
            return
        self.fields["passport"] = forms.ModelChoiceField(
            label="Does somebody in the household get one of these benefits?",
            queryset=PassportBenefit.objects.on(clock.today()).filter(nation=nation),
            required=False,
            empty_label="None, or not known yet",
        )
        self.fields["passport_evidence"] = forms.ChoiceField(
            label="What you saw that shows it",
            choices=[("", "Nothing"), *PassportEvidence.choices],
            required=False,
            widget=forms.RadioSelect,
            help_text="Keep no copy, and write down nothing of what it said.",
        )
        self.fields["passport_seen_on"] = DateField(label="The day you saw it", required=False)

    def sections(self) -> list[Section]:
        parts = [
            ("The cost", ["estimate", "labour", "materials", "basis"]),
            ("The person’s rights", ["care_act", "right_told", "resources", "applies_formally"]),
            ("Benefits", ["passport", "passport_evidence", "passport_seen_on"]),
            ("If there is no money at present", ["urgency"]),
            ("A new decision", ["reason"]),
        ]
        return [Section(title, [self[name] for name in names if name in self.fields]) for title, names in parts]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("passport") and not data.get("passport_evidence"):
            self.add_error("passport_evidence", "Choose what you saw that shows the benefit")
        if data.get("passport") and not data.get("passport_seen_on") and "passport_seen_on" not in self.errors:
            self.add_error("passport_seen_on", "Enter the day on which you saw it")
        if not data.get("passport"):
            data["passport_evidence"], data["passport_seen_on"] = "", None
        if (data.get("resources") or data.get("applies_formally")) and not data.get("right_told"):
            self.add_error("right_told", "Tell the person of the right to apply formally, and tick this")
        return data

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        reason = data.pop("reason", "")
        return {"details": MoneyDetails(**data), "reason": reason}


class HandOffForm(forms.Form):
    """That the person was passed on to whoever pays."""

    def __init__(self, data: Data = None, *, found: Found) -> None:
        super().__init__(data, initial={"to": found.rule.send_to})
        self.kind = found.rule.hand_off
        if self.kind == HandOff.CHARGED_SUPPORT:
            self.fields["charge"] = money(
                "What our support costs the person, in pounds",
                "Enter what the support costs",
                least="0",
                too_little="The charge cannot be less than nothing",
            )
            self.fields["is_accepted"] = one_of(
                "Does the person want our support?",
                [("yes", "Yes, at this charge"), ("no", "No")],
                "Choose whether the person wants our support",
            )
        else:
            self.fields["to"] = line("To whom", "Enter to whom you passed the person on", length=160)
            is_warm = self.kind == HandOff.WARM_TRANSFER
            self.fields["spoke_with"] = line(
                "Who took over" if is_warm else "Whom you spoke with",
                "Enter who took over" if is_warm else "",
                hint="Stay with the person until somebody there knows why they come." if is_warm else "If you did.",
            )
        self.fields["note"] = words("Anything else", "", rows=2, required=False)

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if "is_accepted" in data:
            data["is_accepted"] = data["is_accepted"] == "yes"
        return data


class OwnShareForm(forms.Form):
    """What the person agrees to pay."""

    amount = money(
        "What the person agrees to pay, in pounds",
        "Enter what the person agrees to pay",
        hint="Tell them the amount before they agree.",
    )
    note = words("How they agreed, and how they will pay", "", rows=2, required=False)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
