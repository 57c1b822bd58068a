"""Photographs and papers of a case, good and hostile."""

import io
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.constants.files import FileKind
from cases.models import Case, CaseFile
from cases.services import add_file
from people.models import User

GPS, LATITUDE, LONGITUDE, MAKER, ORIENTATION = 0x8825, 2, 4, 0x010F, 0x0112


def a_photograph(size: tuple[int, int] = (6, 4), *, kind: str = "JPEG") -> bytes:
    """As a telephone makes it: with the place, the maker, and lying on its side."""
    exif = Image.Exif()
    exif[MAKER] = "Snoop"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[LATITUDE] = (55.0, 57.0, 11.0)
    exif.get_ifd(GPS)[LONGITUDE] = (3.0, 11.0, 22.0)
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, exif=exif)
    return made.getvalue()


def a_huge_picture(side: int = 60_000) -> bytes:
    """A few bytes that say they unfold into thousands of millions of dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


PDF_WITH_PROGRAM = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n"


def sent(content: bytes, name: str = "IMG_4711.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def a_file(case: Case, by: User, *, content: bytes | None = None, caption: str = "The bath, from the door") -> CaseFile:
    upload = sent(a_photograph() if content is None else content)
    return add_file(case=case, upload=upload, kind=FileKind.PHOTOGRAPH, caption=caption, by=by)
