from core.exceptions import Refused


class NotFreshlyAuthenticated(Refused):
    """A signature needs one authentication of its own, made after what is signed was shown."""

    code = "not_freshly_authenticated"


class EmploymentOverlaps(Refused):
    """Somebody already works somewhere on those days."""

    code = "employment_overlaps"
