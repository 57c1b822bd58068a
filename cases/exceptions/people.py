"""What the records of people, homes, contacts and visits refuse."""

from core.exceptions import Refused


class MayNotBeContacted(Refused):
    """Nothing is sent to somebody who has died or moved away, or in a way that is not safe."""

    code = "may_not_be_contacted"


class TenureToConfirm(Refused):
    """What was asked for depends on how the home is held, and nobody knows yet."""

    code = "tenure_to_confirm"


class NotAPower(Refused):
    """Somebody is named as deciding for a person without a power that covers it today."""

    code = "not_a_power"


class SolutionsInHand(Refused):
    """A case moves home when nothing is decided for the old one any more."""

    code = "solutions_in_hand"


class NotATherapist(Refused):
    """Only a registered occupational therapist answers what is asked of one."""

    code = "not_a_therapist"


class ConsentNotRecorded(Refused):
    """Consent is the lawful basis, and nothing says how it was given."""

    code = "consent_not_recorded"


class DischargePassed(Refused):
    """Somebody in hospital is expected to go home on a day that is still to come."""

    code = "discharge_passed"


class LocalityMissing(Refused):
    """A case has a home, and a home lies in a locality."""

    code = "locality_missing"


class NothingMissed(Refused):
    """A reason was given for something that is not late."""

    code = "nothing_missed"


class NotAtThatTime(Refused):
    """What is still to come was written down as done."""

    code = "not_at_that_time"


class OutsideOfficeHours(Refused):
    """A visit was put outside office hours, and nobody said that the person asked for it."""

    code = "outside_office_hours"


class StandardNotInOrder(Refused):
    """A dated standard would begin before the one that it follows."""

    code = "standard_not_in_order"


class MotUnfinished(Refused):
    """Something that a Housing MOT needs is missing."""

    code = "mot_unfinished"


class NotShared(Refused):
    """Results would go to somebody whom consent does not name, or who may not be contacted."""

    code = "not_shared"


class NotDirectoryKeeper(Refused):
    """Only a manager changes the directory of other services."""

    code = "not_directory_keeper"
