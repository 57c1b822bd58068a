"""What never changes is not written over by an insert either."""

from datetime import datetime

import pytest

from accreditation.models import SuspensionReply
from core import clock
from core.exceptions import ImmutableRecord
from tests.factories.accreditation import accredited
from tests.factories.lives import VERB

pytestmark = pytest.mark.django_db


def test_an_insert_that_updates_on_conflict_is_refused(now: datetime) -> None:
    accreditation = accredited()
    VERB["suspended"](accreditation)
    VERB["reply"](accreditation)
    kept = SuspensionReply.objects.get()
    other = SuspensionReply(pk=kept.pk, suspension=kept.suspension, text="I agree.", written_at=clock.now())
    with pytest.raises(ImmutableRecord):
        SuspensionReply.objects.bulk_create(
            [other], update_conflicts=True, update_fields=["text"], unique_fields=["id"]
        )
    assert SuspensionReply.objects.get().text == "The wall was sound when I saw it."
