"""What orders, works, equipment and hand-overs refuse."""

from core.exceptions import Refused


class NotOnPriceList(Refused):
    """The price, or the item, is not as the price list and the order have it."""

    code = "not_on_price_list"


class BeyondCommitment(Refused):
    """More would be ordered than money was committed."""

    code = "beyond_commitment"


class HandOverIncomplete(Refused):
    """Something that belongs to a hand-over is missing."""

    code = "hand_over_incomplete"


class NotYetPassed(Refused):
    """It needs an inspection, and has not passed one."""

    code = "not_yet_passed"


class RepairNotNamed(Refused):
    """A handyperson was ordered, and no Housing MOT and no occupational therapist's assessment names the repair."""

    code = "repair_not_named"


class EquipmentNotFit(Refused):
    """The item of equipment is not in stock, not safe to lend, or not where it would have to be."""

    code = "equipment_not_fit"
