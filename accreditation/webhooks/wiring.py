"""What the app tells the rest of the product about webhooks when it starts."""

from accreditation.signals import accreditation_changed, register_changed
from accreditation.webhooks.constants import DELIVER, LIFE, SCHEDULE
from core import daily, outbox, states


def connect() -> None:
    from accreditation.webhooks.delivering import deliver, give_up
    from accreditation.webhooks.events import tell_of_change, tell_of_decision, tell_of_expiries
    from accreditation.webhooks.keeping import prune_deliveries
    from accreditation.webhooks.sending import prepare

    states.register(LIFE)
    outbox.register(DELIVER, deliver, schedule=SCHEDULE, given_up=give_up, is_slow=True, prepare=prepare)
    accreditation_changed.connect(tell_of_decision, dispatch_uid="accreditation.webhooks.decision")
    register_changed.connect(tell_of_change, dispatch_uid="accreditation.webhooks.change")
    daily.register("accreditation.webhooks.expiries", tell_of_expiries)
    daily.register("accreditation.webhooks.kept", prune_deliveries)
