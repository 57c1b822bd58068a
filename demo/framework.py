"""Brings the next version of the framework, as a draft that one person wrote and another has yet to approve."""

from dataclasses import replace

from competencies.framework_content import CompetencyContent, CriterionContent, FrameworkContent, content_of
from competencies.framework_edits import with_competency
from competencies.models import Framework
from competencies.services import start_draft, submit_framework, write_draft
from core import clock
from demo.partnership import Partnership
from people.models import User

VERSION = "2026.2"
STARTED, REWORDED, ADDED, HANDED_IN = 20, 19, 16, 5
WATCHING = (
    "For technology that watches, tracks or limits a person, checks who decides, who will see the data, who will "
    "respond, how it is switched off, and whether something less intrusive would do."
)
OLD_LINES = CriterionContent(
    code="SN-3.4",
    text="Asks what happens in a power cut and when the old telephone line ends, and writes down what works then.",
)
TECHNOLOGY = CompetencyContent(
    code="SN-6",
    title="Look again at technology after it is fitted",
    level="simple",
    module="module-2",
    source="HIA specification 11.3; protocol, Outcomes focus",
    valid_months=36,
    criteria=(
        CriterionContent(code="SN-6.1", text="Asks the person, on the day agreed, what they use and what not."),
        CriterionContent(
            code="SN-6.2",
            text="Has what is not wanted taken away or switched off, and asks who still gets its data.",
        ),
    ),
)


def load(p: Partnership) -> None:
    """Version 2026.2: one competency asks for more, one is new, one lasts less long."""
    author = p.people["editor"]
    with clock.fixed(p.moment(STARTED, 10)):
        draft = start_draft(version=VERSION, by=author)
    with clock.fixed(p.moment(REWORDED, 11)):
        draft = _write(draft, _with_more_about_technology(content_of(draft)), "Changed SN-3", author)
    with clock.fixed(p.moment(ADDED, 14)):
        draft = _write(draft, with_competency(content_of(draft), TECHNOLOGY, domain="SN"), "Added SN-6", author)
        draft = _write(draft, _with_shorter_surveys(content_of(draft)), "Changed MOT-1", author)
    with clock.fixed(p.moment(HANDED_IN, 9)):
        submit_framework(framework=draft, by=author)


def _write(draft: Framework, content: FrameworkContent, what: str, by: User) -> Framework:
    return write_draft(framework=draft, content=content, revision=draft.revision, what=what, by=by)


def _with_more_about_technology(content: FrameworkContent) -> FrameworkContent:
    old = _competency(content, "SN-3")
    criteria = tuple(replace(one, text=WATCHING) if one.code == "SN-3.3" else one for one in old.criteria)
    return with_competency(content, replace(old, criteria=(*criteria, OLD_LINES)), domain="SN", instead_of="SN-3")


def _with_shorter_surveys(content: FrameworkContent) -> FrameworkContent:
    old = _competency(content, "MOT-1")
    return with_competency(content, replace(old, valid_months=24), domain="HM", instead_of="MOT-1")


def _competency(content: FrameworkContent, code: str) -> CompetencyContent:
    return next(one for _, one in content.placed() if one.code == code)
