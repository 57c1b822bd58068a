from core.exceptions import Refused


class RealData(Refused):
    """The database holds something that is not the demonstration's; it is left alone."""

    code = "real_data"


class OtherDemonstration(Refused):
    """The database holds a demonstration made from another seed or day."""

    code = "other_demonstration"
