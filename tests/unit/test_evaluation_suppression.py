"""Groups under five are not shown, and cannot be computed from what is (T10)."""

from hypothesis import given
from hypothesis import strategies as st

from evaluation.constants import SMALLEST_GROUP
from evaluation.statistics import paired_gain
from evaluation.suppression import hidden_groups

GROUPS = st.dictionaries(st.integers(0, 20), st.integers(0, 40), max_size=12)


@given(GROUPS)
def test_t10_no_small_group_is_shown(people: dict[int, int]) -> None:
    hidden = hidden_groups(people)
    assert not [size for group, size in people.items() if 0 < size < SMALLEST_GROUP and group not in hidden]


@given(GROUPS)
def test_t10_what_is_hidden_cannot_be_computed_from_the_total(people: dict[int, int]) -> None:
    """The total less what is shown is about two groups or more and five people or more, or nothing is shown at all."""
    hidden = hidden_groups(people)
    rest = sum(people[group] for group in hidden)
    shown = [group for group, size in people.items() if size and group not in hidden]
    assert not hidden or not shown or (len(hidden) >= 2 and rest >= SMALLEST_GROUP)


@given(GROUPS)
def test_t10_nothing_is_hidden_without_need(people: dict[int, int]) -> None:
    """Where every group is large enough, all are shown; and no more large ones are hidden than it takes."""
    hidden = hidden_groups(people)
    large = {group for group in hidden if people[group] >= SMALLEST_GROUP}
    small = hidden - large
    assert bool(hidden) == any(0 < size < SMALLEST_GROUP for size in people.values())
    assert len(large) <= 1
    assert not large or len(small) == 1 or sum(people[group] for group in small) < SMALLEST_GROUP


def test_t10_the_smallest_of_the_rest_is_hidden_with_it() -> None:
    assert hidden_groups({"a": 3, "b": 9, "c": 6}) == {"a", "c"}
    assert hidden_groups({"a": 2, "b": 2, "c": 8, "d": 9}) == {"a", "b", "c"}
    assert hidden_groups({"a": 3, "b": 3, "c": 8}) == {"a", "b"}
    assert hidden_groups({"a": 3, "b": 0, "c": 8}) == {"a", "c"}
    assert hidden_groups({"a": 3}) == {"a"}


def test_t10_a_gain_is_the_mean_of_each_persons_difference() -> None:
    """Four differences of 0.5, 0.5, 0 and 0: mean 0.25, standard deviation 0.2887, t with 3 degrees 3.182."""
    gain = paired_gain([(0.5, 1.0), (0.0, 0.5), (0.5, 0.5), (1.0, 1.0)])
    assert gain is not None
    assert (gain.pairs, gain.before, gain.after, gain.gain) == (4, 0.5, 0.75, 0.25)
    assert round(gain.low, 3) == round(0.25 - 3.182 * 0.288675 / 2, 3)
    assert round(gain.high, 3) == round(0.25 + 3.182 * 0.288675 / 2, 3)
    assert paired_gain([(0.1, 0.9)]) is None
    many = paired_gain([(0.0, 1.0), (0.0, 0.0)] * 20)
    assert many is not None
    assert round(many.high - many.gain, 3) == round(1.96 * 0.50637 / 40**0.5, 3)
