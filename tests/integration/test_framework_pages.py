"""The pages of the framework: who reads, writes and approves which version, and what is refused in words (C1, C5)."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competencies.constants import FrameworkState
from competencies.framework_content import as_toml, content_of
from competencies.models import Framework, Reassessment, SignOffRequest
from competencies.selectors import framework_in_force
from competencies.services import submit_framework
from competencies.versions import usual_reassessment_day
from core import clock
from core.periods import months_later
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def url(name: str, *args: object) -> str:
    return reverse(f"competencies:{name}", args=args)


@pytest.fixture
def draft() -> Framework:
    return factory.draft()


def competency_form(draft: Framework, code: str = "SN-1", **changes: str) -> dict[str, str]:
    """What the form of a competency posts when nothing is typed."""
    found = content_of(draft).competency(code)
    assert found is not None
    domain, one = found
    posted = {"revision": str(draft.revision), "domain": domain.code, "code": one.code, "title": one.title}
    posted |= {"level": one.level, "scope": one.scope, "module": one.module, "source": one.source}
    posted["valid_months"] = str(one.valid_months)
    for place, criterion in enumerate(one.criteria, 1):
        posted |= {f"criterion_code_{place}": criterion.code, f"criterion_text_{place}": criterion.text}
        posted[f"criterion_place_{place}"] = str(place)
    return posted | changes


def test_c1_everybody_signed_in_reads_the_version_in_force_and_older_ones(draft: Framework) -> None:
    factory.approved(factory.rewritten(draft), SN_1=None)
    reader = browser(employed())
    page = text(reader.get(url("framework")))
    assert "In force" in page
    assert "Shows it another way." in page
    older = text(reader.get(url("version", "2027.1")))
    assert "An older version" in older
    assert "Shows SN-1.1." in older
    assert Client().get(url("framework")).status_code == 302


def test_c1_drafts_are_for_those_who_write_them(draft: Framework) -> None:
    reader = browser(employed(roles=(Role.TRAINER,)))
    names = ["version", "version_toml", "version_json"]
    assert {reader.get(url(name, draft.version)).status_code for name in names} == {404}
    assert "2027.2" not in text(reader.get(url("framework")))
    assert reader.get(url("differences"), {"new": "2027.2"}).status_code == 404
    pages = ["draft", "draft_about", "draft_upload", "draft_delete", "draft_add_domain", "draft_add_competency"]
    assert {reader.get(url(name, draft.version)).status_code for name in [*pages, "draft_decide"]} == {403}
    for role in (Role.EDITOR, Role.GOVERNANCE):
        writer = browser(employed(roles=(role,)))
        assert {writer.get(url(name, draft.version)).status_code for name in [*pages, *names]} == {200}


def test_c1_a_version_is_downloaded_as_toml_and_json(draft: Framework) -> None:
    reader = browser(employed())
    told = reader.get(url("version_toml", "2027.1"))
    assert told.content.decode() == as_toml(content_of(Framework.objects.get(version="2027.1")))
    assert told["Content-Disposition"] == 'attachment; filename="framework-2027.1.toml"'
    assert reader.get(url("version_json", "2027.1")).json()["domains"][0]["competencies"][1]["code"] == "SN-1"


def test_c1_a_draft_is_started_and_written_by_plain_forms() -> None:
    factory.framework()
    writer = browser(employed(roles=(Role.EDITOR,)))
    assert "2027.2" in text(writer.get(url("start_draft")))
    writer.post(url("start_draft"), {"version": "2027.2"})
    draft = Framework.objects.get(version="2027.2")
    about = {"revision": "1", "version": "2027.3", "title": "Better", "introduction": "For all."}
    assert writer.post(url("draft_about", "2027.2"), about)["Location"] == url("draft", "2027.3")
    domain = {"revision": "2", "code": "N", "title": "New", "summary": ""}
    writer.post(url("draft_add_domain", "2027.3"), domain)
    writer.post(url("draft_move_domain", "2027.3", "N"), {"revision": "3", "to": "up"})
    draft.refresh_from_db()
    changed = competency_form(draft, domain="N", criterion_text_1="", criterion_text_3="Asks once more.")
    writer.post(url("draft_competency", "2027.3", "SN-1"), changed)
    writer.post(url("draft_remove_competency", "2027.3", "SN-2"), {"revision": "5"})
    content = content_of(Framework.objects.get(pk=draft.pk))
    assert [row.code for row in content.domains] == ["N", "D"]
    [moved] = content.domains[0].competencies
    assert [(one.code, one.text) for one in moved.criteria] == [
        ("SN-1.2", "Shows SN-1.2."),
        ("SN-1.3", "Asks once more."),
    ]
    assert content.competency("SN-2") is None
    page = text(writer.get(url("draft", "2027.3")))
    assert "Removed SN-2" in page
    assert "Ask for approval" in page


def test_c1_criteria_are_put_in_another_order_by_their_places(draft: Framework) -> None:
    writer = browser(draft.author)
    posted = competency_form(draft, criterion_place_1="2", criterion_place_2="1")
    writer.post(url("draft_competency", draft.version, "SN-1"), posted)
    found = content_of(draft).competency("SN-1")
    assert found is not None
    assert [one.code for one in found[1].criteria] == ["SN-1.2", "SN-1.1"]


def test_c1_two_editors_do_not_undo_each_other_and_nothing_typed_is_lost(draft: Framework) -> None:
    first, second = browser(draft.author), browser(employed(roles=(Role.GOVERNANCE,)))
    stale = competency_form(draft, title="Typed by the second")
    first.post(url("draft_competency", draft.version, "SN-2"), competency_form(draft, "SN-2", title="By the first"))
    page = second.post(url("draft_competency", draft.version, "SN-1"), stale)
    assert "changed this draft after you opened it (Changed SN-2)" in text(page)
    assert "Typed by the second" in text(page)
    assert 'name="revision" value="2"' in text(page)
    second.post(url("draft_competency", draft.version, "SN-1"), stale | {"revision": "2"})
    titles = {one.code: one.title for _, one in content_of(draft).placed()}
    assert (titles["SN-1"], titles["SN-2"]) == ("Typed by the second", "By the first")


def test_c1_a_file_is_uploaded_whole_or_each_fault_is_named(draft: Framework) -> None:
    writer = browser(draft.author)
    told = as_toml(content_of(draft))
    wrong = told.replace('level = "simple"', 'level = "easy"').replace("valid_months = 36", "valid_months = 0", 1)

    def send(text_of_file: str) -> HttpResponse:
        upload = SimpleUploadedFile("framework.toml", text_of_file.encode())
        return writer.post(url("draft_upload", draft.version), {"file": upload, "revision": "1"})

    page = text(send(wrong))
    assert "In competency HC-1, valid_months must be a whole number" in page
    assert content_of(draft).title == "Framework"
    assert "The file is a web page" in text(send("<html></html>"))
    send(told.replace('title = "Framework"', 'title = "From a file"'))
    draft.refresh_from_db()
    assert draft.title == "From a file"


def test_c1_the_author_deletes_a_draft_after_being_asked(draft: Framework) -> None:
    other = browser(employed(roles=(Role.GOVERNANCE,)))
    assert "only they delete it" in text(other.post(url("draft_delete", draft.version), follow=True))
    writer = browser(draft.author)
    assert "cannot be brought back" in text(writer.get(url("draft_delete", draft.version)))
    writer.post(url("draft_delete", draft.version))
    assert not Framework.objects.filter(version="2027.2").exists()


def test_c1_what_changed_is_told_in_words(draft: Framework) -> None:
    factory.rewritten(draft)
    page = text(browser(draft.author).get(url("differences")))
    assert "What changed from version 2027.1 to 2027.2" in page
    assert "Competencies: 1 changed." in page
    assert "<b>It said:</b><br>Shows SN-1.1." in page
    assert "<b>It says:</b><br>Shows it another way." in page


def test_c1_one_hands_in_another_approves_and_says_who_is_asked_again(draft: Framework) -> None:
    factory.signed_off(employed())
    draft = factory.rewritten(draft)
    writer, judge = browser(draft.author), browser(employed(roles=(Role.GOVERNANCE,)))
    writer.post(url("draft_submit", draft.version))
    assert writer.get(url("draft_decide", draft.version)).status_code == 403
    page = text(judge.get(url("draft_decide", draft.version)))
    assert "1 person is signed off in it today" in page
    day = usual_reassessment_day(clock.today())
    assert f'value="{day.year}"' in page
    posted = {"action": "approve", "choice_SN-1": "again"}
    assert "Enter the day by which SN-1 must be shown" in text(judge.post(url("draft_decide", draft.version), posted))
    when = {"day_SN-1_day": str(day.day), "day_SN-1_month": str(day.month), "day_SN-1_year": str(day.year)}
    assert "Choose what follows from SN-1" in text(
        judge.post(url("draft_decide", draft.version), {"action": "approve"})
    )
    judge.post(url("draft_decide", draft.version), posted | when)
    assert framework_in_force() == draft
    assert Reassessment.objects.get().reassess_by == day


def test_c1_the_group_sends_back_with_a_reason(draft: Framework) -> None:
    submit_framework(framework=draft, by=draft.author)
    judge = browser(employed(roles=(Role.GOVERNANCE,)))
    decide = url("draft_decide", draft.version)
    assert "Say what should change" in text(judge.post(decide, {"action": "send_back", "reason": ""}))
    judge.post(decide, {"action": "send_back", "reason": "Say more about carers."})
    draft.refresh_from_db()
    assert draft.state == FrameworkState.DRAFT
    assert "Say more about carers." in text(browser(draft.author).get(url("draft", draft.version)))


def test_c1_a_member_who_wrote_a_part_is_told_that_another_decides(draft: Framework) -> None:
    wrote = employed(roles=(Role.GOVERNANCE,))
    client = browser(wrote)
    client.post(url("draft_competency", draft.version, "SN-1"), competency_form(draft, title="Mine"))
    submit_framework(framework=draft, by=draft.author)
    page = text(client.get(url("draft_decide", draft.version)))
    assert "You wrote this version or a part of it" in page
    assert "Approve version" not in page


def test_c5_the_person_sees_the_day_and_trainers_see_whom_to_expect() -> None:
    person = employed()
    factory.signed_off(person)
    day = months_later(clock.today(), 6)
    factory.approved(factory.rewritten(factory.draft()), SN_1=day)
    mine = text(browser(person).get(url("mine")))
    assert f"To be reassessed by {day.day} {day:%B %Y}" in mine
    assert url("offer", "SN-1") in mine
    assert browser(person).get(url("reassessments")).status_code == 403
    page = text(browser(employed(roles=(Role.TRAINER,))).get(url("reassessments")))
    assert str(person) in page
    assert "1 sign-off, the earliest day first." in page


def queries(get: Callable[[], HttpResponse]) -> int:
    get()
    with CaptureQueriesContext(connection) as seen:
        assert get().status_code == 200
    return len(seen)


def test_c5_the_list_takes_the_same_queries_for_two_and_for_twelve() -> None:
    pair = factory.trainer_pair()
    for _ in range(2):
        factory.signed_off(employed(), pair=pair)
    factory.approved(factory.rewritten(factory.draft()), SN_1=months_later(clock.today(), 6))
    client = browser(employed(roles=(Role.GOVERNANCE,)))
    few = queries(lambda: client.get(url("reassessments")))
    old = Framework.objects.get(version="2027.1")
    competency, now = old.competencies.get(code="SN-1"), clock.now()
    for _ in range(10):
        request = SignOffRequest.objects.create(
            user=employed(), competency=competency, opened_at=now, waiting_since=now
        )
        first = factory.bare_signature(request, pair[0], 1)
        factory.bare_sign_off(request, first, factory.bare_signature(request, pair[1], 2))
    page = text(client.get(url("reassessments")))
    assert "12 sign-offs" in page
    assert queries(lambda: client.get(url("reassessments"))) == few


def test_c1_reading_a_version_takes_the_same_queries_however_large(draft: Framework) -> None:
    client = browser(draft.author)
    names = ["version", "draft"]
    few = [queries(lambda name=name: client.get(url(name, draft.version))) for name in names]
    content = content_of(draft)
    told = as_toml(content)
    for number in range(10, 22):
        told += (
            f'[[domains]]\ncode = "X{number}"\ntitle = "More"\n[[domains.competencies]]\ncode = "X-{number}"\n'
            f'title = "More"\nlevel = "simple"\nmodule = "module-2"\nsource = "protocol"\nvalid_months = 12\n'
            f'[[domains.competencies.criteria]]\ncode = "X-{number}.1"\ntext = "Asks."\n'
        )
    upload = SimpleUploadedFile("framework.toml", told.encode())
    client.post(url("draft_upload", draft.version), {"file": upload, "revision": "1"})
    assert len(content_of(draft).domains) == 13
    assert [queries(lambda name=name: client.get(url(name, draft.version))) for name in names] == few
