"""The little statistics that the report needs, each named where it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import mean, stdev

# The 97.5% points of Student's t for 1 to 30 degrees of freedom; beyond that the normal distribution's serves.
T_POINTS = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
NORMAL_POINT = 1.960


@dataclass(frozen=True, kw_only=True)
class Gain:
    """What the same people knew before and after, as shares of right answers, and how sure the difference is."""

    pairs: int
    before: float
    after: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        return self.after - self.before


def paired_gain(pairs: Sequence[tuple[float, float]]) -> Gain | None:
    """The mean of each person's difference, with its 95% interval by Student's t for paired observations.

    It is the mean plus or minus t times the standard deviation of the differences over the root of their number,
    cut where a share of right answers can rise or fall no further.

    None with fewer than two pairs, from which no interval follows.
    """
    count = len(pairs)
    if count < 2:
        return None
    differences = [after - before for before, after in pairs]
    point = T_POINTS[count - 2] if count - 1 <= len(T_POINTS) else NORMAL_POINT
    reach = point * stdev(differences) / sqrt(count)
    middle = mean(differences)
    return Gain(
        pairs=count,
        before=mean(before for before, _ in pairs),
        after=mean(after for _, after in pairs),
        low=max(middle - reach, -1.0),
        high=min(middle + reach, 1.0),
    )
