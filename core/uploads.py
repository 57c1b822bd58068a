"""What may be uploaded: how large, and that a file is what its name says. The limits stand here and nowhere else.

A name and a Content-Type are what the sender says; the first bytes decide.
"""

import io
import zipfile
from pathlib import PurePath
from typing import Protocol

MEGABYTE = 1024 * 1024
LARGEST_PICTURE = 10 * MEGABYTE
LARGEST_DOCUMENT = 20 * MEGABYTE
LARGEST_RECORDING = 300 * MEGABYTE
LARGEST_TEXT = 1 * MEGABYTE
LARGEST_PORTFOLIO = 2 * MEGABYTE
# A small file can unfold into a picture that fills the memory.
MOST_PIXELS = 40_000_000
TOO_MANY_PIXELS = f"The photograph has too many dots. It may have up to {MOST_PIXELS // 1_000_000} million."
# An archive that holds more than this is no document.
MOST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 5_000
MOST_TIMES_ITS_SIZE = 200

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = {"image/jpeg", "image/png", "image/webp", "image/heic"}
PLAIN_TEXT = {"txt", "csv", "vtt"}
MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<head", "<body", "<iframe")


class UnfitFile(Exception):
    """The file may not come in; `str()` says why."""


class Upload(Protocol):
    name: str | None

    @property
    def size(self) -> int: ...
    def seek(self, offset: int, whence: int = 0, /) -> object: ...
    def read(self, size: int = -1, /) -> bytes: ...


def in_words(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB"


def require_size(upload: Upload, largest: int) -> None:
    if upload.size > largest:
        raise UnfitFile(f"The file is {in_words(upload.size)}. It may be up to {in_words(largest)}.")
    if not upload.size:
        raise UnfitFile("The file is empty.")


def read_bytes(upload: Upload, largest: int) -> bytes:
    """The file as it came, for what is judged byte by byte."""
    require_size(upload, largest)
    upload.seek(0)
    return upload.read()


def extension_of(upload: Upload) -> str:
    return PurePath(upload.name or "").suffix.lower().lstrip(".")


def kind_of(upload: Upload) -> str:
    """The media type that the first bytes show, or an empty text."""
    import filetype

    upload.seek(0)
    start = upload.read(8192)
    upload.seek(0)
    return filetype.guess_mime(start) or ""


def read_text(upload: Upload) -> str:
    """The file as text. Refuses what is not UTF-8, and a web page or drawing that goes by another name."""
    require_size(upload, LARGEST_TEXT)
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnfitFile(f"Line {line} is not UTF-8 text. Save the file as UTF-8.") from error
    if "\0" in text:
        raise UnfitFile("The file is not text.")
    if text.lstrip().lower().startswith(MARKUP):
        raise UnfitFile("The file is a web page or a drawing, not the text that its name says.")
    return text


def require_document(upload: Upload) -> None:
    """Refuse a document that is too large, is not what its name says, or unfolds into something huge."""
    require_size(upload, LARGEST_DOCUMENT)
    extension = extension_of(upload)
    if extension in PLAIN_TEXT:
        read_text(upload)
        return
    kind = kind_of(upload)
    if extension == "pdf" and kind == "application/pdf":
        return
    if extension == "docx" and kind in {"application/zip", DOCX}:
        _require_word_document(upload)
        return
    raise UnfitFile(f"The file is not what its name says: it does not begin as a .{extension} file does.")


def _require_word_document(upload: Upload) -> None:
    try:
        with zipfile.ZipFile(upload) as archive:  # type: ignore[call-overload]
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnfitFile("The document is damaged and cannot be opened.") from error
    finally:
        upload.seek(0)
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > min(MOST_UNPACKED, upload.size * MOST_TIMES_ITS_SIZE):
        raise UnfitFile(
            f"The document unfolds into {in_words(unpacked)}. It is refused, because it could fill the disk."
        )
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        raise UnfitFile("The file is an archive, not a Word document.")
    if "word/vbaProject.bin" in names:
        raise UnfitFile("The document holds macros. Save it without them.")


def cleaned_picture(upload: Upload) -> bytes:
    """The picture drawn anew as a JPEG: what the camera or anybody else hid in the file stays behind.

    Where it was taken, by which camera, a thumbnail of what was cut off, a page that hangs behind the picture: nothing
    but what is seen is kept. Refuses what is no picture, and one that would fill the memory, before it is unfolded.
    """
    from PIL import Image, ImageOps
    from pillow_heif import register_heif_opener

    content = read_bytes(upload, LARGEST_PICTURE)
    if kind_of(upload) not in PICTURES:
        raise UnfitFile("The file is not a photograph. Choose a JPEG, PNG, WebP or HEIC file.")
    register_heif_opener()
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnfitFile(TOO_MANY_PIXELS)
            upright = ImageOps.exif_transpose(picture)
            # A canvas of our own: a copy would bring along the comments and profiles of the picture.
            drawn = Image.new("RGB", upright.size, "white")
            if upright.has_transparency_data:
                seen = upright.convert("RGBA")
                drawn.paste(seen, mask=seen)
            else:
                drawn.paste(upright.convert("RGB"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnfitFile(TOO_MANY_PIXELS) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnfitFile("The photograph is damaged and cannot be opened.") from error
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=88, optimize=True)
    return kept.getvalue()


def pdf_bytes(upload: Upload) -> bytes:
    """A PDF as it came. It may hold programs, so it is only ever given out to be saved, never shown in the browser."""
    content = read_bytes(upload, LARGEST_DOCUMENT)
    if kind_of(upload) != "application/pdf" or b"%%EOF" not in content[-2048:]:
        raise UnfitFile("The file is not a whole PDF.")
    return content
