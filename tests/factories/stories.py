"""Stories as tests need them: each with a consent, unless a test says otherwise."""

from datetime import date

from people.models import User
from stories.constants import ConsentKind
from stories.models import Consent, Story
from stories.services import record_consent


def make_story(*, slug: str = "a-story", made_for_training: bool = False) -> Story:
    """A story that nobody has consented to yet."""
    return Story.objects.create(
        slug=slug,
        title=f"The {slug}",
        summary="What happened.",
        teller="Nan",
        made_for_training=made_for_training,
        body=[("text", {"heading": "", "text": f"<p>Words of {slug}.</p>"})],
    )


def agreed(story: Story, by: User, *, valid_from: date = date(2027, 1, 1), valid_until: date | None = None) -> Consent:
    kind = ConsentKind.MADE_FOR_TRAINING if story.made_for_training else ConsentKind.PERSON
    return record_consent(
        story=story,
        kind=kind,
        given_by="Nan Ross",
        agreed_to="Use in training.",
        wording="I agree that this is used in training.",
        valid_from=valid_from,
        valid_until=valid_until,
        by=by,
    )
