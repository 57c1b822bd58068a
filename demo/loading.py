"""Load the demonstration partnership through the product's own services: the same rules, the same refusals."""

import random
from datetime import date

from django.conf import settings
from django.db import transaction

from core import chance, clock
from demo import (
    accreditation_life,
    accrediting,
    assessing,
    beside,
    budgets,
    casework,
    competence,
    complaining,
    consents,
    equipment,
    evaluating,
    fitness,
    framework,
    intake,
    learning,
    machines,
    moderation,
    observing,
    outage,
    oversight,
    panel,
    provision,
    public_register,
    reading,
    referring,
    sessions,
    signposting,
    targeting,
    telling,
    travelling,
)
from demo.exceptions import OtherDemonstration, RealData
from demo.models import Demonstration
from demo.partnership import Partnership, load_people
from people.models import User

PARTS = [
    load_people,
    fitness.load,
    evaluating.prepare,
    learning.load,
    intake.load,
    targeting.load,
    competence.load,
    moderation.load,
    framework.load,
    travelling.load,
    oversight.load,
    sessions.load,
    observing.load,
    accrediting.load,
    accreditation_life.clear_somebody,
    machines.load,
    telling.subscribe_millburn,
    budgets.load,
    provision.prepare,
    casework.load,
    assessing.load,
    consents.load,
    equipment.load,
    beside.load,
    complaining.load,
    panel.load,
    referring.load,
    reading.load,
    signposting.load,
    accrediting.suspend_surveyor,
    outage.load,
    public_register.load,
    accreditation_life.load,
    machines.use,
    telling.send,
    evaluating.load,
]


@transaction.atomic
def load(*, seed: int, as_of: date, cases: int = 0) -> Demonstration:
    """Load it, or find that it is there already and change nothing.

    `cases` asks for so many further ones over two years. Raises `RealData` on a database with people who are not the
    demonstration's, and `OtherDemonstration` when it was loaded from another seed or with fewer cases.
    """
    if not settings.DEMONSTRATION_ALLOWED:
        raise RealData("The demonstration loads only under the embedded settings.")
    if loaded := Demonstration.objects.first():
        if loaded.seed != seed:
            raise OtherDemonstration(
                f"This database holds the demonstration made from seed {loaded.seed} on {loaded.as_of:%-d %B %Y}. "
                "Delete the database file to load another."
            )
        if loaded.cases < cases:
            raise OtherDemonstration(
                f"This database holds the demonstration with {loaded.cases} further cases. "
                "Delete the database file to load more."
            )
        return loaded
    if User.objects.exists():
        raise RealData("This database holds people of its own. The demonstration loads only into an empty one.")
    partnership = Partnership(as_of=as_of, random=random.Random(seed), cases=cases)  # noqa: S311
    with chance.seeded(random.Random(seed)):  # noqa: S311
        for load_part in PARTS:
            load_part(partnership)
    return Demonstration.objects.create(seed=seed, as_of=as_of, cases=cases, loaded_at=clock.now())
