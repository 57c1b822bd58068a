from core.exceptions import Refused


class NotFreshlyAuthenticated(Refused):
    """A signature needs one authentication of its own, made after what is signed was shown."""

    code = "not_freshly_authenticated"


class EmploymentOverlaps(Refused):
    """Somebody already works somewhere on those days."""

    code = "employment_overlaps"


class NameNotYoursToWithhold(Refused):
    """Only an accreditation officer withholds a name or shows it again, and never their own."""

    code = "name_not_yours_to_withhold"


class WithholdingNotWhole(Refused):
    """The reason is missing, the day of review is not ahead, or the name is withheld already."""

    code = "withholding_not_whole"


class RecordNotAccepted(Refused):
    """A staff check or registration is recorded by somebody whose task it is, never about themselves, and whole."""

    code = "record_not_accepted"
