"""How the partnership says in its editor which organisation reads what the public asks for."""

from cases.editing.money import DatedForm
from cases.models import FrontDoor


class FrontDoorForm(DatedForm):
    conditions = ("locality",)

    class Meta:
        model = FrontDoor
        fields = ["locality", "organisation", "valid_from", "valid_until"]
