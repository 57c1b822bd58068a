"""Design 3.12, R1: photographs and papers of a case are cleaned, kept apart, and given out by a view that logs it."""

import io
import zipfile

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from audit.selectors import history_of
from cases.constants.files import JPEG, PDF, FileKind, RemovedWhy
from cases.exceptions import CaseClosed, FileRefused, NotYourOrganisation
from cases.models import Case, CaseFile
from cases.models.file import case_files
from cases.services import add_file, close_case, remove_file
from core import uploads
from tests.factories.cases import Team, a_case, a_line, a_team
from tests.factories.cases_files import PDF_WITH_PROGRAM, a_file, a_huge_picture, a_photograph, sent
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def case(team: Team) -> Case:
    return a_case(team.caseworker)


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 5_000_000)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_r1_a_photograph_does_not_say_where_it_was_taken(case: Case, kind: str) -> None:
    kept = a_file(case, case.owner, content=a_photograph(kind=kind))
    stored = kept.content().read()
    with Image.open(io.BytesIO(stored)) as picture:
        assert not picture.getexif()
        assert not picture.info.get("exif")
        assert picture.size == (4, 6), "it stands upright, as the camera meant it"
    assert b"Snoop" not in stored
    assert (kept.content_type, kept.size) == (JPEG, len(stored))


def test_r1_what_hangs_behind_a_picture_is_left_behind(case: Case) -> None:
    page = b"<html><script>alert(1)</script></html>"
    assert page not in a_file(case, case.owner, content=a_photograph() + page).content().read()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not a photograph"),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "not a photograph"),
        (zipped(), "not a photograph"),
        (b"GIF89a<script>alert(1)</script>", "not a photograph"),
        (a_huge_picture(), "too many dots"),
        (a_photograph()[:200], "damaged"),
        (b"\xff\xd8\xff\xe0<script>alert(1)</script>", "damaged"),
        (b"%PDF-1.7 and then nothing", "not a whole PDF"),
        (b"", "empty"),
    ],
    ids=["svg", "html", "zip bomb", "gif", "huge", "cut off", "script as jpeg", "half a pdf", "empty"],
)
def test_r1_a_hostile_file_is_refused_in_words_and_nothing_is_kept(case: Case, content: bytes, words: str) -> None:
    """By what it holds, whatever its name and its sender say."""
    with pytest.raises(FileRefused, match=words):
        a_file(case, case.owner, content=content)
    assert not CaseFile.objects.exists()


def test_r1_a_file_may_be_so_large(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_PICTURE", 100)
    with pytest.raises(FileRefused, match="may be up to"):
        a_file(case, case.owner)


def test_r1_a_file_is_given_out_to_be_saved_and_each_time_is_written_down(case: Case, client: Client) -> None:
    client.force_login(case.owner)
    a_file(case, case.owner, content=PDF_WITH_PROGRAM)
    response = client.get(reverse("cases:file", args=[case.reference, 1]))
    assert b"".join(response.streaming_content) == PDF_WITH_PROGRAM  # type: ignore[attr-defined]
    assert response["Content-Type"] == PDF
    assert response["Content-Disposition"] == f'attachment; filename="{case.reference}-file-1.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]
    assert [event.detail["page"] for event in history_of(case).filter(verb="cases.read")] == ["file"]


def test_r1_a_file_lies_under_no_public_path(case: Case, client: Client) -> None:
    kept = a_file(case, case.owner)
    assert case_files().url(kept.stored_as) == "#"
    assert not case_files().path(kept.stored_as).startswith(str(settings.MEDIA_ROOT))
    assert "IMG_4711" not in kept.stored_as
    assert client.get(f"/media/{kept.stored_as}").status_code == 404


def test_r1_only_colleagues_keep_files_and_only_in_open_cases(case: Case) -> None:
    with pytest.raises(NotYourOrganisation):
        a_file(case, employed(organisation__code="millburn"))
    close_case(case=case, reason="not_needed", by=case.owner)
    with pytest.raises(CaseClosed):
        a_file(case, case.owner)


def test_r1_a_file_is_of_its_own_case(case: Case, team: Team) -> None:
    elsewhere = a_line(a_case(team.caseworker), team.caseworker)
    with pytest.raises(FileRefused, match="another case"):
        add_file(
            case=case,
            upload=sent(a_photograph()),
            kind=FileKind.PHOTOGRAPH,
            caption="The bath",
            line=elsewhere,
            by=case.owner,
        )


def test_r1_a_removed_file_is_gone_and_says_why(
    case: Case, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    kept = a_file(case, case.owner)
    client.force_login(case.owner)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(reverse("cases:file-remove", args=[case.reference, 1]), {"why": "third_party"})
    assert not case_files().exists(kept.stored_as)
    kept.refresh_from_db()
    assert (kept.removed_why, kept.removed_by) == (RemovedWhy.THIRD_PARTY, case.owner)
    assert client.get(reverse("cases:file", args=[case.reference, 1])).status_code == 404
    assert "it shows somebody else" in client.get(reverse("cases:files", args=[case.reference])).content.decode()
    with pytest.raises(FileRefused, match="already"):
        remove_file(file=kept, why=RemovedWhy.ASKED, by=case.owner)


def test_r1_a_file_comes_in_through_its_page(case: Case, client: Client) -> None:
    client.force_login(case.owner)
    address = reverse("cases:file-new", args=[case.reference])
    filled = {"kind": "photograph", "caption": "The step at the front door"}
    wrong = client.post(address, filled | {"upload": sent(b"<svg/>", "bath.jpg")})
    assert "The file is not a photograph" in wrong.content.decode()
    assert client.post(address, filled | {"upload": sent(a_photograph(), "bath.jpg")}).status_code == 302
    page = client.get(reverse("cases:files", args=[case.reference])).content.decode()
    assert "The step at the front door" in page
    assert "bath.jpg" not in page
