"""A query whose SQL is written once, and rows that are copied in, give what Django's own ways give."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation.models import Adaptation, Answer, AnswerBatch, DirectAccessList
from core import clock
from core.inserting import insert_many
from core.prepared import PreparedQuery
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 9])
def test_a_prepared_query_gives_what_the_queryset_gives(size: int) -> None:
    for number in range(10):
        AdaptationFactory(code=f"ITEM-{number}", tier=Tier.SIMPLE)
    codes = [f"ITEM-{number}" for number in range(size)]
    asked: list[int] = []

    def build(codes: object) -> object:
        asked.append(1)
        return Adaptation.objects.filter(code__in=codes).order_by("code").values_list("code", "tier", "registered_only")

    prepared = PreparedQuery(build)
    for _ in range(3):
        assert prepared.rows(codes) == [(code, "simple", False) for code in codes]
    assert len(asked) == 1


def test_its_rows_are_what_the_columns_hold() -> None:
    listed = DirectAccessList.objects.create(tenure=Tenure.OWNER, valid_from=clock.today())
    listed.items.add(AdaptationFactory(code="RAIL"))
    prepared = PreparedQuery(
        lambda codes: DirectAccessList.objects.filter(items__code__in=codes).values_list("items__code", "valid_from")
    )
    assert prepared.rows(["RAIL", "OTHER", "RAIL"]) == [("RAIL", clock.today())]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans")
def test_the_database_keeps_its_plan() -> None:
    prepared = PreparedQuery(lambda codes: Adaptation.objects.filter(code__in=codes).values_list("code"))
    prepared.rows(["RAIL"])
    prepared.rows(["STEP"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        statements = [statement for (statement,) in cursor.fetchall()]
    assert sum("accreditation_adaptation" in statement for statement in statements) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_and_never_read_holds_nothing_up() -> None:
    """A question that fails on its way leaves no statement open: on SQLite that keeps an old state, and locks it."""
    AdaptationFactory(code="RAIL")
    AdaptationFactory(code="STEP")
    prepared = PreparedQuery(lambda codes: Adaptation.objects.filter(code__in=codes).values_list("code"))
    sent = prepared.send(["RAIL", "STEP"])

    def write_elsewhere() -> None:
        AdaptationFactory(code="RAMP")
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write_elsewhere).result()
    assert Adaptation.objects.filter(code="RAMP").exists()
    assert sorted(sent.rows()) == [("RAIL",), ("STEP",)]


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda text: "\x00" not in text), max_size=9))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_more_than_a_text(texts: list[str]) -> None:
    safe = [text.encode("utf-8", "ignore").decode() for text in texts]
    prepared = PreparedQuery(lambda codes: Adaptation.objects.filter(code__in=codes).values_list("code"))
    assert prepared.rows(safe) == []


def test_copied_rows_are_as_if_they_were_created() -> None:
    now = clock.now()
    batch = AnswerBatch(
        id=uuid.uuid4(), number=1, size=2, previous_head="", head="a" * 64, signed_head="é\t\\N", sealed_at=now
    )
    insert_many([batch])
    assert AnswerBatch.objects.values().get() == {
        "id": batch.id,
        "number": 1,
        "size": 2,
        "previous_head": "",
        "head": "a" * 64,
        "signed_head": "é\t\\N",
        "sealed_at": now,
    }
    rows = [
        Answer(
            batch=batch,
            position=place,
            asked_at=now + timedelta(microseconds=place),
            asker='A "label"\n\\',
            question={"subject": "ü", "tier": None, "together_with": []},
            decision=place == 1,
            reasons=["ACCREDITED"],
            register_number=2**40,
            request_hash="0" * 64,
        )
        for place in (1, 2)
    ]
    insert_many(rows)
    kept = Answer.objects.order_by("position")
    for one, other in zip(kept, rows, strict=True):
        names = [field.attname for field in Answer._meta.concrete_fields if field.attname != "id"]
        assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
