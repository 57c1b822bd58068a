"""What the Complex Cases Panel refuses."""

from core.exceptions import Refused


class PanelNotReady(Refused):
    """Something is missing that has to be there before the panel takes this step."""

    code = "panel_not_ready"


class NotOnThePanel(Refused):
    """Only those who sit on the panel, or came to the meeting, take this step."""

    code = "not_on_the_panel"


class Recused(Refused):
    """The member assessed or authorised the case, or knows the person, and has to step back."""

    code = "recused"


class AtThePanel(Refused):
    """The panel has the solution; nobody decides it elsewhere meanwhile."""

    code = "at_the_panel"
