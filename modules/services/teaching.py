"""Brings the modules' text from files, through the same review and publication that editors use."""

from pathlib import Path

from django.db import transaction
from wagtail.models import Site

from audit.services import record
from modules.constants import Level
from modules.exceptions import TeachingFileUnusable
from modules.models import Module, ModuleIndexPage, ModulePage, ModulePrerequisite, ModuleVersion
from modules.services.publishing import approve_draft, digest_of, publish_draft
from modules.services.question_files import questions_of
from modules.services.questions import save_questions
from modules.services.teaching_blocks import draws, lessons, outcomes
from modules.services.teaching_scenarios import load_scenario
from modules.teaching_files import ModuleFiles, read_folders
from people.models import User

# The programme's order, and what comes before what (T1, T2, T3). The text of each module is in its folder.
PROGRAMME: dict[str, tuple[int, Level, list[str], list[str]]] = {
    "module-1": (1, Level.FOUNDATION, [], []),
    "module-2": (2, Level.SIMPLE, ["module-1"], []),
    "module-3": (3, Level.MODERATE, ["module-2"], []),
    "trainer": (4, Level.TRAINER, ["module-1"], ["signed_off_competency"]),
}


def load_teaching(*, folder: Path, by: User, reviewer: User) -> list[ModuleVersion]:
    """Load every module's folder in the folder: `by` writes the draft and publishes it, `reviewer` approves it.

    A folder that was loaded as it stands changes nothing, so what editors changed since is kept. New text makes a
    new draft and a new version. Stories come first: a lesson names them. Returns the versions made.
    """
    read = read_folders(folder)
    for files in read:
        if files.code not in PROGRAMME:
            raise files.module.wrong(f"“{files.code}” is no module of the programme")
    read.sort(key=lambda files: PROGRAMME[files.code][0])
    made = [_load_module(files, by, reviewer) for files in read]
    return [version for version in made if version is not None]


@transaction.atomic
def _load_module(files: ModuleFiles, by: User, reviewer: User) -> ModuleVersion | None:
    position, level, modules_first, checks_first = PROGRAMME[files.code]
    module = Module.objects.filter(code=files.code).first() or Module(code=files.code, position=position, level=level)
    if module.loaded_digest == files.digest:
        return None
    is_new = module.pk is None
    module.title, module.loaded_digest = files.module["title"], files.digest
    if is_new:
        module.save()
        required = Module.objects.filter(code__in=modules_first)
        module.prerequisites = [
            *(ModulePrerequisite(requires=one) for one in required),
            *(ModulePrerequisite(check_name=name) for name in checks_first),
        ]
    module.save()
    record("modules.loaded", module, by=by)
    save_questions(module=module, questions=questions_of(files), by=by)
    for scenario in files.scenarios:
        load_scenario(scenario=scenario, by=by, reviewer=reviewer)
    page = _draft(module, files, by)
    revision = page.latest_revision
    note = "Approved for use as draft teaching text."
    approve_draft(page=page, revision=revision, read=digest_of(revision), by=reviewer, note=note)
    return publish_draft(page=page, revision=revision, by=by)


def _draft(module: Module, files: ModuleFiles, by: User) -> ModulePage:
    held = ModulePage.objects.filter(module=module).first()
    page = held.get_latest_revision_as_object() if held else ModulePage(module=module, slug=module.code, live=False)
    told = files.module
    page.title, page.summary, page.audience, page.label = (
        told[key] for key in ("title", "summary", "audience", "version")
    )
    page.pass_mark, page.check_minutes, page.questions_drawn = (
        told[key] for key in ("pass_mark", "check_minutes", "questions_drawn")
    )
    page.sources = "\n".join(told["sources"])
    page.draws, page.outcomes, page.lessons = draws(files), outcomes(files), lessons(files)
    if held is None:
        page.owner = by
        index_page().add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page


def index_page() -> ModuleIndexPage:
    """The page under which modules are written, made when it is missing."""
    held = ModuleIndexPage.objects.first()
    if held:
        return held
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        raise TeachingFileUnusable("Wagtail has no default site yet. Make one under Settings, Sites.")
    return site.root_page.add_child(instance=ModuleIndexPage(title="Learning", slug="learning"))
