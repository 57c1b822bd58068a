"""Who reads a record and why, what is kept with it, and what the person sees of it (R1, R2, P10, H19)."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from cases.constants.files import FileKind
from cases.constants.help_page import GivenHow
from cases.constants.reading import ReadAs, StatedWhy
from cases.constants.reopening import FollowUpWhy, ReopenedWhy
from cases.constants.subject_access import IdentityKnown
from cases.models import Case
from cases.services import (
    add_file,
    ask_for_copy,
    give_help_link,
    reopen_case,
    set_follow_up,
    state_reason,
    write_reading,
)
from cases.services.subject_access import make_copy
from core import clock
from demo.partnership import Partnership

WALL, BATH, STEP = "#f4f0e8", "#ffffff", "#8a7f70"


def load(p: Partnership) -> None:
    _photograph(p, p.case("Sandra Petrie"))
    _stood_in(p)
    _own_page(p, p.case("Sandra Petrie"))
    _asked_for_a_copy(p, p.case("Tommy Lockhart"))
    _opened_again(p)


def _photograph(p: Partnership, case: Case) -> None:
    with clock.fixed(p.moment(4, 11)):
        add_file(
            case=case,
            upload=SimpleUploadedFile("bath.jpg", a_drawing(), "image/jpeg"),
            kind=FileKind.PHOTOGRAPH,
            caption="The bath from the door: a high rim, and nothing to hold",
            by=case.owner,
        )


def a_drawing() -> bytes:
    """A bath with a high rim, as shapes: a photograph would be of somebody's home."""
    picture = Image.new("RGB", (640, 480), WALL)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((80, 220, 560, 380), fill=BATH, outline=STEP, width=6)
    pen.rectangle((80, 380, 560, 430), fill=STEP)
    kept = io.BytesIO()
    picture.save(kept, "JPEG")
    return kept.getvalue()


def _stood_in(p: Partnership) -> None:
    """A colleague took a call while the owner was out, and said so."""
    colleague = p.people["assessor_technology"]
    case = p.case("Ronald McKechnie")
    with clock.fixed(p.moment(3, 15)):
        state_reason(case=case, why=StatedWhy.CONTACT, by=colleague)
        write_reading(case=case, read_as=ReadAs.STATED, page="case", by=colleague)


def _own_page(p: Partnership, case: Case) -> None:
    with clock.fixed(p.moment(4, 12)):
        give_help_link(case=case, how=GivenHow.PRINT, by=case.owner)


def _asked_for_a_copy(p: Partnership, case: Case) -> None:
    """It is made, and waits for the manager to look through it."""
    with clock.fixed(p.moment(2, 10)):
        asked = ask_for_copy(case=case, identity=IdentityKnown.KNOWN, by=p.people["manager"])
        make_copy({"id": asked.pk})


def _opened_again(p: Partnership) -> None:
    case = p.case("Bert Sneddon")
    with clock.fixed(p.moment(1, 10)):
        reopen_case(
            case=case,
            why=ReopenedWhy.NOT_RIGHT,
            words="What was fitted helps, and now the step at the back door is what they fear.",
            by=case.owner,
        )
        set_follow_up(case=case, why=FollowUpWhy.AGREED, due_on=p.day(-14), by=case.owner)
