"""The offline copy, its changes and the status list. docs/api/offline.md describes them."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from accreditation.api.authenticator import authenticate
from accreditation.api.fields import number_in_address
from accreditation.api.machine import ApiError, bad_request, machine_view
from accreditation.case_systems import REGISTER_OFFLINE
from accreditation.exceptions import CopyNotPossible, CopyTooOld
from accreditation.offline.files import SignedFile, changes_after, whole_copy, whole_tag
from accreditation.offline.status_list import KIND, status_list

LINES = "application/jsonl; charset=utf-8"
# Two of the same tag say the same; only the moment at which each was signed differs.
ASK_AGAIN = "private, no-cache"


@machine_view("GET", "HEAD", cache_control=ASK_AGAIN)
def bundle(request: HttpRequest) -> HttpResponse:
    """The whole copy. Asked again with its tag: 304 while the register and the day are the same."""
    authenticate(request, scope=REGISTER_OFFLINE)
    tag = f'W/"{whole_tag()}"'
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None and unchanged.status_code == 304:
        unchanged["ETag"], unchanged["Vary"] = tag, "Accept-Encoding"
        return unchanged
    return _sent(request, whole_copy())


@machine_view("GET", "HEAD")
def changes(request: HttpRequest) -> HttpResponse:
    """What leads from the number in the client's hands to the present one; nothing, signed, is an answer too."""
    authenticate(request, scope=REGISTER_OFFLINE)
    after = number_in_address(request, "after")
    try:
        return _sent(request, changes_after(after))
    except CopyNotPossible as refusal:
        raise bad_request(str(refusal)) from None
    except CopyTooOld as refusal:
        raise ApiError(410, refusal.code, str(refusal)) from None


@machine_view("GET", "HEAD", cache_control="public, no-cache")
def statuses(request: HttpRequest) -> HttpResponse:
    """The public status list, as the IETF draft sends it."""
    made = status_list()
    tag = quote_etag(made.tag)
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None and unchanged.status_code == 304:
        unchanged["ETag"] = tag
        return unchanged
    return HttpResponse(made.token, content_type=f"application/{KIND}", headers={"ETag": tag})


def _sent(request: HttpRequest, file: SignedFile) -> HttpResponse:
    headers = {"Vary": "Accept-Encoding"}
    if file.deflated is not None:
        headers["ETag"] = f'W/"{file.tag}"'
    if accepts_gzip(request.headers.get("Accept-Encoding", "")):
        return HttpResponse(file.gzipped, content_type=LINES, headers=headers | {"Content-Encoding": "gzip"})
    return HttpResponse(file.plain, content_type=LINES, headers=headers)


def accepts_gzip(header: str) -> bool:
    """Whether an `Accept-Encoding` takes gzip: named or by a star, and not with a quality of nothing (RFC 9110)."""
    taken: dict[str, bool] = {}
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        value = quality.strip().removeprefix("q=").strip()
        taken[name.strip()] = not value or value.strip("0.") != ""
    named = [taken[name] for name in ("gzip", "x-gzip") if name in taken]
    return any(named) if named else taken.get("*", False)
