"""What every address of the machine interface shares: JSON for everything, errors told apart, nothing cached."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from accreditation.exceptions import RegisterBehind
from core.batching import UNREACHABLE

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
# Every number of eighteen digits fits into a database's.
MOST_DIGITS = 18


class JsonResponse(HttpResponse):
    """An answer to a program: compact JSON."""

    def __init__(self, content: Any, **options: Any) -> None:
        super().__init__(as_written(content), content_type="application/json", **options)


def as_written(content: Any) -> bytes:
    """What stands in the body of an answer to a program."""
    return orjson.dumps(content, default=str)


class ApiError(Exception):
    """The request cannot be answered. A refusal by the register is not this: that is an answer, with status 200."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}

    def response(self) -> HttpResponse:
        body = {"error": self.code, "message": self.message}
        return JsonResponse(body, status=self.status, headers=self.headers)


def bad_request(message: str) -> ApiError:
    return ApiError(400, "invalid_request", message)


def not_found() -> ApiError:
    return ApiError(404, "not_found", "Nothing answers at this address.")


def register_behind(error: RegisterBehind) -> ApiError:
    """The state asked for is not reached yet: it may be a moment later."""
    message = f"{error} Nothing was decided; ask again."
    return ApiError(503, "temporarily_unavailable", message, {"Retry-After": "1"})


def is_within(request: HttpRequest, longest: int) -> bool:
    """Whether the body is said to be so many bytes at most. A length that is no number is not."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    # Of thousands of digits no number is made at all.
    return length.isascii() and length.isdecimal() and len(length) <= MOST_DIGITS and int(length) <= longest


def machine_view(*methods: str, cache_control: str = "no-store") -> Callable[[View], View]:
    """A view for programs: only these methods, no cookie, and every error as JSON with one sentence."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **parts: str) -> HttpResponse:
            response = _respond(view, request, methods, parts)
            response["Cache-Control"] = cache_control if response.status_code in (200, 304) else "no-store"
            return response

        return csrf_exempt(answer)

    return decorate


def _respond(view: View, request: HttpRequest, methods: tuple[str, ...], parts: dict[str, str]) -> HttpResponse:
    try:
        if request.method not in methods:
            allowed = ", ".join(methods)
            raise ApiError(405, "method_not_allowed", f"This address answers {allowed} only.", {"Allow": allowed})
        return view(request, **parts)
    except Exception as error:
        return response_to(error)


def response_to(error: Exception) -> HttpResponse:
    """What whoever asked is told of an error."""
    if isinstance(error, ApiError):
        return error.response()
    if isinstance(error, SuspiciousOperation):
        return bad_request("The request is not one that this address answers.").response()
    if isinstance(error, UNREACHABLE):
        # One line: while the database is away there are many of these.
        logger.error("The register's database did not answer: %s", error)
        message = "The register cannot be reached now. Nothing was decided; ask again."
        return ApiError(503, "temporarily_unavailable", message, {"Retry-After": "1"}).response()
    logger.error("A question to the register failed", exc_info=error)
    return ApiError(500, "server_error", "Something went wrong. Nothing was decided.").response()
