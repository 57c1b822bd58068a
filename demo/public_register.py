"""What the public register shows besides plain accreditations: conditions, and a name withheld for safety."""

from datetime import timedelta

from accreditation.models import Accreditation
from accreditation.services import add_conditions
from core import clock
from demo.partnership import Partnership
from people.constants import WithholdingGround
from people.naming import withhold_name

CONDITIONS_AGO = 40
WITHHELD_AGO = 30
LOOKED_AT_AGAIN_AFTER = 180


def load(p: Partnership) -> None:
    """Catriona MacPhail asked that nobody finds where she works; Owen Price has a condition."""
    officer = p.people["accreditor"]
    with clock.fixed(p.moment(CONDITIONS_AGO, 14)):
        add_conditions(
            accreditation=Accreditation.objects.get(user=p.people["assessor_technology"], scheme__code="simple"),
            conditions="Works with a registered therapist when somebody has fallen in the last month.",
            reason="Agreed at the last supervision, until falls training is done.",
            by=officer,
        )
    with clock.fixed(p.moment(WITHHELD_AGO, 9, 30)):
        withhold_name(
            user=p.people["expiring"],
            ground=WithholdingGround.ASKED,
            reason="She asked for it after threats by somebody she used to live with.",
            review_on=clock.today() + timedelta(days=LOOKED_AT_AGAIN_AFTER),
            by=officer,
        )
