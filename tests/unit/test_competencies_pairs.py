"""Governance sees who signs each other off and who signs together very often (C3)."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competencies.pairs import circles_in, findings, sign_offs_of_pair
from core import clock
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed


def three() -> list[User]:
    return [factory.trainer(f"t{n}", f"profession-{n}", f"setting-{n}") for n in range(3)]


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_two_who_sign_each_other_off_are_shown_with_counts_and_day() -> None:
    one, other, third = three()
    factory.signed_off(one, pair=(other, third))
    assert not findings().pairs
    with clock.fixed(clock.now() + timedelta(days=3)):
        factory.signed_off(other, pair=(third, one))
        [row] = findings().pairs
        last = clock.now()
    assert {row.one, row.other} == {one, other}
    assert (row.one_for_other, row.other_for_one, row.last) == (1, 1, last)
    assert not row.sign_together_often
    assert sign_offs_of_pair(one, other).count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_a_circle_is_shown_and_what_is_older_than_a_year_is_not() -> None:
    one, other, third = three()
    helper = factory.trainer("helper", "nurse")
    for person, signer in ((one, other), (other, third), (third, one)):
        factory.signed_off(person, pair=(signer, helper))
    found = findings()
    assert found.pairs == []
    assert [set(circle) for circle in found.circles] == [{one, other, third}]
    with clock.fixed(clock.now() + timedelta(days=366)):
        assert findings().circles == []


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_a_pair_that_signs_most_of_its_sign_offs_together_is_shown() -> None:
    one, other, third = three()
    for number in range(10):
        factory.signed_off(employed(organisation__code=f"o{number}"), pair=(one, other))
        if number == 8:
            assert not findings().pairs, "nine are too few to say anything"
    [row] = findings().pairs
    assert (row.together, row.share, row.sign_together_often, row.sign_each_other) == (10, 100, True, False)
    for number in range(10):
        for trainer in (one, other):
            factory.signed_off(employed(organisation__code=f"p{number}"), pair=(trainer, third))
    assert not findings().pairs, "ten of twenty each is no more than half"


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_the_findings_take_the_same_queries_for_few_and_for_many() -> None:
    trainers = three()

    def queries(number: int) -> int:
        for _ in range(number):
            factory.signed_off(employed(organisation__code="lantern"), pair=(trainers[0], trainers[1]))
        factory.signed_off(trainers[2], factory.competency("SN-2" if number > 1 else "SN-1"), pair=trainers[:2])
        with CaptureQueriesContext(connection) as caught:
            findings()
        return len(caught)

    assert queries(1) == queries(12) == 3


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.sampled_from(list(permutations(range(8), 2))), max_size=20))
def test_c3_a_circle_holds_exactly_those_who_reach_each_other(edges: set[tuple[int, int]]) -> None:
    reach = {one: {one} for one in range(8)}
    for _ in range(8):
        for one, other in edges:
            for start in reach:
                if one in reach[start]:
                    reach[start].add(other)
    groups = {frozenset(b for b in reach if b in reach[a] and a in reach[b]) for a in reach}
    expected = {group for group in groups if len(group) > 2}
    assert {frozenset(circle) for circle in circles_in(dict.fromkeys(edges))} == expected
