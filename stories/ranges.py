"""Gives out part of a file, as players ask when somebody moves along a recording (RFC 9110, section 14)."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe
from whitenoise.responders import SlicedFile

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, kw_only=True)
class Validators:
    """By which a browser asks whether what it holds is still right."""

    etag: str
    last_modified: datetime

    @property
    def seconds(self) -> int:
        return int(self.last_modified.timestamp())


class NotSatisfiable(Exception):
    """The range lies outside the file."""


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that the header asks for; None where it asks for all, or in a way that may be ignored.

    Several ranges at once may be ignored too: no player needs them.
    """
    match = ONE_RANGE.fullmatch(header.replace(" ", ""))
    if match is None or match[1] == match[2] == "":
        return None
    if not match[1]:
        start, end = size - int(match[2]), size - 1
        if int(match[2]) == 0 or size == 0:
            raise NotSatisfiable
        return max(start, 0), end
    start, end = int(match[1]), int(match[2] or size - 1)
    if match[2] and end < start:
        return None
    if start >= size:
        raise NotSatisfiable
    return start, min(end, size - 1)


def still_holds(header: str, validators: Validators) -> bool:
    """Whether `If-Range` names what would be sent now; otherwise the whole is sent."""
    if not header:
        return True
    if header.startswith(('"', "W/")):
        return header == validators.etag
    return parse_http_date_safe(header) == validators.seconds


def respond(request: HttpRequest, file: File, *, content_type: str, validators: Validators) -> HttpResponseBase:
    """The file, a part of it, or that nothing changed. The caller has asked whether it may be seen."""
    whole = HttpResponse(headers={"ETag": validators.etag, "Last-Modified": http_date(validators.seconds)})
    answer = get_conditional_response(request, validators.etag, validators.seconds, whole)
    if answer is not whole:
        file.close()
        return answer or whole
    size = file.size
    try:
        part = None
        if request.method == "GET" and still_holds(request.headers.get("If-Range", ""), validators):
            part = wanted(request.headers.get("Range", ""), size)
    except NotSatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    start, end = part or (0, size - 1)
    response = FileResponse(SlicedFile(file, start, end), status=206 if part else 200, content_type=content_type)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(end - start + 1)
    response["ETag"], response["Last-Modified"] = whole["ETag"], whole["Last-Modified"]
    if part:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response
