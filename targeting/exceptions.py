from core.exceptions import Refused


class NotConfirmed(Refused):
    """The change of a rule touches many people, and nobody confirmed that number. `people` is how many."""

    code = "not_confirmed"

    def __init__(self, people: int) -> None:
        super().__init__(f"This touches {people} people. Look at who they are, then type {people} to confirm.")
        self.people = people


class MayNotChangeRules(Refused):
    code = "may_not_change_rules"
