"""What is uploaded is what its name says, and no larger than it may be; a refusal is told in words."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtailmedia.forms import get_media_form

from core import uploads
from core.models import PlatformDocument, PlatformImage
from people.models import User
from stories.models import Recording
from tests.factories.modules import site_root
from tests.factories.people import UserFactory
from tests.factories.stories import CAPTIONS, FILM, agreed, make_recording, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


@pytest.fixture
def writer() -> User:
    site_root()
    return UserFactory(is_superuser=True)


def picture(size: tuple[int, int] = (4, 4)) -> bytes:
    made = io.BytesIO()
    Image.new("1", size).save(made, "PNG")
    return made.getvalue()


def archive(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return made.getvalue()


def errors(form: Any) -> str:
    form.is_valid()
    return " ".join(str(error) for listed in form.errors.values() for error in listed)


def document(name: str, content: bytes, writer: User) -> str:
    data = {"title": "A file", "collection": 1, "tags": ""}
    form = get_document_form(PlatformDocument)(data, {"file": SimpleUploadedFile(name, content)}, user=writer)
    return errors(form)


def image(name: str, content: bytes, writer: User) -> str:
    data = {"title": "A picture", "collection": 1, "tags": "", "description": "A"}
    form = get_image_form(PlatformImage)(data, {"file": SimpleUploadedFile(name, content)}, user=writer)
    return errors(form)


def recording(
    writer: User, name: str, content: bytes, *, kind: str = "video", captions: bytes = b"", **more: Any
) -> Any:
    story = make_story(slug=f"s{Recording.objects.count()}")
    files = {"file": SimpleUploadedFile(name, content)}
    if captions:
        files["captions_file"] = SimpleUploadedFile("captions.vtt", captions)
    data = {"title": "Film", "slug": "film", "story": story.pk, "duration": 4, "collection": 1, "tags": ""} | more
    instance = Recording(type=kind, uploaded_by_user=writer)
    return get_media_form(Recording)(data, files, instance=instance, user=writer)


@pytest.mark.parametrize("content", [SVG, HTML, b"", b"\0" * 40])
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_a_drawing_or_web_page_named_as_a_picture_is_refused(writer: User, name: str, content: bytes) -> None:
    assert image(name, content, writer)


def test_a_picture_may_be_neither_too_heavy_nor_unfold_into_too_many_points(
    writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert image("a.png", picture(), writer) == ""
    bomb = picture((9000, 9000))
    assert len(bomb) < 100_000
    assert "pixels" in image("a.png", bomb, writer)
    heavy = picture() + b"\0" * uploads.LARGEST_PICTURE
    assert "too big" in image("a.png", heavy, writer)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.svg", SVG, "not allowed"),
        ("a.html", HTML, "not allowed"),
        ("a.pdf", HTML, "not what its name says"),
        ("a.pdf", SVG, "not what its name says"),
        ("a.txt", HTML, "a web page or a drawing"),
        ("a.csv", b" \n" + SVG, "a web page or a drawing"),
        ("a.txt", b"line one\nl\xefne two", "Line 2 is not UTF-8"),
        ("a.csv", b"a,b\0c", "not text"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("a.docx", archive(readme_xml=b"hello"), "an archive, not a Word document"),
        ("a.docx", archive(word__document_xml=b"x", word__vbaProject_bin=b"x"), "macros"),
        ("a.docx", archive(word__document_xml=b"0" * 30_000_000), "unfolds into 29 MB"),
    ],
)
def test_a_document_that_is_not_what_its_name_says_is_refused(
    writer: User, name: str, content: bytes, words: str
) -> None:
    assert words in document(name, content, writer)


def test_good_documents_come_in(writer: User) -> None:
    for name, content in [
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.txt", "Żółw".encode()),
        ("a.csv", b"a,b\n1,2\n"),
        ("a.docx", archive(word__document_xml=b"<w:document/>")),
    ]:
        assert document(name, content, writer) == ""


class Large(SimpleUploadedFile):
    """A file that says it is a gigabyte, without being one."""

    @property
    def size(self) -> int:  # type: ignore[override]
        return 1024**3

    @size.setter
    def size(self, value: int) -> None:
        """The sender does not decide."""


def test_a_gigabyte_is_refused_everywhere_in_words(writer: User) -> None:
    for require in (uploads.require_document, lambda file: uploads.require_size(file, uploads.LARGEST_RECORDING)):
        with pytest.raises(uploads.UnfitFile, match=r"The file is 1,024 MB\. It may be up to"):
            require(Large("a.pdf", b"%PDF-1.7"))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.mp4", SVG, "video"),
        ("a.mp4", HTML, "video"),
        ("a.webm", FILM, "video"),
        ("a.mp3", FILM, "audio"),
        ("a.mp4", b"ID3\x03" + b"\0" * 50, "video"),
        ("a.mp4", picture(), "video"),
    ],
)
def test_s1_what_is_not_film_or_sound_is_refused(writer: User, name: str, content: bytes, kind: str) -> None:
    assert "is not what its name says" in errors(recording(writer, name, content, kind=kind))


def test_s1_an_upload_with_captions_is_kept_with_what_is_needed_to_serve_it(writer: User) -> None:
    form = recording(writer, "film.mp4", FILM, captions=CAPTIONS.encode(), transcript="Good morning.")
    assert errors(form) == ""
    made = form.save()
    assert (made.content_type, made.captions, len(made.digest)) == ("video/mp4", CAPTIONS, 64)
    sound = recording(writer, "a.mp3", b"ID3\x03" + b"\0" * 50, kind="audio", slug="sound")
    assert errors(sound) == ""
    assert sound.save().content_type == "audio/mpeg"


@pytest.mark.parametrize(
    ("captions", "words"),
    [
        (HTML, "a web page or a drawing"),
        (SVG, "a web page or a drawing"),
        (b"WEBVTT\n\n00:00.000 --> 00:04.000\nCaf\xe9", "Line 4 is not UTF-8"),
        (b"WEBVTT\n\n00:00.000 --> 00:09.000\nLate", "Line 3: this caption ends after the recording"),
        (b"WEBVTT\n\n00:04.000 --> 00:01.000\nBack", "Line 3: this caption ends before it starts"),
    ],
)
def test_s1_captions_with_a_fault_do_not_come_in(writer: User, captions: bytes, words: str) -> None:
    assert words in errors(recording(writer, "film.mp4", FILM, captions=captions))


def test_s1_the_file_of_a_recording_stays_and_its_captions_are_not_taken_away_while_it_is_on_show(writer: User) -> None:
    story = make_story()
    film = make_recording(story)
    agreed(story, writer)
    data = {"title": "Film", "slug": film.slug, "story": story.pk, "duration": 4, "collection": film.collection_id}
    files = {"file": SimpleUploadedFile("other.mp4", FILM + b"other")}
    form = get_media_form(Recording)(data | {"captions": "", "transcript": ""}, files, instance=film, user=writer)
    said = errors(form)
    assert "its captions cannot be taken away" in said
    assert "its transcript cannot be taken away" in said
    kept = data | {"captions": CAPTIONS, "transcript": "Good morning, all."}
    form = get_media_form(Recording)(kept, files, instance=Recording.objects.get(), user=writer)
    assert errors(form) == ""
    form.save()
    saved = Recording.objects.get()
    assert (saved.transcript, saved.digest, saved.file.read()) == ("Good morning, all.", "d" * 64, FILM)
