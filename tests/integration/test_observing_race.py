"""A phone that sends again and again at once: only PostgreSQL runs its transactions side by side (C2)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from competencies.models import ObservationNote, ObservationSheet
from core import clock
from tests.factories.observing import a_note, an_observation, sheets_of, wrote

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
POSTS = 50


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one")
def test_c2_fifty_posts_of_one_note_are_one_row() -> None:
    with clock.fixed(NOON):
        sheet, _ = sheets_of(an_observation())
        first = a_note(sheet, "Draft 1.")

    def post(sequence: int) -> int:
        try:
            with clock.fixed(NOON):
                own = ObservationSheet.objects.select_related("trainer", "observation").get(pk=sheet.pk)
                note = a_note(own, f"Draft {sequence}.", uuid=first.uuid, sequence=sequence)
                return wrote(own, note)[str(first.uuid)]
        finally:
            connections.close_all()

    sequences = [place % 5 + 1 for place in range(POSTS)]
    with ThreadPoolExecutor(POSTS) as pool:
        answers = list(pool.map(post, sequences))
    note = ObservationNote.objects.get()
    assert (note.sequence, note.text) == (5, "Draft 5.")
    assert all(answer >= sequence for answer, sequence in zip(answers, sequences, strict=True))
