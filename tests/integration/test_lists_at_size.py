"""Every list takes the same queries at any length (A1 to A3, A9, C1 to C6). `SOAK_ROWS` asks for many more rows."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.crowds import Scene, a_scene, crowd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FEW, MANY = 10, int(os.environ.get("SOAK_ROWS", "300"))
TODAY = "since=2027-06-04&until=2027-06-04"

LISTS = [
    "/register/",
    "/register/?page=3",
    "/register/?text=many",
    "/register/?locality=harbour",
    "/register/?tier=simple&kind=bathroom&tenure=council",
    "/register/?scheme=simple&status=accredited",
    "/register/?status=suspended",
    "/accreditation/",
    "/accreditation/?status=accredited",
    "/accreditation/?status=suspended",
    "/accreditation/appeals/",
    "/accreditation/lineage/",
    "/accreditation/lineage/{trainer}/?" + TODAY,
    "/accreditation/precautions/{precaution}/",
    "/accreditation/precautions/{precaution}/?page=2",
    "/accreditation/withheld-names/",
    "/accreditation/practice/",
    "/staff-checks/",
    "/staff-checks/?due=past",
    "/staff-checks/?due=in_date",
    "/staff-checks/?due=none",
    "/training-needs/team/",
    "/competencies/sign-offs/",
    "/competencies/sign-offs/moderation/",
    "/competencies/sign-offs/samples/",
    "/competencies/evidence/to-confirm/",
    "/competencies/trainers/",
    "/competencies/trainers/pairs/",
    "/competencies/trainers/pairs/{reader}/{trainer}/",
    "/competencies/trainers/samples/",
    "/competencies/trainers/second-signatures/",
    "/competencies/trainers/visiting/",
    "/competencies/partnerships/",
    "/competencies/observations/",
    "/competencies/observations/of-me/",
    "/competencies/framework/",
    "/competencies/framework/reassessments/",
]


def portfolio_rows(context: Any) -> int:
    return len(context["brought"]) + sum(len(part) for part in context["content"]["portfolio"].values())


# One document and one form, whole by their nature: what each of them shows more of.
WHOLE: dict[str, Callable[[Any], int]] = {
    "/competencies/portfolio/": portfolio_rows,
    "/accreditation/lineage/{trainer}/suspend/?" + TODAY: lambda context: len(context["shown"]),
}


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def opened(client: Client, scene: Scene, address: str) -> tuple[int, int]:
    """How many queries an address takes, and how many rows it has in all."""
    cache.clear()
    keys = {"reader": scene.reader.pk, "trainer": scene.trainer.pk, "precaution": scene.precaution.pk}
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address.format(**keys))
    assert response.status_code == 200, address
    if address in WHOLE:
        return len(captured), WHOLE[address](response.context)
    return len(captured), response.context["page_obj"].paginator.count


def test_lists_take_the_same_queries_at_10_and_at_many(client: Client, scene: Scene, now: datetime) -> None:
    """And each of them is longer then."""
    addresses = [*LISTS, *WHOLE]
    client.force_login(scene.reader)
    crowd(FEW, scene)
    for address in addresses:
        opened(client, scene, address)
    few = {address: opened(client, scene, address) for address in addresses}
    crowd(MANY - FEW, scene)
    many = {address: opened(client, scene, address) for address in addresses}
    assert {address: queries for address, (queries, _) in many.items()} == {
        address: queries for address, (queries, _) in few.items()
    }
    assert [address for address in addresses if many[address][1] <= few[address][1]] == []
